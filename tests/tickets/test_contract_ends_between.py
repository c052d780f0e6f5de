"""A ticket opened before its contract ends stays covered to its own end (CH-0); what comes after is judged anew.

The contract of Clinique des Lilas ends on the Tuesday on which the tickets are opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from contracts.models import Contract, ContractLine, SupportLevel
from inbound_mail import intake
from inbound_mail.tasks import process_waiting
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, PARIS, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, qualifying, replying
from tickets.actions.qualifying import Qualification
from tickets.models import Ticket

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def contract(world: World) -> Contract:
    row = Contract.objects.get(number="EX-2024-0117")
    row.ends_on = TUESDAY.date()
    row.save()
    return row


def is_covered(ticket: Ticket) -> bool:
    """Whether the row, as it stands in the database, is open under the verdict that it was opened with."""
    row = Ticket.objects.get(pk=ticket.pk)
    return row.is_active and row.verdict.reason == "covered" and row.level == "premium"


def test_the_last_day_covers_and_the_day_after_does_not(world: World, contract: Contract) -> None:
    on_the_last_day = world.ticket(world.sophie, received_at=TUESDAY.replace(hour=23, minute=59))
    after = world.ticket(world.sophie, received_at=datetime(2026, 10, 14, 0, 0, tzinfo=PARIS))

    assert is_covered(on_the_last_day)
    assert (after.status, after.verdict.reason) == ("refused", "contract_expired")


def test_the_promise_made_on_the_last_day_holds_the_day_after(world: World, contract: Contract) -> None:
    ticket = world.ticket(world.sophie, received_at=TUESDAY.replace(hour=17, minute=30))
    due, answered_at = ticket.due_at, WEDNESDAY.replace(hour=9, minute=30)
    replying.reply(ticket, world.words(world.claire, at=answered_at), at=answered_at)

    answered = Ticket.objects.get(pk=ticket.pk)
    assert due == WEDNESDAY.replace(hour=10, minute=30)
    assert (answered.due_at, answered.first_response_at) == (due, answered_at)


def test_both_sides_go_on_talking_after_the_end(world: World, contract: Contract) -> None:
    ticket = world.ticket(world.sophie)
    replying.reply(ticket, world.words(world.claire, at=WEDNESDAY), at=WEDNESDAY)
    replying.reply(ticket, world.words(world.sophie, at=WEDNESDAY), at=WEDNESDAY)

    assert is_covered(ticket)
    assert ticket.messages.count() == 3


def test_what_was_resolved_is_reopened_after_the_end(world: World, contract: Contract) -> None:
    ticket = closing.close(world.ticket(world.sophie), actor=world.sophie, at=TUESDAY)
    closing.reopen(ticket, actor=world.sophie, at=TUESDAY + timedelta(days=7))

    assert is_covered(ticket)


@pytest.mark.parametrize(("serial", "kind"), [(FORTIGATE, "incident"), (FORTIGATE, "remote_session")])
def test_qualifying_after_the_end_judges_the_day_it_was_received(
    world: World, contract: Contract, serial: str, kind: str
) -> None:
    ticket = world.ticket(world.sophie, serial="", severity=None)
    qualifying.qualify(
        ticket, Qualification(1, serial, kind), actor=world.claire, at=WEDNESDAY + timedelta(days=30)
    )

    assert is_covered(ticket)


def test_a_mail_that_came_on_the_last_day_is_covered_whenever_it_is_read(
    world: World, contract: Contract
) -> None:
    mail = (
        f"From: {world.sophie.email}\nTo: support@exer.fr\nSubject: Panne {FORTIGATE}\n\nTout est en panne."
    )
    intake.receive(mail.encode(), source="test", received_at=TUESDAY.replace(hour=23), at=WEDNESDAY)
    with time_machine.travel(WEDNESDAY, tick=True):
        process_waiting()

    [ticket] = Ticket.objects.all()
    assert is_covered(ticket)


def test_a_line_withdrawn_since_takes_nothing_back(world: World, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(ends_on=TUESDAY.date() + timedelta(days=300))
    ticket = world.ticket(world.sophie)
    ContractLine.objects.filter(contract=contract).update(withdrawn_on=WEDNESDAY.date())
    later = world.ticket(world.sophie, received_at=WEDNESDAY)

    assert is_covered(ticket)
    assert (later.status, later.verdict.reason) == ("refused", "contract_expired")


def test_a_contract_moved_to_another_level_leaves_the_promise(world: World, contract: Contract) -> None:
    ticket = world.ticket(world.sophie)
    due = ticket.due_at
    contract.level = SupportLevel.objects.get(code="standard")
    contract.save()
    replying.reply(ticket, world.words(world.sophie, at=TUESDAY), at=TUESDAY)

    assert is_covered(ticket)
    assert Ticket.objects.get(pk=ticket.pk).due_at == due is not None


def test_prolonging_covers_what_comes_and_rewrites_no_refusal(world: World, contract: Contract) -> None:
    refused = world.ticket(world.sophie, received_at=WEDNESDAY)
    contract.ends_on += timedelta(days=365)
    contract.save()
    asked_again = world.ticket(world.sophie, received_at=WEDNESDAY)

    refused.refresh_from_db()
    assert (refused.status, refused.verdict.reason) == ("refused", "contract_expired")
    assert is_covered(asked_again)


def test_a_product_found_later_is_not_covered_by_what_began_since(world: World, contract: Contract) -> None:
    began = Contract.objects.get(number="EX-2025-0342")
    began.starts_on = WEDNESDAY.date()
    began.save()
    ticket = world.ticket(world.jean, serial="", severity=None, channel="mail")
    judged = qualifying.qualify(
        ticket, Qualification(1, STORMSHIELD, "incident"), actor=world.claire, at=WEDNESDAY
    )

    assert (judged.status, judged.verdict.reason) == ("refused", "contract_not_started")


def test_the_page_goes_on_saying_what_covered_it(world: World, contract: Contract, client: Client) -> None:
    ticket = world.ticket(world.sophie)
    client.force_login(world.sophie)
    with time_machine.travel(TUESDAY + timedelta(days=20), tick=False):
        page = words(client.get(reverse("portal:ticket", args=[ticket.number])))

    assert "Couvert Premium jusqu’au 13/10/2026" in page
    assert "Répondre au CST" in page
