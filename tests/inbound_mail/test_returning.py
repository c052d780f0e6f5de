"""Delivery reports by mail: what they mark, and what nobody can mark by writing one."""

from __future__ import annotations

from datetime import timedelta

from pytest_django import Settings

from outbound_mail import failing
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World

JEAN = "jean.petit@reseau-plus.example"
LATER = TUESDAY + timedelta(hours=1)


def _report(message_id: str, said: str = f"<{JEAN}>: host mx said: 550 5.1.1 User unknown") -> bytes:
    body = (
        "This is the mail system at host mx.reseau-plus.example.\n\nI'm sorry to have to inform you that your message "
        f"could not be delivered.\n\n{said}\n\nMessage-ID: {message_id}\n"
    )
    return raw_mail("MAILER-DAEMON@mx.reseau-plus.example", "Undelivered Mail Returned to Sender", body)


def test_a_permanent_report_marks_the_address_with_the_servers_own_words(world: World) -> None:
    world.ticket()
    arrive(_report(OutgoingMail.objects.get().message_id))

    row = FailingAddress.objects.get()
    assert (row.address, row.permanent, row.status) == (JEAN, True, "5.1.1")
    assert row.why == f"<{JEAN}>: host mx said: 550 5.1.1 User unknown"
    assert OutgoingMail.objects.get().returned_for_good


def test_a_transient_report_is_noted_only(world: World) -> None:
    world.ticket()
    arrive(_report(OutgoingMail.objects.get().message_id, f"<{JEAN}>: host mx said: 452 4.2.2 Mailbox full"))

    assert not failing.is_failing(JEAN)
    assert FailingAddress.objects.get().times == 1


def test_a_report_that_names_an_address_we_did_not_write_to_marks_the_one_we_did(world: World) -> None:
    world.ticket()
    said = "<claire.martin@exer.fr>: host mx said: 550 5.1.1 User unknown"
    arrive(_report(OutgoingMail.objects.get().message_id, said))

    assert list(FailingAddress.objects.values_list("address", flat=True)) == [JEAN]


def test_a_forged_report_silences_nobody(world: World) -> None:
    world.ticket()
    arrive(_report("<guessed@exer.fr>"))

    assert not FailingAddress.objects.exists()
    assert OutgoingMail.objects.get().returned_at is None


def test_a_mail_that_comes_from_the_address_clears_it(world: World) -> None:
    world.ticket()
    arrive(_report(OutgoingMail.objects.get().message_id))
    arrive(raw_mail(subject="Je vous lis"), LATER)

    assert not failing.is_failing(JEAN)


def test_a_mail_that_fails_authentication_clears_nothing(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    world.ticket()
    arrive(_report(OutgoingMail.objects.get().message_id))
    results = "mx.exer.fr; dmarc=fail header.from=reseau-plus.example"
    arrive(raw_mail(subject="Je vous lis", authentication_results=results), LATER)

    assert failing.is_failing(JEAN)
