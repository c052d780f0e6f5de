"""A published note is sent to those whom it concerns, once each, in their language and at their pace."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from knowledge import owners, publishing
from knowledge.models import Note, NoteSent
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.knowledge.writing import note
from tests.world import FORTIGATE, PARIS, TUESDAY, World
from tickets import note_mails
from tickets.actions import sending_notes
from tickets.actions.sending_notes import ReachChanged
from tickets.actions.writing import NotPossible

LATER = TUESDAY + timedelta(minutes=5)


def send(world: World, row: Note) -> int:
    return sending_notes.send(row, confirmed=owners.reach(row, TUESDAY).left, by=world.hugo, at=TUESDAY)


def mails(row: Note) -> dict[str, OutgoingMail]:
    outbox.send_due(LATER)
    return {mail.to: mail for mail in OutgoingMail.objects.filter(topic=note_mails.topic(row))}


def test_each_person_has_one_mail_with_their_serials(world: World) -> None:
    row = note(world, "FortiGate 100F", title="Tunnel qui tombe")
    many = send(world, row)
    mail = mails(row)[world.sophie.email]

    assert many == NoteSent.objects.filter(note=row).count() == 3
    assert mail.status == "sent"
    assert mail.subject == "Note technique : Tunnel qui tombe"
    assert FORTIGATE in mail.text and f"/notes/{row.slug}/" in mail.text
    assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_it_is_in_the_language_of_its_reader(world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(language="en")
    row = note(world, "FortiGate 100F", title_en="Tunnel drops", text_en="Restart it.")
    send(world, row)

    mail = mails(row)[world.sophie.email]
    assert "Tunnel drops" in mail.subject and "Restart it." in mail.text


def test_nobody_is_told_twice(world: World) -> None:
    row = note(world, "FortiGate 100F")
    send(world, row)

    assert sending_notes.send(row, confirmed=3, by=world.hugo, at=LATER) == 0
    assert OutgoingMail.objects.filter(topic=note_mails.topic(row)).count() == 3


def test_who_is_concerned_since_is_told_later(world: World) -> None:
    User.objects.filter(pk=world.lea.pk).update(is_active=False)
    row = note(world, "FortiGate 100F")
    send(world, row)
    User.objects.filter(pk=world.lea.pk).update(is_active=True)

    assert sending_notes.send(row, confirmed=1, by=world.hugo, at=LATER) == 1
    assert NoteSent.objects.filter(note=row, person=world.lea).exists()


def test_another_number_than_was_confirmed_tells_nobody(world: World) -> None:
    row = note(world, "FortiGate 100F")

    with pytest.raises(ReachChanged):
        sending_notes.send(row, confirmed=2, by=world.hugo, at=TUESDAY)
    assert (
        not NoteSent.objects.exists() and not OutgoingMail.objects.filter(topic__startswith="note").exists()
    )


def test_a_daily_reader_has_it_at_the_hour_of_the_summary(world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(mail_pace="daily")
    row = note(world, "FortiGate 100F")
    send(world, row)

    mail = mails(row)[world.sophie.email]
    assert (mail.status, mail.next_attempt_at) == ("waiting", datetime(2026, 10, 14, 8, tzinfo=PARIS))


def test_a_note_that_is_withdrawn_meanwhile_does_not_leave(world: World) -> None:
    row = note(world, "FortiGate 100F")
    send(world, row)
    publishing.withdraw(row, by=world.claire, at=LATER)

    assert {mail.status for mail in mails(row).values()} == {"withheld"}


@pytest.mark.parametrize(("products", "published"), [(["FortiGate 100F"], False), ([], True)])
def test_a_draft_and_a_note_about_everything_are_not_sent(
    world: World, products: list[str], published: bool
) -> None:
    row = note(world, *products, published=published)

    with pytest.raises(NotPossible):
        sending_notes.send(row, confirmed=3, by=world.hugo, at=TUESDAY)
    assert not NoteSent.objects.exists()


def test_only_engineers_send(world: World) -> None:
    with pytest.raises(PermissionDenied):
        sending_notes.send(note(world, "FortiGate 100F"), confirmed=3, by=world.jean, at=TUESDAY)


def test_the_progress_counts_what_left_and_what_waits(world: World) -> None:
    row = note(world, "FortiGate 100F")
    send(world, row)
    before = sending_notes.progress(row)
    mails(row)
    after = sending_notes.progress(row)

    assert (before.told, before.gone, before.waiting) == (3, 0, 3)
    assert (after.gone, after.waiting) == (3, 0)
