"""Attaching a held mail to the ticket that it belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from inbound_mail import deciding
from inbound_mail.models import InboundMail, Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.actions import closing, merging, replying
from tickets.actions.writing import NotPossible
from tickets.models import Message, Ticket
from tickets.models import Status as TicketStatus

STRANGER = "stranger@elsewhere.example"
LATER = TUESDAY + timedelta(minutes=10)


def attach(world: World, mail: InboundMail, ticket: Ticket) -> Message:
    return deciding.attach(mail, ticket.number, actor=world.claire, at=LATER)


def held_by_list(sender: str = "jean.petit@reseau-plus.example") -> InboundMail:
    """A mail that a person sent by a mailing list, so that nothing was done with it."""
    return arrive(raw_mail(sender, precedence="bulk"))


def test_a_stranger_s_mail_becomes_a_note_with_its_files(world: World) -> None:
    ticket = world.ticket()
    mail = arrive(raw_mail(STRANGER, files=[("trace.log", b"x")]))
    told = OutgoingMail.objects.count()
    note = attach(world, mail, ticket)
    mail.refresh_from_db()

    assert note.internal and note.author == world.claire
    assert note.body.startswith(
        f"Mail de {STRANGER}, rattaché par Claire Martin\u00a0:\n\nBonjour, le tunnel"
    )
    assert [file.name for file in note.attachments.all()] == ["trace.log"]
    assert (mail.status, mail.reason, mail.ticket, mail.message) == (Status.MESSAGE, "attached", ticket, note)
    assert mail.decision == f"Rattaché à {ticket.number}" and OutgoingMail.objects.count() == told


def test_the_mail_of_a_person_of_the_ticket_is_their_reply(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    mail = held_by_list()
    message = attach(world, mail, ticket)
    ticket.refresh_from_db()

    assert (message.internal, message.author) == (False, world.jean)
    assert ticket.status == TicketStatus.OPEN and mail.__class__.objects.get(pk=mail.pk).reason == "reply"


def test_a_reply_to_a_ticket_closed_lately_reopens_it(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    attach(world, held_by_list(), ticket)
    ticket.refresh_from_db()

    assert ticket.status == TicketStatus.OPEN


def test_a_reply_to_a_ticket_closed_long_ago_is_a_note_and_reopens_nothing(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    note = deciding.attach(held_by_list(), ticket.number, actor=world.claire, at=TUESDAY + timedelta(days=31))
    ticket.refresh_from_db()

    assert note.internal and ticket.status == TicketStatus.CLOSED


def test_a_customer_who_may_not_see_the_ticket_gets_only_a_note(world: World) -> None:
    assert attach(world, held_by_list("marc.blanc@alpes-securite.example"), world.ticket()).internal


def test_an_unauthenticated_mail_is_always_a_note(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    ticket = world.ticket()
    mail = arrive(raw_mail())

    assert mail.reason == "not_authenticated" and attach(world, mail, ticket).internal


def test_a_robot_s_mail_is_a_note(world: World) -> None:
    mail = arrive(raw_mail(auto_submitted="auto-replied"))

    assert attach(world, mail, world.ticket()).internal


def test_a_merged_ticket_stands_for_the_one_that_goes_on(world: World) -> None:
    ticket, into = world.ticket(), world.ticket()
    merging.merge(ticket, into, actor=world.claire, at=TUESDAY)

    assert attach(world, arrive(raw_mail(STRANGER)), ticket).ticket == into


def test_what_answers_the_attached_mail_finds_its_ticket(world: World) -> None:
    ticket, mail = world.ticket(), arrive(raw_mail(STRANGER))
    attach(world, mail, ticket)
    answered = arrive(raw_mail(in_reply_to=mail.mail_message_id), LATER)

    assert (answered.status, answered.ticket) == (Status.MESSAGE, ticket)


def test_attaching_twice_writes_once(world: World) -> None:
    ticket, mail = world.ticket(), arrive(raw_mail(STRANGER))

    assert attach(world, mail, ticket) == attach(world, mail, ticket)
    assert ticket.messages.filter(internal=True).count() == 1


@pytest.mark.parametrize("number", ["CST-2026-999999", "", "hello", "CST-2026-1\x00"])
def test_a_number_that_is_no_ticket_is_refused(world: World, number: str) -> None:
    mail = arrive(raw_mail(STRANGER))
    with pytest.raises(NotPossible, match="Aucun ticket"):
        deciding.attach(mail, number, actor=world.claire, at=LATER)

    assert InboundMail.objects.get().status == Status.HELD


def test_a_mail_that_has_an_end_stays_there(world: World) -> None:
    with pytest.raises(NotPossible, match="déjà une suite"):
        attach(world, arrive(raw_mail()), world.ticket())


def test_a_mail_that_was_never_read_is_replayed_first(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    InboundMail.objects.update(status=Status.QUARANTINED)
    with pytest.raises(NotPossible, match="rejouez-le d’abord"):
        attach(world, mail, world.ticket())


def test_only_engineers_attach(world: World) -> None:
    with pytest.raises(PermissionDenied):
        deciding.attach(arrive(raw_mail(STRANGER)), world.ticket().number, actor=world.jean, at=LATER)
