"""What a person who sees a ticket may do to it. Out of sight is 404 (visibility.py); refused here is 403."""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from accounts.models import User
from tickets import parties
from tickets.models import Status, Ticket


class Action(StrEnum):
    """The verbs of tickets/actions."""

    REPLY = "reply"
    NOTE = "note"
    QUALIFY = "qualify"
    ASSIGN = "assign"
    ESCALATE = "escalate"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    WAIVE = "waive"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    REMIND_ONESELF = "remind_oneself"
    REMIND = "remind"
    ESTIMATE = "estimate"
    DECIDE_ESTIMATE = "decide_estimate"
    SPEND_TIME = "spend_time"
    PASS_TO_CENTRE = "pass_to_centre"  # noqa: S105 (no password)
    FOLLOW = "follow"
    ASK_SEVERITY = "ask_severity"
    DECIDE_SEVERITY = "decide_severity"
    ARRANGE_SESSION = "arrange_session"
    REPORT_SESSION = "report_session"
    RATE = "rate"
    HANDLE_OPINION = "handle_opinion"


CENTRE_ONLY = {
    Action.NOTE,
    Action.QUALIFY,
    Action.ASSIGN,
    Action.ESCALATE,
    Action.RESOLVE,
    Action.WAIVE,
    Action.MERGE,
    Action.SPLIT,
    Action.LINK,
    Action.REMIND_ONESELF,
    Action.REMIND,
    Action.ESTIMATE,
    Action.SPEND_TIME,
    Action.REPORT_SESSION,
    Action.DECIDE_SEVERITY,
    Action.HANDLE_OPINION,
}
CUSTOMERS_ONLY = {
    Action.DECIDE_ESTIMATE,
    Action.PASS_TO_CENTRE,
    Action.ASK_SEVERITY,
    Action.RATE,
}
# What leads do among the centre.
LEADS_ONLY = {Action.HANDLE_OPINION}
# What only those do whose request it is (tickets/parties.py).
PARTIES_ONLY = {Action.ASK_SEVERITY, Action.ARRANGE_SESSION, Action.RATE}


def may(user: User, action: Action, ticket: Ticket) -> bool:
    """Whether `user`, who sees `ticket`, may do `action`; the ticket's own state is the verb's business."""
    if user.is_engineer:
        return action not in CUSTOMERS_ONLY and (user.is_lead or action not in LEADS_ONLY)
    if not user.is_customer or action in CENTRE_ONLY:
        return False
    if action is Action.FOLLOW:  # whoever sees it
        return True
    if action in PARTIES_ONLY:
        return parties.is_party(user, ticket)
    if action is Action.DECIDE_ESTIMATE:  # whoever pays decides (CH-PS)
        return ticket.estimates.filter(payer=user.organisation_id, decision="pending").exists()
    of_reseller = ticket.reseller_id == user.organisation_id != ticket.organisation_id
    if action is Action.PASS_TO_CENTRE:  # CH-II.2: the first level escalates
        return of_reseller
    if action is Action.CLOSE:  # its own request, or one that it answers as the first level
        held = of_reseller and ticket.status == Status.WITH_RESELLER
        return held or parties.is_party(user, ticket)
    return ticket.status != Status.CLOSED or action is Action.REOPEN


def require(user: User, action: Action, ticket: Ticket) -> None:
    """Raise `PermissionDenied` unless `user` may do `action`."""
    if not may(user, action, ticket):
        raise PermissionDenied
