"""Threading: a mail joins a ticket when it names it and its sender may see it now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from contracts.models import Vendor
from inbound_mail.models import InboundMail, Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import EXPIRED_AP, TUESDAY, World, key
from tickets import reply_address
from tickets.actions import assigning, closing, escalating, hearing_vendors, replying, waiving
from tickets.actions.escalating import Case
from tickets.actions.hearing_vendors import VendorWords
from tickets.models import Message, Ticket
from tickets.models import Status as TicketStatus

MARC, CLAIRE = "marc.blanc@alpes-securite.example", "claire.martin@exer.example"
PASSED = "mx.exer.fr; dmarc=pass header.from=exer.example"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Jean's, answered by Claire, who has it."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    return ticket


def signed(ticket: Ticket) -> str:
    return reply_address.for_number(ticket.number)


def test_an_answer_to_the_signed_address_goes_to_its_ticket(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(subject="Re: rien à voir", body="Toujours en panne.", to=signed(ticket)))

    assert (mail.status, mail.reason, mail.ticket) == (Status.MESSAGE, "reply", ticket)
    assert mail.message is not None and mail.message.body == "Toujours en panne."
    assert Ticket.objects.get(pk=ticket.pk).status == TicketStatus.OPEN


@pytest.mark.parametrize("header", ["cc", "delivered_to", "x_original_to"])
def test_the_signed_address_is_read_wherever_delivery_leaves_it(
    world: World, ticket: Ticket, header: str
) -> None:
    assert arrive(raw_mail(named={header: signed(ticket)})).ticket == ticket


@pytest.mark.parametrize("header", ["in_reply_to", "references"])
def test_an_answer_to_one_of_our_message_ids_goes_to_its_ticket(
    world: World, ticket: Ticket, header: str
) -> None:
    ours = OutgoingMail.objects.filter(to=world.jean.email).latest("created_at").message_id
    mail = arrive(raw_mail(named={header: f"<other@elsewhere.example> {ours}"}))

    assert (mail.status, mail.ticket) == (Status.MESSAGE, ticket)


def test_an_answer_to_one_s_own_first_mail_goes_to_its_ticket(world: World) -> None:
    first = arrive(raw_mail(message_id="<mine@poste.example>"))
    second = arrive(raw_mail(body="J’oubliais.", in_reply_to="<mine@poste.example>"))

    assert second.ticket == first.ticket and second.status == Status.MESSAGE


def test_the_number_in_the_subject_is_enough_for_who_sees_the_ticket(world: World, ticket: Ticket) -> None:
    assert arrive(raw_mail(subject=f"RE: [{ticket.number.lower()}] panne")).ticket == ticket


def test_a_colleague_s_answer_joins_in_their_own_name(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail("lea.noel@reseau-plus.example", to=signed(ticket)))

    assert mail.ticket == ticket and mail.message is not None and mail.message.author == world.lea


def test_a_stranger_with_the_signed_address_never_gets_into_the_ticket(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail("stranger@elsewhere.example", to=signed(ticket)))

    assert (mail.status, mail.ticket, mail.related_ticket) == (Status.HELD, None, ticket)
    assert ticket.messages.count() == 2


def test_another_reseller_s_answer_is_a_new_request_linked_for_the_centre(
    world: World, ticket: Ticket
) -> None:
    mail = arrive(raw_mail(MARC, to=signed(ticket)))

    assert mail.status == Status.TICKET and mail.ticket != ticket
    assert mail.related_ticket == ticket and ticket.messages.count() == 2


def test_who_lost_their_access_since_does_not_get_in(world: World, ticket: Ticket) -> None:
    User.objects.filter(pk=world.jean.pk).update(is_active=False)

    assert arrive(raw_mail(to=signed(ticket))).status == Status.HELD


def test_a_wrong_signature_names_nothing(world: World, ticket: Ticket) -> None:
    forged = signed(ticket).replace(signed(ticket).split(".")[-2].split("@")[0][:4], "0000")

    assert arrive(raw_mail(MARC, to=forged)).related_ticket is None


def test_a_ticket_closed_lately_is_reopened(world: World, ticket: Ticket) -> None:
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    mail = arrive(raw_mail(to=signed(ticket)), TUESDAY + timedelta(days=29))

    assert (mail.status, mail.reason, mail.ticket) == (Status.MESSAGE, "reopened", ticket)
    assert Ticket.objects.get(pk=ticket.pk).status == TicketStatus.OPEN


def test_a_ticket_closed_long_ago_gets_a_new_one_linked(world: World, ticket: Ticket) -> None:
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    mail = arrive(raw_mail(to=signed(ticket)), TUESDAY + timedelta(days=31))

    assert mail.status == Status.TICKET and mail.ticket != ticket and mail.related_ticket == ticket


def test_an_answer_to_a_refusal_stays_with_the_refused_request(world: World) -> None:
    refused = world.ticket(world.marc, serial=EXPIRED_AP)
    mail = arrive(raw_mail(MARC, to=signed(refused)))

    assert (mail.status, mail.ticket) == (Status.MESSAGE, refused)
    assert waiving.waive(refused, "geste", actor=world.hugo, at=TUESDAY).status == TicketStatus.NEW


# --- Engineers ----------------------------------------------------------------------------------------------


def test_an_engineer_s_mail_that_nobody_checked_stays_an_internal_note(world: World, ticket: Ticket) -> None:
    mail = arrive(raw_mail(CLAIRE, to=signed(ticket)))

    assert (mail.status, mail.reason) == (Status.MESSAGE, "staff_note")
    assert mail.message is not None and mail.message.internal
    assert OutgoingMail.objects.filter(to=world.jean.email).count() == 2


def test_an_authenticated_engineer_of_the_ticket_answers_by_mail(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail(CLAIRE, to=signed(ticket), authentication_results=PASSED))

    assert mail.reason == "staff_answer"
    assert mail.message is not None and not mail.message.internal


def test_an_authenticated_engineer_who_has_no_part_in_the_ticket_writes_a_note(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail("hugo.leroy@exer.example", to=signed(ticket), authentication_results=PASSED))

    assert mail.message is not None and mail.message.internal


def test_a_forged_engineer_is_held(world: World, ticket: Ticket, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail(CLAIRE, to=signed(ticket)))

    assert (mail.status, mail.reason) == (Status.HELD, "not_authenticated")
    assert ticket.messages.count() == 2


def test_a_reply_to_an_internal_note_stays_internal(world: World, ticket: Ticket, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    note = world.words(world.claire, mail_message_id="<note@exer.example>", channel="mail")
    replying.note(ticket, note, at=TUESDAY)
    assigning.assign(ticket, world.claire, actor=world.hugo, at=TUESDAY)
    mail = arrive(
        raw_mail(CLAIRE, to=signed(ticket), in_reply_to="<note@exer.example>", authentication_results=PASSED)
    )

    assert mail.message is not None and mail.message.internal


def test_an_answer_to_the_mail_that_names_a_colleague_stays_internal(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    replying.note(ticket, world.words(world.hugo, "@Claire Martin, client difficile ?"), at=TUESDAY)
    told = OutgoingMail.objects.get(to=CLAIRE, text__contains="client difficile")

    mail = arrive(
        raw_mail(CLAIRE, to=signed(ticket), in_reply_to=told.message_id, authentication_results=PASSED)
    )

    assert mail.message is not None and mail.message.internal


def test_an_answer_to_the_mail_with_the_manufacturer_s_words_stays_internal(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    case = Case(Vendor.objects.get(name="Fortinet"), "TAC-4711", "En cours.")
    row = escalating.escalate(ticket, case, actor=world.claire, at=TUESDAY)
    words = VendorWords("Fortinet", "tac@fortinet.example", "Le correctif est prêt.", key(), TUESDAY)
    hearing_vendors.file_mail(row, words, at=TUESDAY)
    told = OutgoingMail.objects.get(to=CLAIRE, text__contains="Le correctif est prêt.")

    mail = arrive(
        raw_mail(CLAIRE, to=signed(ticket), in_reply_to=told.message_id, authentication_results=PASSED)
    )

    assert mail.message is not None and mail.message.internal


def test_an_answer_to_the_customer_s_words_is_public_whatever_was_told_before(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    replying.note(ticket, world.words(world.hugo, "@Claire Martin, client difficile ?"), at=TUESDAY)
    replying.reply(ticket, world.words(world.jean, "Toujours en panne."), at=TUESDAY)
    told = OutgoingMail.objects.get(to=CLAIRE, text__contains="Toujours en panne.")

    mail = arrive(
        raw_mail(CLAIRE, to=signed(ticket), in_reply_to=told.message_id, authentication_results=PASSED)
    )

    assert mail.message is not None and not mail.message.internal


def test_an_engineer_s_mail_on_a_closed_ticket_is_kept_as_a_note(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    mail = arrive(raw_mail(CLAIRE, to=signed(ticket), authentication_results=PASSED))

    assert mail.reason == "staff_note" and Message.objects.filter(ticket=ticket).count() == 3
    assert InboundMail.objects.get().status == Status.MESSAGE
