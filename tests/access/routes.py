"""How a route of the matrix is written: how it is asked, and the status that each role gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ROLES = ("anonymous", "sophie", "jean", "stranger", "claire", "hugo", "ines", "admin")


@dataclass(frozen=True)
class Route:
    """One route: how to ask it, and the status that each role gets, in the order of ROLES."""

    statuses: tuple[int, ...]
    method: str = "get"
    args: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def post(*statuses: int, args: tuple[str, ...] = (), **data: Any) -> Route:
    return Route(statuses, "post", args, data)


def get(*statuses: int, args: tuple[str, ...] = (), **data: Any) -> Route:
    return Route(statuses, "get", args, data)


TICKET, ATTACHMENT, MAIL, TOKEN = ("<ticket>",), ("<attachment>",), ("<mail>",), ("nothing",)
MAILBOX = ("<mailbox>",)
CALENDAR = ("cst",)
NO_FILE = ("00000000-0000-4000-8000-000000000000",)
CONTRACT = ("EX-2024-0117",)
CUSTOMER = ("<customer>",)
PAYER = ("<payer>",)
#                   anon soph jean stra clai hugo ines admin
EVERYONE = get(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = get(302, 200, 200, 200, 200, 200, 200, 200)
# allauth asks for the password again before it shows or changes a second factor.
AFTER_PASSWORD = get(302, 302, 302, 302, 302, 302, 302, 302)
API = (401, 200, 200, 200, 200, 200, 200, 200)
# Nobody of the cast has a second factor yet.
NOTHING_YET = get(302, 404, 404, 404, 404, 404, 404, 404)
CUSTOMERS = get(302, 200, 200, 200, 403, 403, 403, 403)
ENGINEERS = get(302, 403, 403, 403, 200, 200, 403, 403)
CENTRE = get(302, 403, 403, 403, 200, 200, 200, 403)
SALES = get(302, 403, 403, 403, 403, 200, 200, 403)
LEADS = get(302, 403, 403, 403, 403, 200, 403, 403)
# A ticket in the portal: its people see it, another reseller does not know it exists, the centre has the console.
PORTAL_TICKET = (302, 200, 200, 404, 403, 403, 403, 403)
PORTAL_WRITE = (302, 302, 302, 404, 403, 403, 403, 403)
NOT_THEIRS = (302, 404, 404, 404, 403, 403, 403, 403)
# A ticket in the console: who sees it but is not of the centre is told so; who does not see it is not.
CONSOLE_TICKET = (302, 403, 403, 404, 200, 200, 404, 404)
CONSOLE_WRITE = (302, 403, 403, 404, 302, 302, 404, 404)
# What an engineer sends without its fields comes back with the sentence beside them, or that the ticket has moved.
CONSOLE_MOVED = (302, 403, 403, 404, 409, 409, 404, 404)
CONSOLE_ASKED_AGAIN = (302, 403, 403, 404, 422, 422, 404, 404)
