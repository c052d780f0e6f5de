"""The outbox: written with what it tells, sent by a real SMTP server, retried, never sent to whom it should not."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import pytest

from outbound_mail import failing, outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.smtp import Receiver
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.models import Ticket


def test_a_mail_arrives_as_html_with_a_text_twin_and_our_headers(world: World, receiver: Receiver) -> None:
    ticket = world.ticket()
    outbox.send_due(TUESDAY)
    raw = receiver.received[0]

    assert b"multipart/alternative" in raw
    assert b"Auto-Submitted: auto-replied" in raw and b"X-CST-Loop:" in raw
    assert ticket.number.encode() in raw


def test_a_mail_is_sent_once(world: World, receiver: Receiver) -> None:
    world.ticket()

    assert [outbox.send_due(TUESDAY), outbox.send_due(TUESDAY)] == [1, 0]


def test_a_server_that_is_busy_is_asked_again_later(world: World, receiver: Receiver) -> None:
    world.ticket()
    receiver.busy = True
    assert outbox.send_due(TUESDAY) == 0
    receiver.busy = False

    assert outbox.send_due(TUESDAY + timedelta(seconds=30)) == 0
    assert outbox.send_due(TUESDAY + timedelta(seconds=70)) == 1


def test_a_mail_that_never_leaves_ends_as_failed(world: World, receiver: Receiver) -> None:
    world.ticket()
    receiver.busy = True
    at = TUESDAY
    for delay in [*outbox.DELAYS, timedelta(days=1)]:
        outbox.send_due(at)
        at += delay + timedelta(seconds=10)

    mail = OutgoingMail.objects.get()
    assert mail.status == OutgoingMail.Status.FAILED
    assert "try again later" in mail.last_error


def test_a_mail_that_kills_its_worker_each_time_ends_as_failed_and_lets_others_pass(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket()
    at = TUESDAY
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "message", _dies)
        for delay in [*outbox.DELAYS, timedelta(hours=13)]:
            with pytest.raises(SystemExit):
                outbox.send_due(at)
            at += delay + timedelta(seconds=10)
    replying.reply(Ticket.objects.get(), world.words(world.claire), at=at)

    assert outbox.send_due(at) == 1
    failed = OutgoingMail.objects.get(status=OutgoingMail.Status.FAILED)
    assert failed.last_error == outbox.NOBODY_CAME_BACK


def _dies(*_args: object, **_values: object) -> NoReturn:
    raise SystemExit(1)


def test_a_refused_recipient_is_marked_with_its_mail_or_neither_is(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket()
    receiver.refused[world.jean.email] = "550 5.1.1 no such user"
    with monkeypatch.context() as patch:
        patch.setattr(failing, "returned", _dies)
        with pytest.raises(SystemExit):
            outbox.send_due(TUESDAY)

    assert OutgoingMail.objects.get().status == OutgoingMail.Status.WAITING
    outbox.send_due(TUESDAY + timedelta(minutes=2))
    assert OutgoingMail.objects.get().status == OutgoingMail.Status.FAILED
    assert FailingAddress.objects.get().address == world.jean.email


def test_who_lost_sight_of_the_ticket_gets_nothing_any_more(world: World, receiver: Receiver) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    world.jean.is_active = False
    world.jean.save()
    outbox.send_due(TUESDAY)

    assert receiver.received == []
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"withheld"}


def test_a_line_break_never_makes_a_header(world: World) -> None:
    with pytest.raises(ValueError, match="line break"):
        outbox.put(
            to="a@b.example", template="invitation", subject="x", context={}, language="fr", at=TUESDAY,
            headers={"References": "<a>\r\nBcc: evil@b.example"},
        )  # fmt: skip


def test_a_subject_of_two_lines_becomes_one(world: World) -> None:
    ticket = world.ticket(subject="one\r\nBcc: evil@b.example")

    assert ticket.subject == "one Bcc: evil@b.example"
