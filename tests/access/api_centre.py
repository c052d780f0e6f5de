"""Who reaches what programs ask for the centre."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Route, get

#        anon soph jean stra clai hugo ines admin
CENTRE = (401, 403, 403, 403, 200, 200, 403, 403)
# On a ticket: who sees it but is not of the centre is told so; who does not see it is not.
TICKET = (401, 403, 403, 404, 200, 200, 404, 404)
ASKED_AGAIN = (401, 403, 403, 404, 422, 422, 404, 404)
# The ticket was opened by its customer, and waits for nobody else.
NOT_POSSIBLE = (401, 403, 403, 404, 409, 409, 404, 404)


def on_ticket(*statuses: int, **data: Any) -> Route:
    """A JSON body sent to the address of a ticket."""
    return Route(statuses, "json", ("<ticket>",), data)


ROUTES: dict[str, Route] = {
    "api:queue": get(*CENTRE),
    "api:engineers": get(*CENTRE),
    "api:ticket_qualify": on_ticket(*TICKET, severity=2),
    "api:ticket_assign": on_ticket(*TICKET, assignee=None),
    "api:ticket_waive": on_ticket(*NOT_POSSIBLE, reason="Geste commercial."),
    "api:ticket_remind": on_ticket(*NOT_POSSIBLE),
    "api:ticket_merge": on_ticket(*ASKED_AGAIN, into="CST-2026-999999"),
}
