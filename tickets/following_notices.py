"""The mails of what a customer does on its ticket: a colleague, a wish for severity, a remote session.

Each function is called by a verb, in its transaction. The engineer in charge is told as of a customer's word.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from sla import explain, wording
from sla.commitments import IMPACTS
from tickets import parties, ticket_mails
from tickets.models import RemoteSession, SeverityRequest, Ticket


def followed(ticket: Ticket, person: User, by: User, at: datetime) -> None:
    """To the colleague who was added: by whom, and that they are told from now on."""
    ticket_mails.automatic(
        ticket, person, "followed", lambda: _("Vous suivez cet incident"), at, by=by.full_name
    )


def severity_asked(ticket: Ticket, row: SeverityRequest, at: datetime) -> None:
    """To the engineer in charge, if there is one."""
    if ticket.assignee is not None:
        with translation.override(ticket.assignee.language):
            impact = str(IMPACTS[row.wanted])
        ticket_mails.automatic(
            ticket,
            ticket.assignee,
            "severity_asked",
            lambda: _("Sévérité demandée"),
            at,
            wish=row,
            impact=impact,
        )


def severity_accepted(ticket: Ticket, row: SeverityRequest, before: datetime | None, at: datetime) -> None:
    """To those who asked; `before` is the deadline until then, said beside the new one where both are told."""
    for person in parties.people(ticket):
        due = ticket.due_at if ticket.first_response_at is None else None
        told = (
            before is not None and due not in {None, before} and ticket_mails.tells_clock(ticket, person, at)
        )
        with translation.override(person.language):
            text = explain.full_due(before, at) if told and before is not None else ""
        ticket_mails.automatic(
            ticket, person, "severity_accepted", lambda: _("Sévérité relevée"), at, wish=row, before=text
        )


def severity_declined(ticket: Ticket, row: SeverityRequest, at: datetime) -> None:
    """Why the severity stays, to those who asked."""
    for person in parties.people(ticket):
        ticket_mails.automatic(
            ticket, person, "severity_declined", lambda: _("Sévérité inchangée"), at, wish=row
        )


def session_proposed(ticket: Ticket, row: RemoteSession, at: datetime) -> None:
    """To the other side: those who asked, or the engineer in charge."""
    for person in _other_side(ticket, by_centre=row.proposed_by_centre):
        _tell_session(ticket, row, person, "session_proposed", at)


def session_decided(ticket: Ticket, row: RemoteSession, at: datetime) -> None:
    """To the other side of who decided; an agreement to both, since both come."""
    assert row.decided_by is not None
    people = _other_side(ticket, by_centre=row.decided_by.is_engineer)
    if row.state == RemoteSession.State.AGREED:
        people = [*parties.people(ticket), *([ticket.assignee] if ticket.assignee else [])]
    for person in people:
        _tell_session(ticket, row, person, "session_decided", at)


def _other_side(ticket: Ticket, *, by_centre: bool) -> list[User]:
    if by_centre:
        return parties.people(ticket)
    return [ticket.assignee] if ticket.assignee is not None else []


def _tell_session(ticket: Ticket, row: RemoteSession, person: User, template: str, at: datetime) -> None:
    with translation.override(person.language):
        when = wording.full_due(row.starts_at, at, ZoneInfo(person.time_zone))
        length = hours(row.minutes)
        title = _SESSION_TITLES[RemoteSession.State(row.state)]()
    ticket_mails.automatic(ticket, person, template, lambda: title, at, session=row, when=when, length=length)


_SESSION_TITLES = {
    RemoteSession.State.PROPOSED: lambda: _("Session à distance proposée"),
    RemoteSession.State.AGREED: lambda: _("Session à distance convenue"),
    RemoteSession.State.DECLINED: lambda: _("Session à distance refusée"),
    RemoteSession.State.CANCELLED: lambda: _("Session à distance annulée"),
}
