"""Who reaches the mail that arrived, by program."""

from __future__ import annotations

from typing import Any

from tests.access.api_centre import CENTRE
from tests.access.routes import MAIL, Route, get

# What lacks a field is refused by its name; a mail that was not put aside is not taken up.
ASKED_AGAIN = (401, 403, 403, 403, 422, 422, 403, 403)
NOT_POSSIBLE = (401, 403, 403, 403, 409, 409, 403, 403)


def on_mail(*statuses: int, **data: Any) -> Route:
    """A JSON body sent to the address of a mail."""
    return Route(statuses, "json", MAIL, data)


ROUTES: dict[str, Route] = {
    "api:mails": get(*CENTRE),
    "api:mail": get(*CENTRE, args=MAIL),
    "api:mail_opening": on_mail(*ASKED_AGAIN),
    "api:mail_attachment": on_mail(*ASKED_AGAIN),
    "api:mail_answer": on_mail(*ASKED_AGAIN),
    "api:mail_replay": on_mail(*CENTRE),
    "api:mail_discard": on_mail(*ASKED_AGAIN),
    "api:mail_take_up": on_mail(*NOT_POSSIBLE),
}
