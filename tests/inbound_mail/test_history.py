"""Mail from before its mailbox was ours to answer becomes what it would be, and nobody is told by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from inbound_mail import intake, processing
from inbound_mail.deciding import opening
from inbound_mail.models import InboundMail
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import raw_mail
from tests.world import FORTIGATE, TUESDAY, World
from tickets.actions import alerting, closing, replying
from tickets.models import Event, Status, Ticket

LAST_WEEK = TUESDAY - timedelta(days=7)


def from_the_past(raw: bytes, received_at: datetime = LAST_WEEK) -> InboundMail:
    mail = intake.receive(
        raw, source="imap", received_at=received_at, at=TUESDAY, wake=False, is_history=True
    )
    return processing.process(mail.pk, TUESDAY)


def test_a_request_of_last_week_becomes_a_ticket_that_nobody_is_told_of(world: World) -> None:
    mail = from_the_past(raw_mail(subject=f"Panne {FORTIGATE}"))

    assert mail.status == "ticket"
    assert mail.ticket is not None and mail.ticket.received_at == LAST_WEEK
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail("inconnu@ailleurs.example"),
        raw_mail("sophie.durand@mairie.example", subject="Panne sans contrat"),
        raw_mail(subject="Panne d’un autre", body="N° de série FG60E-OLD-0001"),
    ],
)
def test_neither_a_refusal_nor_an_explanation_leaves(world: World, raw: bytes) -> None:
    mail = from_the_past(raw)

    assert mail.status != "received"
    assert not OutgoingMail.objects.exists()


def test_a_request_in_the_hands_of_its_reseller_is_told_to_neither(world: World) -> None:
    mail = from_the_past(raw_mail(world.sophie.email, subject="Le pare-feu est tombé"))

    assert mail.ticket is not None
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_was_too_large_then_is_not_explained_now(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 5_000)
    monkeypatch.setattr(intake, "KEPT_OF_LARGER", 1_000)
    mail = from_the_past(raw_mail(files=[("plan.bin", b"x" * 10_000)]))

    assert mail.status == "refused"
    assert not OutgoingMail.objects.exists()


def test_an_answer_of_last_week_stands_on_its_ticket_without_a_mail(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    OutgoingMail.objects.all().delete()
    mail = from_the_past(raw_mail(subject=f"Re: [{ticket.number}] Le tunnel tombe"))

    assert (mail.status, mail.ticket) == ("message", ticket)
    assert not OutgoingMail.objects.exists()


def test_an_answer_that_reopens_a_ticket_tells_no_deadline(world: World) -> None:
    ticket = closing.close(world.ticket(), actor=world.claire, at=TUESDAY - timedelta(hours=1))
    OutgoingMail.objects.all().delete()
    mail = from_the_past(raw_mail(subject=f"Re: [{ticket.number}] Le tunnel tombe"))

    assert mail.ticket is not None and mail.ticket.status != Status.CLOSED
    assert not OutgoingMail.objects.exists()


def test_an_engineer_s_answer_of_last_week_is_not_sent_again(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.example"
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    OutgoingMail.objects.all().delete()
    passed = "mx.exer.example; dmarc=pass header.from=exer.example"
    mail = from_the_past(
        raw_mail(world.claire.email, subject=f"Re: [{ticket.number}]", authentication_results=passed)
    )

    assert mail.reason == "staff_answer"
    assert not OutgoingMail.objects.exists()


def test_the_centre_is_not_warned_of_what_was_late_before_it_was_there(world: World) -> None:
    mail = from_the_past(raw_mail(subject=f"Panne {FORTIGATE}"))
    alerting.alert_due(TUESDAY + timedelta(days=3))

    assert mail.ticket is not None and mail.ticket.due_at is not None and mail.ticket.due_at < TUESDAY
    assert not mail.ticket.events.filter(kind=Event.Kind.ALERTED).exists()
    assert not OutgoingMail.objects.exists()


def test_of_a_promise_that_ends_later_the_centre_is_warned(world: World) -> None:
    an_hour_ago = TUESDAY - timedelta(hours=1)
    mail = from_the_past(raw_mail(subject=f"Panne {FORTIGATE}"), an_hour_ago)
    alerting.alert_due(TUESDAY + timedelta(hours=6))

    assert mail.ticket is not None
    assert [event.data["percent"] for event in mail.ticket.events.filter(kind=Event.Kind.ALERTED)] == [100]


def test_what_an_engineer_opens_from_it_is_acknowledged(world: World) -> None:
    mail = from_the_past(raw_mail("inconnu@ailleurs.example", subject=f"Panne {FORTIGATE}"))
    opening.open_for(mail, world.jean, actor=world.claire, at=TUESDAY)

    assert OutgoingMail.objects.get().to == world.jean.email
    assert Ticket.objects.count() == 1
