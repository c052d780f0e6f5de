"""What the customer asks for on a ticket besides writing, for the engineer who answers it: top of the ticket's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.forms import Form

from accounts.models import User
from contracts.sentences import hours
from sla import wording
from sla.commitments import IMPACTS
from tickets import remote_access
from tickets.actions import reporting_session
from tickets.console import happened
from tickets.models import Event, Follower, RemoteSession, Satisfaction, SeverityRequest, Ticket

# A session that nobody told of by then is let be.
REPORTED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """The wish for severity, the session and the opinion, each None where there is none. `error` and `words` are those
    of a decision that did not go through.
    """

    wish: SeverityRequest | None
    impact: str
    session: RemoteSession | None
    when: str
    length: str
    may_answer: bool
    may_cancel: bool
    may_propose: bool
    rating: Satisfaction | None
    followers: tuple[Follower, ...]
    # The engineers who follow.
    colleagues: tuple[Follower, ...]
    # The session that began and that nobody told of yet, and its form when that did not go through.
    to_report: RemoteSession | None = None
    report: Form | None = None
    error: str = ""
    words: str = ""

    @property
    def is_agreed(self) -> bool:
        return self.session is not None and self.session.state == RemoteSession.State.AGREED


def of_ticket(ticket: Ticket, now: datetime) -> Asked:
    """All of it; three queries at most, none for what never happened."""
    if ticket.is_ended:
        return _ended(ticket)
    wish = _wish(ticket)
    rows = _sessions(ticket, now)
    session = next((row for row in rows if _is_open(row, now)), None)
    proposed = session is not None and session.state == RemoteSession.State.PROPOSED
    theirs = session is not None and proposed and not session.proposed_by_centre
    followers, colleagues = _followers(ticket)
    return Asked(
        wish=wish,
        impact=str(IMPACTS[wish.wanted]) if wish is not None else "",
        session=session,
        when=wording.full_due(session.starts_at, now) if session is not None else "",
        length=hours(session.minutes) if session is not None else "",
        may_answer=theirs,
        may_cancel=session is not None and not theirs and session.starts_at > now,
        may_propose=session is None or theirs,
        rating=None,
        followers=followers,
        colleagues=colleagues,
        to_report=next((row for row in rows if reporting_session.is_to_report(row, now)), None),
    )


def _wish(ticket: Ticket) -> SeverityRequest | None:
    if not happened.any_of(ticket, Event.Kind.SEVERITY_ASKED):
        return None
    return ticket.severity_requests.filter(decision="pending").select_related("asked_by").first()


def _sessions(ticket: Ticket, now: datetime) -> list[RemoteSession]:
    """The open session, and those lately held that are still to be told of."""
    if not happened.any_of(ticket, Event.Kind.SESSION_PROPOSED):
        return []
    open_one = Q(state__in=remote_access.OPEN)
    held = Q(state=RemoteSession.State.HELD, reported_at__isnull=True, starts_at__gt=now - REPORTED_WITHIN)
    return list(ticket.remote_sessions.filter(open_one | held).select_related("proposed_by"))


def _is_open(row: RemoteSession, now: datetime) -> bool:
    return row.state in remote_access.OPEN and not remote_access.is_past(row, now)


def _ended(ticket: Ticket) -> Asked:
    """Nothing is left to answer; there may be an opinion."""
    followers, colleagues = _followers(ticket)
    return Asked(
        wish=None,
        impact="",
        session=None,
        when="",
        length="",
        may_answer=False,
        may_cancel=False,
        may_propose=False,
        rating=_rating(ticket),
        followers=followers,
        colleagues=colleagues,
    )


def _rating(ticket: Ticket) -> Satisfaction | None:
    if not happened.any_of(ticket, Event.Kind.RATED):
        return None
    return Satisfaction.objects.filter(ticket=ticket).select_related("given_by").first()


def _followers(ticket: Ticket) -> tuple[tuple[Follower, ...], tuple[Follower, ...]]:
    """Those of the customer's, and the engineers."""
    if not happened.any_of(ticket, Event.Kind.FOLLOWED):
        return (), ()
    rows = list(ticket.followers.select_related("person"))
    colleagues = tuple(row for row in rows if row.person.role not in User.CUSTOMER_ROLES)
    return tuple(row for row in rows if row not in colleagues), colleagues
