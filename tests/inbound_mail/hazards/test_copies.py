"""People in copy: noted, and let into nothing."""

from __future__ import annotations

import pytest

from inbound_mail.models import Mailbox, Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import World
from tickets import reply_address
from tickets.models import Ticket

LEA, MARC = "lea.noel@reseau-plus.example", "marc.blanc@alpes-securite.example"
STRANGER = "it@sous-traitant.example"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Jean's, asked by a mail that copied a colleague, another reseller and a stranger."""
    copies = f"Léa <{LEA.upper()}>, {MARC}, {STRANGER}"
    found = arrive(raw_mail(cc=copies, message_id="<first@poste.example>")).ticket
    assert found is not None
    return found


def test_people_in_copy_are_noted_without_our_own_addresses(world: World) -> None:
    Mailbox.objects.create(name="Anglais", address="Support-EN@exer.fr")
    own = reply_address.for_number("CST-2026-000001")

    mail = arrive(
        raw_mail(to=f"CST <Support@exer.fr>, {LEA.upper()}", cc=f"{own}, support-en@exer.fr, {STRANGER}")
    )

    assert mail.copied == [LEA, STRANGER]


def test_people_in_copy_are_mailed_nothing(world: World, ticket: Ticket) -> None:
    assert not OutgoingMail.objects.filter(to__in=[LEA, MARC, STRANGER]).exists()


def test_a_stranger_in_copy_who_answers_the_thread_does_not_get_in(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(STRANGER, "Re: Le tunnel tombe", in_reply_to="<first@poste.example>"))

    assert (mail.status, mail.ticket, mail.related_ticket) == (Status.HELD, None, ticket)
    assert ticket.messages.count() == 1
    assert ticket.subject not in OutgoingMail.objects.get(to=STRANGER).text.replace("Re: Le tunnel tombe", "")


def test_another_reseller_in_copy_who_answers_the_thread_opens_a_request_of_its_own(
    world: World, ticket: Ticket
) -> None:
    mail = arrive(raw_mail(MARC, "Re: Le tunnel tombe", in_reply_to="<first@poste.example>"))

    assert mail.status == Status.TICKET and mail.ticket != ticket and mail.related_ticket == ticket
    assert ticket.number not in OutgoingMail.objects.get(to=MARC).text


def test_a_colleague_in_copy_who_may_see_the_ticket_joins_it(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(LEA, "Re: Le tunnel tombe", in_reply_to="<first@poste.example>"))

    assert (mail.status, mail.ticket) == (Status.MESSAGE, ticket)


def test_a_colleague_s_answer_to_all_gives_a_stranger_nothing(world: World, ticket: Ticket) -> None:
    told = OutgoingMail.objects.get()
    arrive(raw_mail(LEA, f"Re: {told.subject}", to=told.reply_to, cc=STRANGER))
    mail = arrive(raw_mail(STRANGER, f"Re: {told.subject}", to=told.reply_to))

    assert (mail.status, mail.related_ticket) == (Status.HELD, ticket)
    assert ticket.messages.count() == 2
    assert "ticket" not in OutgoingMail.objects.get(to=STRANGER).topic


def test_our_copy_in_cc_and_our_copy_in_to_are_one_mail(world: World) -> None:
    raw = raw_mail(to="support@exer.fr", cc="support-en@exer.fr")
    first = arrive(b"Delivered-To: support@exer.fr\n" + raw)
    second = arrive(b"Delivered-To: support-en@exer.fr\n" + raw)

    assert (first.status, second.status, second.duplicate_of) == (Status.TICKET, Status.DUPLICATE, first)


def test_thousands_of_people_in_copy_are_cut_and_stop_nothing(world: World) -> None:
    crowd = ", ".join(f"person{number}@elsewhere.example" for number in range(5_000))

    mail = arrive(f"Cc: {crowd}\n".encode() + raw_mail())

    assert mail.status == Status.TICKET and len(mail.copied) <= 200
