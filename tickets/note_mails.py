"""The mail that tells somebody of a technical note about something of theirs, and who may still have it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reading import as_read_by
from contracts import coverage
from knowledge import excerpts, languages, owners, rendering
from knowledge.models import Note
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tickets import digests

# Serial numbers that one mail names; the others are counted.
SERIALS = 10


def tell(note: Note, person: User, at: datetime) -> OutgoingMail:
    """Write the mail for `person`, in their language; who wants one mail a day has it at the hour of the summary."""
    with as_read_by(person):
        subject = _("Note technique\u00a0: %s") % languages.said(note).title
    return outbox.put(
        to=person.email,
        template="note",
        subject=subject,
        context=lambda: _about(note, person, at),
        language=person.language,
        zone=person.time_zone,
        at=at,
        topic=topic(note),
        headers=outbox.AUTOMATIC,
        recipe={},
        leaves_at=_leaves_at(person, at),
    )


def topic(note: Note) -> str:
    return f"note:{note.pk}"


def about(reference: str, mail: OutgoingMail) -> dict[str, Any]:
    """What a mail about "note:<id>" says that is written when it is sent (outbound_mail/composing.py)."""
    person = User.objects.by_address(mail.to)
    assert person is not None
    return _about(Note.objects.get(pk=reference), person, timezone.now())


def may_receive(reference: str, address: str) -> bool:
    """Whether who has `address` reads the note now: one that was withdrawn meanwhile tells nobody any more."""
    person = User.objects.by_address(address)
    if person is None or not person.is_active:
        return False
    return Note.objects.visible_to(person).filter(pk=reference, status=Note.Status.PUBLISHED).exists()


def _about(note: Note, person: User, at: datetime) -> dict[str, Any]:
    said = languages.said(note)
    serials = _serials(note, person, at)
    return {
        "person": person,
        "said": said,
        "excerpt": "".join(piece.text for piece in excerpts.excerpt(rendering.words_of(said.text), ())),
        "serials": serials[:SERIALS],
        "more": max(0, len(serials) - SERIALS),
        "url": settings.BASE_URL + reverse("portal:note", args=[note.slug]),
    }


def _serials(note: Note, person: User, at: datetime) -> list[str]:
    """The affected devices of the organisation of `person`, by their serial numbers."""
    assert person.organisation is not None
    own = coverage.lines_in_sight(person.organisation).filter(pk__in=owners.lines(note, at).values("pk"))
    return sorted(set(own.order_by().values_list("device__serial", flat=True)))


def _leaves_at(person: User, at: datetime) -> datetime | None:
    if person.mail_pace != User.MailPace.DAILY:
        return None
    here = at.astimezone(ZoneInfo(person.time_zone))
    hour = datetime.combine(here.date(), digests.HOUR, here.tzinfo)
    return hour if hour > here else hour + timedelta(days=1)
