"""Mails of an end customer and of its reseller on one request, before and after it goes to the centre (CH-II.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import STORMSHIELD, TUESDAY, World
from tickets import reply_address
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.actions.replying import reply
from tickets.models import Message, Ticket
from tickets.models import Status as TicketStatus

PAUL, JEAN = "paul.dubois@menuiserie-dubois.example", "jean.petit@reseau-plus.example"
LATER = TUESDAY + timedelta(minutes=20)


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Paul's, sent by mail to the centre: in his reseller's hands."""
    found = arrive(raw_mail(PAUL, subject=f"Panne {STORMSHIELD}", message_id="<paul@poste.example>")).ticket
    assert found is not None
    return found


def passed_on(world: World, ticket: Ticket) -> Ticket:
    words = world.words(world.jean, "Vérifié.", LATER)
    return pass_to_centre(ticket, Escalation("Panne", STORMSHIELD, 2, words), at=LATER).ticket


def last_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("created_at")


def test_a_mail_to_the_centre_ends_with_the_reseller_and_both_are_told(world: World, ticket: Ticket) -> None:
    assert ticket.status == TicketStatus.WITH_RESELLER
    assert "confiée à votre revendeur" in last_to(PAUL).text
    assert "Menuiserie Dubois" in last_to(JEAN).text


def test_the_reseller_answers_its_customer_by_answering_the_mail(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(JEAN, body="Redémarrez le boîtier.", in_reply_to=last_to(JEAN).message_id), LATER)

    assert (mail.status, mail.ticket) == (Status.MESSAGE, ticket)
    assert "Redémarrez le boîtier." in last_to(PAUL).text
    assert Ticket.objects.get().status == TicketStatus.WITH_RESELLER


def test_the_customer_s_next_mail_goes_to_the_reseller(world: World, ticket: Ticket) -> None:
    arrive(raw_mail(PAUL, body="Toujours rien.", in_reply_to="<paul@poste.example>"), LATER)

    assert "Toujours rien." in last_to(JEAN).text
    assert Message.objects.filter(ticket=ticket).count() == 2


@pytest.mark.parametrize("who", ["paul", "jean", "lea"])
def test_once_at_the_centre_either_answers_by_mail(world: World, ticket: Ticket, who: str) -> None:
    passed_on(world, ticket)
    at = LATER + timedelta(minutes=5)
    reply(ticket, world.words(world.claire, "Alors ?", at), at=at)
    person = getattr(world, who)

    mail = arrive(
        raw_mail(person.email, body="C’est reparti.", to=reply_address.for_number(ticket.number)),
        at + timedelta(minutes=5),
    )

    assert (mail.status, mail.ticket) == (Status.MESSAGE, ticket)
    assert mail.message is not None and mail.message.author == person
    assert Ticket.objects.get().status == TicketStatus.OPEN
    for other in {PAUL, JEAN} - {person.email}:
        assert "C’est reparti." in last_to(other).text


@pytest.mark.parametrize(("files", "told"), [(True, 2), (False, 1)])
def test_the_same_words_with_files_are_passed_on_each_time(
    world: World, ticket: Ticket, files: bool, told: int
) -> None:
    before = OutgoingMail.objects.filter(to=JEAN).count()
    for number in range(2):
        given = [(f"trace{number}.log", f"panne {number}".encode())] if files else []
        raw = raw_mail(PAUL, body="Voir pièce jointe.", in_reply_to="<paul@poste.example>", files=given)
        arrive(raw, LATER + timedelta(minutes=number))

    assert OutgoingMail.objects.filter(to=JEAN).count() - before == told


def test_an_out_of_office_of_the_reseller_moves_nothing(world: World, ticket: Ticket) -> None:
    before = OutgoingMail.objects.count()

    mail = arrive(
        raw_mail(JEAN, to=reply_address.for_number(ticket.number), auto_submitted="auto-replied"), LATER
    )

    assert mail.status == Status.AUTOMATIC
    assert OutgoingMail.objects.count() == before


def test_another_reseller_does_not_get_in(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(world.marc.email, to=reply_address.for_number(ticket.number)), LATER)

    assert mail.ticket != ticket and mail.related_ticket == ticket
