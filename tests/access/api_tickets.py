"""Who reaches tickets and their files by program; the ticket is Sophie's, new, of severity 1."""

from __future__ import annotations

from typing import Any

from tests.access.routes import API, ATTACHMENT, NO_FILE, TICKET, Route, get

SEEN = (401, 200, 200, 404, 200, 200, 404, 404)
_REQUEST: dict[str, Any] = {"severity": 2, "subject": "Un port bat", "body": "Le port 12."}


def sent(*statuses: int, args: tuple[str, ...] = (), **data: Any) -> Route:
    return Route(statuses, "json", args, data)


ROUTES: dict[str, Route] = {
    "api:coverage": sent(401, 200, 200, 200, 403, 403, 403, 403, serial="FG100F-PREM-0001"),
    "api:tickets": get(*API),
    "api:tickets json": sent(401, 201, 201, 201, 403, 403, 403, 403, **_REQUEST),
    "api:ticket": get(*SEEN, args=TICKET),
    "api:ticket_deadline": get(*SEEN, args=TICKET),
    "api:ticket_messages": get(*SEEN, args=TICKET),
    "api:ticket_messages json": sent(401, 201, 201, 404, 201, 201, 404, 404, args=TICKET, body="Bonjour."),
    "api:ticket_events": get(*SEEN, args=TICKET),
    # The reseller is no party to what its customer asked of the centre itself; what goes on cannot be reopened.
    "api:ticket_close": sent(401, 200, 403, 404, 200, 200, 404, 404, args=TICKET),
    "api:ticket_reopen": sent(401, 409, 409, 404, 409, 409, 404, 404, args=TICKET),
    "api:ticket_pass": sent(401, 403, 409, 404, 403, 403, 404, 404, args=TICKET, findings="Redémarré."),
    # Whose request it is knows already; whoever does not follow is taken off the list without harm.
    "api:ticket_followers": get(*SEEN, args=TICKET),
    "api:ticket_followers json": sent(401, 409, 201, 404, 201, 201, 404, 404, args=TICKET),
    "api:ticket_follower": Route((401, 204, 204, 404, 204, 204, 404, 404), "delete", (*TICKET, "1")),
    "api:severity_requests": sent(
        401, 409, 403, 404, 403, 403, 404, 404, args=TICKET, severity=1, reason="Tout est arrêté."
    ),
    "api:ticket_opinion": sent(401, 409, 403, 404, 403, 403, 404, 404, args=TICKET, mark=3),
    # --- files: each sends their own
    "api:ticket_attachments": get(*SEEN, args=TICKET),
    "api:attachment_content": get(*SEEN, args=ATTACHMENT),
    "api:uploads": sent(401, 201, 201, 201, 201, 201, 201, 201, name="a.txt", size=6),
    "api:upload": get(401, 404, 404, 404, 404, 404, 404, 404, args=NO_FILE),
    "api:upload patch": Route((401, 404, 404, 404, 404, 404, 404, 404), "patch", NO_FILE),
    "api:upload delete": Route((401, 404, 404, 404, 404, 404, 404, 404), "delete", NO_FILE),
}
