"""What a ticket's page shows of what is asked for besides writing: who follows, severity, remote session, opinion.

The rows of all of it are read once: three queries at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.decision import Kind
from contracts.sentences import hours
from sla import wording
from sla.commitments import IMPACTS
from tickets import permissions, ratings, remote_access
from tickets.actions import asking_severity
from tickets.models import Follower, RemoteSession, Satisfaction, SeverityRequest, Ticket
from tickets.permissions import Action
from tickets.portal import parts
from tickets.portal.following_forms import RatingForm


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who follows the ticket; `may_remove`: its reader may take them off the list."""

    id: int
    name: str
    organisation: str
    may_remove: bool


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session that is proposed or agreed, and what its reader may do about it."""

    row: RemoteSession
    when: str
    length: str
    consent: str
    may_answer: bool
    may_cancel: bool

    @property
    def is_agreed(self) -> bool:
        return self.row.state == RemoteSession.State.AGREED


@dataclass(frozen=True, slots=True)
class RatingCard:
    """The opinion, given or asked for. `choices`: value, icon, words."""

    form: RatingForm
    given: Satisfaction | None
    may_rate: bool
    choices: Sequence[tuple[int, str, str]]


def read(ticket: Ticket) -> None:
    """Read what is asked for on `ticket`, once: an ended one waits for an opinion, and for nothing else."""
    # Engineers who follow are the centre's own business, and whoever left is told nothing.
    theirs = Follower.objects.filter(person__role__in=User.CUSTOMER_ROLES, person__is_active=True)
    asked: list[Prefetch[Any]] = [Prefetch("followers", theirs.select_related("person__organisation"))]
    if ticket.is_ended:
        asked.append(Prefetch("satisfaction", Satisfaction.objects.select_related("given_by")))
    else:
        sessions = RemoteSession.objects.filter(state__in=remote_access.OPEN).select_related("proposed_by")
        asked.append(parts.prefetch(ticket, "remote_sessions", sessions))
    if _may_have_wish(ticket):
        wishes = SeverityRequest.objects.filter(decision="pending").select_related("asked_by")
        asked.append(parts.prefetch(ticket, "severity_requests", wishes))
    prefetch_related_objects([ticket], *asked)


def _may_have_wish(ticket: Ticket) -> bool:
    """Assistance has no severity to raise (CH-PS), and what ends takes its wish along."""
    return ticket.kind != Kind.ASSISTANCE and not ticket.is_ended


def _wish(ticket: Ticket) -> SeverityRequest | None:
    """The wish for another severity that waits."""
    return asking_severity.pending(ticket) if _may_have_wish(ticket) else None


def _session(ticket: Ticket, now: datetime) -> RemoteSession | None:
    """The session that is proposed or agreed; what ends calls it off."""
    return None if ticket.is_ended else remote_access.open_session(ticket, now)


def context(
    ticket: Ticket, reader: User, now: datetime, *, rating: RatingForm | None = None
) -> dict[str, Any]:
    """What portal/ticket.html shows of all of it; `rating` is a form that did not go through."""
    read(ticket)
    goes_on = ticket.is_answerable and not ticket.is_ended
    is_party = permissions.may(reader, Action.ASK_SEVERITY, ticket)
    wish, session = _wish(ticket), session_card(ticket, reader, now)
    may_propose = goes_on and is_party and (session is None or session.may_answer)
    without = remote_access.level_without(ticket) if may_propose and session is None else ""
    is_higher_left = ticket.severity is None or ticket.severity > 1
    return {
        "wish": wish,
        "wish_impact": IMPACTS[wish.wanted] if wish is not None else "",
        "session": session,
        "followers": _followers(ticket, reader),
        "may_ask_severity": goes_on
        and is_party
        and wish is None
        and is_higher_left
        and ticket.kind == Kind.INCIDENT,
        "may_propose": may_propose and not without,
        "level_without_sessions": without,
        "may_follow": ticket.merged_into_id is None,
        "rating": rating_card(ticket, reader, now, rating),
        "also": _also(ticket, now),
    }


def also(ticket: Ticket, now: datetime) -> list[str]:
    """What the state says besides who has the ball: the session to come, the severity that is asked for."""
    read(ticket)
    return _also(ticket, now)


def _also(ticket: Ticket, now: datetime) -> list[str]:
    found = []
    row = _session(ticket, now)
    if row is not None:
        found.append(_standing_of(row, now))
    wish = _wish(ticket)
    if wish is not None:
        found.append(_("sévérité %s demandée") % wish.wanted)
    return found


def followers(ticket: Ticket, reader: User) -> list[Told]:
    """Who was added, in the order of time."""
    read(ticket)
    return _followers(ticket, reader)


def _followers(ticket: Ticket, reader: User) -> list[Told]:
    return [
        Told(
            id=row.person_id,
            name=row.person.full_name,
            organisation=str(row.person.organisation or ""),
            may_remove=reader.pk in {row.person_id, row.added_by_id},
        )
        for row in ticket.followers.all()
    ]


def session_card(ticket: Ticket, reader: User, now: datetime) -> SessionCard | None:
    """The session that is proposed or agreed, if any."""
    row = _session(ticket, now)
    if row is None:
        return None
    arranges = permissions.may(reader, Action.ARRANGE_SESSION, ticket)
    proposed = row.state == RemoteSession.State.PROPOSED
    return SessionCard(
        row=row,
        when=when(row, now),
        length=hours(row.minutes),
        consent=row.consent_sentence or remote_access.consent_sentence(read_only=row.read_only),
        may_answer=arranges and proposed and row.proposed_by_centre,
        may_cancel=arranges and row.starts_at > now and not (proposed and row.proposed_by_centre),
    )


def when(row: RemoteSession, now: datetime) -> str:
    """Jeudi 15 octobre 14h00, in the reader's zone."""
    return wording.full_due(row.starts_at, now, timezone.get_current_timezone())


def rating_card(
    ticket: Ticket, reader: User, now: datetime, form: RatingForm | None = None
) -> RatingCard | None:
    """The opinion on an ended ticket: as it was given, or to give; None when there is neither."""
    given = getattr(ticket, "satisfaction", None) if ticket.is_ended else None
    may_rate = ratings.is_open(ticket, now) and permissions.may(reader, Action.RATE, ticket)
    if given is None and not may_rate:
        return None
    icons = {Satisfaction.Mark.GOOD: "smile", Satisfaction.Mark.FAIR: "meh", Satisfaction.Mark.BAD: "frown"}
    return RatingCard(
        form=form or RatingForm(initial={"comment": given.comment} if given is not None else None),
        given=given,
        may_rate=may_rate,
        choices=[(mark.value, icon, str(mark.label)) for mark, icon in icons.items()],
    )


def _standing_of(row: RemoteSession, now: datetime) -> str:
    said = {"when": when(row, now)}
    if row.state == RemoteSession.State.PROPOSED:
        return _("session à distance proposée, %(when)s") % said
    if row.read_only:
        return _("prochaine session %(when)s, lecture seule") % said
    return _("prochaine session %(when)s") % said
