"""Who reaches what programs ask for the centre."""

from __future__ import annotations

from typing import Any

from tests.access.routes import NO_FILE, Route, get

#        anon soph jean stra clai hugo ines admin
CENTRE = (401, 403, 403, 403, 200, 200, 403, 403)
# On a ticket: who sees it but is not of the centre is told so; who does not see it is not.
TICKET = (401, 403, 403, 404, 200, 200, 404, 404)
ASKED_AGAIN = (401, 403, 403, 404, 422, 422, 404, 404)
# A case that the ticket does not have.
NO_CASE = (401, 403, 403, 404, 404, 404, 404, 404)
# The ticket was opened by its customer, and waits for nobody else.
NOT_POSSIBLE = (401, 403, 403, 404, 409, 409, 404, 404)


def on_ticket(*statuses: int, **data: Any) -> Route:
    """A JSON body sent to the address of a ticket."""
    return Route(statuses, "json", ("<ticket>",), data)


def on_case(method: str = "json", **data: Any) -> Route:
    """The same to the address of a case that it does not have."""
    return Route(NO_CASE, method, ("<ticket>", "999999"), data)


ROUTES: dict[str, Route] = {
    "api:queue": get(*CENTRE),
    "api:engineers": get(*CENTRE),
    "api:calls": Route(
        (401, 403, 403, 403, 422, 422, 403, 403),
        "json",
        (),
        {"organisation": 999999, "caller": 1, "body": "Bonjour"},
    ),
    "api:ticket_qualify": on_ticket(*TICKET, severity=2),
    "api:ticket_assign": on_ticket(*TICKET, assignee=None),
    "api:ticket_waive": on_ticket(*NOT_POSSIBLE, reason="Geste commercial."),
    "api:ticket_remind": on_ticket(*NOT_POSSIBLE),
    "api:ticket_merge": on_ticket(*ASKED_AGAIN, into="CST-2026-999999"),
    # A message that is not there.
    "api:ticket_split": on_ticket(*ASKED_AGAIN, messages=[NO_FILE[0]], subject="Le VPN"),
    "api:ticket_note": on_ticket(401, 403, 403, 404, 201, 201, 404, 404, body="Journaux reçus."),
    "api:ticket_resolve": on_ticket(*TICKET, body="Le tunnel tient."),
    "api:ticket_time": get(*TICKET, args=("<ticket>",)),
    # Nothing was approved.
    "api:ticket_time json": on_ticket(*NOT_POSSIBLE, minutes=30, worked_on="2026-10-13", description="VLAN"),
    "api:estimates": get(401, 200, 200, 404, 200, 200, 404, 404, args=("<ticket>",)),
    "api:estimates json": on_ticket(401, 403, 403, 404, 201, 201, 404, 404, minutes=60, description="VLAN"),
    "api:estimate_decision": Route(
        (401, 404, 404, 404, 404, 404, 404, 404), "json", ("<ticket>", "999999"), {"decision": "approved"}
    ),
    "api:vendor_cases": get(*TICKET, args=("<ticket>",)),
    "api:vendor_cases json": on_ticket(401, 403, 403, 404, 201, 201, 404, 404, vendor="Fortinet", number="1"),
    "api:vendor_case": on_case("patch", contact="Ana"),
    "api:vendor_case_hear": on_case(),
    "api:vendor_case_close": on_case(),
    "api:vendor_case_reopen": on_case(),
}
