"""What came of a remote session: told to the customer in the thread, and kept with the session (CH-III.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.reading import as_read_by
from contracts.sentences import hours
from tickets import deadlines, permissions
from tickets.actions.replying import Words, reply
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, Message, RemoteSession, Status, Ticket
from tickets.permissions import Action

State = RemoteSession.State
LONGEST = 480


@transaction.atomic
def report(row: RemoteSession, words: Words, minutes: int, *, at: datetime) -> Message:
    """Tell what was seen and done in a session that took `minutes`; the same words twice are told once.

    The report is a public answer: it begins with the slot, the time taken and whether anything could be changed, in the
    customer's language; the ball stays where it is. Raises `NotPossible` when the session was not agreed or has not
    begun, when it was told already, or when the ticket takes no answer.
    """
    permissions.require(words.author, Action.REPORT_SESSION, row.ticket)
    ticket = lock(row.ticket)
    current = RemoteSession.objects.select_for_update().get(pk=row.pk)
    known = Message.objects.filter(submission_key=words.submission_key).first()
    if known is not None:
        return known
    _refuse_unless_held(current, minutes, at)
    message = reply(
        ticket, replace(words, body=_whole(ticket, current, words.body, minutes)), at=at, then=_stays(ticket)
    )
    current.state, current.minutes = State.HELD, minutes
    current.report, current.reported_by, current.reported_at = words.body, words.author, at
    current.save(update_fields=["state", "minutes", "report", "reported_by", "reported_at"])
    data = {
        "session": current.pk,
        "message": str(message.pk),
        "minutes": minutes,
        "read_only": current.read_only,
    }
    record(lock(ticket), Event.Kind.SESSION_REPORTED, actor=words.author, at=at, data=data)
    return message


def is_to_report(row: RemoteSession, at: datetime) -> bool:
    """Whether a session began that nobody told of yet."""
    return row.state in {State.AGREED, State.HELD} and row.starts_at <= at and row.reported_at is None


def _refuse_unless_held(row: RemoteSession, minutes: int, at: datetime) -> None:
    if row.reported_at is not None:
        raise NotPossible(_("Le compte rendu de cette session est déjà dans les échanges."))
    if not is_to_report(row, at):
        raise NotPossible(_("Cette session n’a pas eu lieu\u00a0: il n’y a rien à en dire."))
    if not 5 <= minutes <= LONGEST:
        raise NotPossible(_("Une session dure de 5\u00a0minutes à 8\u00a0heures."))


def _stays(ticket: Ticket) -> Status:
    """Where the ticket is left: a new one is taken up, the others stay."""
    return Status.OPEN if ticket.status == Status.NEW else Status(ticket.status)


def _whole(ticket: Ticket, row: RemoteSession, text: str, minutes: int) -> str:
    """The report as its readers get it."""
    if ticket.requester is None:
        return text
    with as_read_by(ticket.requester):
        said = {"when": deadlines.full_due(row.starts_at, row.starts_at), "length": hours(minutes)}
        title = _("Compte rendu de la session à distance (%(when)s, %(length)s).") % said
        if row.read_only:
            title += " " + _("Lecture seule\u00a0: rien n’a été modifié.")
    return f"{title}\n\n{text}"
