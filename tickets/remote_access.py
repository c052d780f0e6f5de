"""Whether a ticket may have a remote session, on what terms, and when the centre can hold it (CH-I, CH-III.3).

Read-only, Premium only; under an approved estimate of PS work changes are made too, whatever the level (CH-PS).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from contracts import coverage
from contracts.decision import Kind
from contracts.models import SupportLevel
from contracts.sentences import VerdictText
from sla import wording
from sla.errors import SlaError
from sla.models import latest_version, working_time
from tickets import assistance, next_steps, response_clock
from tickets.models import RemoteSession, Ticket

# How far ahead a slot may be.
HORIZON = timedelta(days=60)
# The name of a ticket's level that has no sessions, for an annotation `without_sessions`.
WITHOUT_SESSIONS = Subquery(
    SupportLevel.objects.filter(code=OuterRef("level"), remote_sessions=False).values("name")[:1]
)
OPEN = (RemoteSession.State.PROPOSED, RemoteSession.State.AGREED)


def is_read_only(ticket: Ticket) -> bool:
    """Whether the centre only looks: always, but under an approved estimate (CH-PS)."""
    return ticket.kind != Kind.ASSISTANCE or assistance.in_force(ticket) is None


def consent_sentence(*, read_only: bool) -> str:
    """What the customer consents to, in words; kept with its consent."""
    if read_only:
        return _("Le CST regarde et récupère des traces, il ne modifie rien.")
    return _(
        "Le CST intervient dans le cadre de l’estimation approuvée\u00a0: il peut modifier la configuration."
    )


def refusal(ticket: Ticket) -> VerdictText | None:
    """Why `ticket` may have no remote session, with the rule; None when it may. Some four queries.

    Judged as the ticket was, on the day that it reached the centre.
    """
    if not is_read_only(ticket):
        return None
    escalated = ticket.escalated_by_id is not None
    requester = (ticket.reseller if escalated else ticket.requester) or ticket.requester_address
    reached = response_clock.clocks(ticket).reached_at
    verdict = coverage.verdict(
        requester, ticket.serial, ticket.channel, Kind.REMOTE_SESSION, reached, escalated=escalated
    )
    return None if verdict.is_accepted else next_steps.said(verdict)


def level_without(ticket: Ticket) -> str:
    """The name of the level that an incident is handled at, when it has no remote sessions; else empty.

    What a page says before anybody asks; `refusal` judges. No query: `ticket` was read with `WITHOUT_SESSIONS`.
    """
    return getattr(ticket, "without_sessions", None) or "" if ticket.kind == Kind.INCIDENT else ""


def open_session(ticket: Ticket, at: datetime) -> RemoteSession | None:
    """The session that is proposed, or agreed and not over at `at`; no query where sessions are prefetched."""
    rows = (row for row in ticket.remote_sessions.all() if row.state in OPEN)
    return next((row for row in rows if not is_past(row, at)), None)


def is_past(row: RemoteSession, at: datetime) -> bool:
    """Whether a proposal can no longer be agreed, or a session is over."""
    if row.state == RemoteSession.State.PROPOSED:
        return row.starts_at <= at
    return row.starts_at + timedelta(minutes=row.minutes) <= at


def closed_then(starts_at: datetime, minutes: int) -> str:
    """Why the centre cannot hold a session then, with the next opening (CH-I); empty when it can.

    Times are said in the zone of `starts_at`.
    """
    arithmetic = working_time(latest_version())
    ends = starts_at + timedelta(minutes=minutes)
    try:
        if arithmetic.is_open(starts_at) and arithmetic.next_closing(starts_at) >= ends:
            return ""
        opens = arithmetic.next_opening(starts_at)
        if arithmetic.is_open(starts_at):  # it begins in time, and would go on after the closing
            opens = arithmetic.next_opening(arithmetic.next_closing(starts_at))
    except SlaError:
        return _("Le CST n’est pas ouvert pendant tout ce créneau\u00a0: choisissez-en un autre.")
    return _(
        "Le CST n’est pas ouvert pendant tout ce créneau\u00a0: choisissez-en un autre, par exemple %s."
    ) % wording.full_due(opens, starts_at, starts_at.tzinfo or wording.PARIS)
