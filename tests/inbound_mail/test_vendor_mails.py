"""Mails of a manufacturer are filed on the ticket of its case, by the case's number, as notes for engineers alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from contracts.models import Vendor
from inbound_mail import vendor_mails
from inbound_mail.models import Status
from inbound_mail.parsing import parse
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.actions import escalating, replying
from tickets.actions.escalating import Case
from tickets.models import Event, Ticket, VendorCase
from tickets.models import Status as TicketStatus

TAC = "Fortinet TAC <tac@fortinet.example>"
LATER = TUESDAY + timedelta(hours=5)


@pytest.fixture
def case(world: World) -> VendorCase:
    """An answered ticket of Claire's that waits at the manufacturer."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    fortinet = Vendor.objects.get(name="Fortinet")
    return escalating.escalate(ticket, Case(fortinet, "TAC-4711", ""), actor=world.claire, at=TUESDAY)


@pytest.mark.parametrize(
    "subject", ["Re: [TAC-4711] IPsec", "Ticket #tac-4711: update", "Case TAC-4711, please try 7.4.8"]
)
def test_the_number_in_the_subject_files_it(case: VendorCase, subject: str) -> None:
    mail = arrive(raw_mail(sender=TAC, subject=subject, body="Please try 7.4.8."), LATER)

    assert (mail.status, mail.reason, mail.ticket) == (Status.MESSAGE, "vendor", case.ticket)
    assert mail.message is not None
    assert (mail.message.internal, mail.message.body) == (True, "Please try 7.4.8.")
    assert mail.message.author_name == "Fortinet, par tac@fortinet.example"


def test_the_ticket_is_the_centres_again_and_its_engineer_is_told(case: VendorCase, world: World) -> None:
    arrive(raw_mail(sender=TAC, subject="TAC-4711", body="Please try 7.4.8."), LATER)

    case.refresh_from_db()
    assert (case.heard_at, case.ticket.status) == (LATER, TicketStatus.OPEN)
    assert OutgoingMail.objects.filter(to=world.claire.email, text__contains="Please try 7.4.8.").exists()


def test_nothing_goes_back_to_the_manufacturer(case: VendorCase) -> None:
    arrive(raw_mail(sender=TAC, subject="TAC-4711"), LATER)

    assert not OutgoingMail.objects.filter(to__contains="fortinet").exists()


def test_no_customer_reads_it(case: VendorCase, world: World) -> None:
    before = OutgoingMail.objects.filter(to=world.jean.email).count()

    arrive(raw_mail(sender=TAC, subject="TAC-4711"), LATER)

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == before


def test_what_their_system_writes_by_itself_is_filed_and_moves_nothing(case: VendorCase) -> None:
    mail = arrive(
        raw_mail(sender=TAC, subject="Case TAC-4711 received", auto_submitted="auto-generated"), LATER
    )

    case.refresh_from_db()
    assert (mail.reason, case.heard_at, case.ticket.status) == ("vendor", LATER, TicketStatus.AT_VENDOR)


def test_another_number_is_held_as_ever(case: VendorCase) -> None:
    mail = arrive(raw_mail(sender=TAC, subject="TAC-47110"), LATER)

    assert (mail.status, mail.reason) == (Status.HELD, "requester_unknown")


def test_a_customer_who_names_the_case_asks_as_ever(case: VendorCase) -> None:
    mail = arrive(raw_mail(subject="TAC-4711 : du nouveau ?"), LATER)

    assert mail.status == Status.TICKET


def test_who_is_not_authenticated_is_held(case: VendorCase, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"

    mail = arrive(raw_mail(sender=TAC, subject="TAC-4711"), LATER)

    assert (mail.status, mail.reason) == (Status.HELD, "not_authenticated")


def test_the_same_mail_twice_is_one(case: VendorCase) -> None:
    raw = raw_mail(sender=TAC, subject="TAC-4711")
    for _ in range(2):
        arrive(raw, LATER)

    assert case.ticket.events.filter(kind=Event.Kind.VENDOR_HEARD).count() == 1


def test_a_case_that_is_open_goes_before_one_that_is_closed(case: VendorCase, world: World) -> None:
    escalating.close_case(case, actor=world.claire, at=LATER)
    other: Ticket = world.ticket()
    sophos = Vendor.objects.create(name="Sophos")
    escalating.escalate(other, Case(sophos, "TAC-4711", ""), actor=world.claire, at=TUESDAY)

    mail = arrive(raw_mail(sender=TAC, subject="TAC-4711"), LATER)

    assert mail.ticket == other


def test_one_query_looks_for_the_case(
    case: VendorCase, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parsed = parse(raw_mail(subject=" ".join(f"N{each}-0" for each in range(20))))

    with django_assert_num_queries(1):
        assert vendor_mails.case_of(parsed) is None
    with django_assert_num_queries(0):
        assert vendor_mails.case_of(parse(raw_mail(subject="Le tunnel tombe"))) is None
