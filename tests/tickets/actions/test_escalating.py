from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import Vendor
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, replying
from tickets.actions.escalating import Case, escalate
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status, Ticket, VendorCase

LATER = TUESDAY + timedelta(minutes=20)


def case(number: str = "TAC-4711") -> Case:
    return Case(Vendor.objects.get(name="Fortinet"), number, "Un correctif est demandé.")


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER, then=Status.OPEN)
    ticket.refresh_from_db()
    return ticket


def test_the_case_is_kept_with_who_opened_it(world: World) -> None:
    row = escalate(answered(world), case(), actor=world.claire, at=LATER)

    assert (row.number, row.opened_by, row.opened_at) == ("TAC-4711", world.claire, LATER)


def test_an_answered_ticket_waits_at_the_vendor_and_leaves_the_queue(world: World) -> None:  # CH-V.1
    ticket = answered(world)
    escalate(ticket, case(), actor=world.claire, at=LATER)
    ticket.refresh_from_db()

    assert (ticket.status, ticket.queue_rank) == (Status.AT_VENDOR, None)


def test_a_first_answer_is_owed_all_the_same(world: World) -> None:  # CH-V.2
    ticket = world.ticket()
    due = ticket.due_at
    escalate(ticket, case(), actor=world.claire, at=LATER)
    ticket.refresh_from_db()

    assert (ticket.status, ticket.due_at, ticket.first_response_at) == (Status.NEW, due, None)
    assert ticket.queue_rank is not None


def test_where_no_answer_is_promised_the_ticket_waits_at_the_vendor_at_once(world: World) -> None:  # CH-V.1
    ticket = world.ticket(channel="mail", serial=STORMSHIELD)
    escalate(ticket, case(), actor=world.claire, at=LATER)
    ticket.refresh_from_db()

    assert ticket.status == Status.AT_VENDOR


def test_the_history_names_vendor_and_number(world: World) -> None:
    ticket = answered(world)
    escalate(ticket, case(), actor=world.claire, at=LATER)

    told = ticket.events.get(kind=Event.Kind.ESCALATED).data
    assert told == {"vendor": "Fortinet", "number": "TAC-4711"}


def test_a_case_belongs_to_one_ticket(world: World) -> None:
    escalate(answered(world), case(), actor=world.claire, at=LATER)
    other = answered(world)

    with pytest.raises(NotPossible, match="TAC-4711 de Fortinet est déjà rattaché"):
        escalate(other, case(), actor=world.claire, at=LATER)
    assert not VendorCase.objects.filter(ticket=other).exists()


def test_an_ended_ticket_is_not_escalated(world: World) -> None:
    ticket = closing.close(world.ticket(), actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="ouvert"):
        escalate(ticket, case(), actor=world.claire, at=LATER)


def test_a_refused_request_is_not_escalated(world: World) -> None:  # CH-0
    with pytest.raises(NotPossible, match="ouvert"):
        escalate(world.ticket(world.marc, serial=EXPIRED_AP), case(), actor=world.claire, at=LATER)


def test_a_customer_escalates_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        escalate(world.ticket(), case(), actor=world.jean, at=LATER)
