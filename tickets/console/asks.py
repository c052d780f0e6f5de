"""What the customer asks for on a ticket besides writing, for the engineer who answers it: top of the ticket's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.sentences import hours
from sla import wording
from sla.commitments import IMPACTS
from tickets import remote_access
from tickets.console import happened
from tickets.models import Event, Follower, RemoteSession, Satisfaction, SeverityRequest, Ticket


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
    row = _session(ticket)
    session = row if row is not None and not remote_access.is_past(row, now) else None
    proposed = session is not None and session.state == RemoteSession.State.PROPOSED
    theirs = session is not None and proposed and not session.proposed_by_centre
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
        followers=_followers(ticket),
    )


def _wish(ticket: Ticket) -> SeverityRequest | None:
    if not happened.any_of(ticket, Event.Kind.SEVERITY_ASKED):
        return None
    return ticket.severity_requests.filter(decision="pending").select_related("asked_by").first()


def _session(ticket: Ticket) -> RemoteSession | None:
    if not happened.any_of(ticket, Event.Kind.SESSION_PROPOSED):
        return None
    return ticket.remote_sessions.filter(state__in=remote_access.OPEN).select_related("proposed_by").first()


def _ended(ticket: Ticket) -> Asked:
    """Nothing is left to answer; there may be an opinion."""
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
        followers=_followers(ticket),
    )


def _rating(ticket: Ticket) -> Satisfaction | None:
    if not happened.any_of(ticket, Event.Kind.RATED):
        return None
    return Satisfaction.objects.filter(ticket=ticket).select_related("given_by").first()


def _followers(ticket: Ticket) -> tuple[Follower, ...]:
    if not happened.any_of(ticket, Event.Kind.FOLLOWED):
        return ()
    return tuple(ticket.followers.select_related("person"))
