"""A published note is sent to the owners of what it is about; each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge import owners
from knowledge.models import Note, NoteSent
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tickets import note_mails
from tickets.actions.writing import NotPossible


class ReachChanged(Exception):
    """More or fewer people are concerned than were confirmed; `now` says how many."""

    def __init__(self, now: int) -> None:
        super().__init__(now)
        self.now = now


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the mails of a note: `gone` left or were given up, `waiting` are still to leave."""

    told: int
    gone: int
    waiting: int

    @property
    def total(self) -> int:
        return self.gone + self.waiting


@transaction.atomic
def send(note: Note, *, confirmed: int, by: User, at: datetime) -> int:
    """Tell everybody who was not told yet of `note`, `confirmed` of them; return how many.

    All of them or nobody: the rows and the mails are one transaction, and the mails are written and leave one by one
    behind it (outbound_mail/tasks.py). Sent twice, the second finds nobody left. Raises `NotPossible` for a note that
    is not published or is about everything, `ReachChanged` when it is not the number that was confirmed.
    """
    if not by.is_engineer:
        raise PermissionDenied
    note = Note.objects.select_for_update().get(pk=note.pk)
    if not note.is_published:
        raise NotPossible(_("Une note s’envoie une fois publiée."))
    if not owners.is_about_something(note):
        raise NotPossible(_("Cette note ne nomme ni produit ni famille\u00a0: elle irait à tout le monde."))
    people = list(owners.to_tell(note, at).select_related("organisation"))
    if not people:
        return 0
    if len(people) != confirmed:
        raise ReachChanged(len(people))
    NoteSent.objects.bulk_create(NoteSent(note=note, person=person, by=by, at=at) for person in people)
    with outbox.together():
        for person in people:
            note_mails.tell(note, person, at)
    return len(people)


def progress(note: Note) -> Progress:
    """How far the mails of `note` are: two queries."""
    waiting = Q(status=OutgoingMail.Status.WAITING)
    mails = OutgoingMail.objects.filter(topic=note_mails.topic(note)).aggregate(
        gone=Count("pk", filter=~waiting), waiting=Count("pk", filter=waiting)
    )
    return Progress(note.sent.count(), mails["gone"], mails["waiting"])
