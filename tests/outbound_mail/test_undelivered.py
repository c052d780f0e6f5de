"""Mail that does not arrive: refused by a real SMTP server, withheld from an address that fails, left all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from outbound_mail import failing, outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.smtp import Receiver
from tests.world import TUESDAY, World
from tickets.actions import replying

JEAN = "jean.petit@reseau-plus.example"
Status = OutgoingMail.Status


def _fails(at_minutes: int = 0) -> None:
    at = TUESDAY + timedelta(minutes=at_minutes)
    failing.returned(JEAN, permanent=True, status="5.1.1", why="User unknown", at=at)


@pytest.mark.parametrize(
    "said", ["550 5.1.1 User unknown", "553 5.1.3 Bad address", "550 No such mailbox here"]
)
def test_an_address_that_does_not_exist_fails_at_the_first_try(
    world: World, receiver: Receiver, said: str
) -> None:
    world.ticket()
    receiver.refused[JEAN] = said
    outbox.send_due(TUESDAY)

    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.attempts, mail.returned_for_good) == (Status.FAILED, 1, True)
    assert FailingAddress.objects.get().why == said


@pytest.mark.parametrize(
    "said", ["450 4.2.1 Try later", "554 5.7.1 Relay access denied", "550 5.7.26 Not signed"]
)
def test_what_may_be_mended_is_tried_again(world: World, receiver: Receiver, said: str) -> None:
    world.ticket()
    receiver.refused[JEAN] = said
    outbox.send_due(TUESDAY)
    receiver.refused.clear()

    assert OutgoingMail.objects.get().status == Status.WAITING
    assert not FailingAddress.objects.exists()
    assert outbox.send_due(TUESDAY + timedelta(seconds=70)) == 1


def test_automatic_mail_to_an_address_that_fails_is_withheld_and_says_why(
    world: World, receiver: Receiver
) -> None:
    world.ticket()
    _fails()
    outbox.send_due(TUESDAY)

    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error) == (Status.WITHHELD, outbox.ADDRESS_FAILS)
    assert receiver.received == []


def test_an_engineers_answer_leaves_all_the_same(world: World, receiver: Receiver) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    _fails()
    outbox.send_due(TUESDAY)

    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {Status.WITHHELD, Status.SENT}


def test_a_delay_withholds_nothing(world: World, receiver: Receiver) -> None:
    world.ticket()
    failing.returned(JEAN, permanent=False, status="4.2.2", why="Mailbox full", at=TUESDAY)

    assert outbox.send_due(TUESDAY) == 1


def test_reports_come_back_to_the_support_address_whatever_name_we_show(
    world: World, receiver: Receiver, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Centre de Support été <bonjour@exer.fr>"
    world.ticket()
    outbox.send_due(TUESDAY)

    assert receiver.senders == ["support@exer.fr"]
    assert b"From: =?utf-8?" in receiver.received[0] and b"<bonjour@exer.fr>" in receiver.received[0]
