"""PS work in the portal: who is asked, and what became of the time that was approved (CH-PS)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.models import RoundingRule
from tests.tickets.portal.reading import words
from tests.world import World, key
from tickets import assistance
from tickets.actions import closing, estimating, following, remote_sessions, replying
from tickets.actions.remote_sessions import Slot
from tickets.actions.spending import Work, spend_time
from tickets.files import NewFile
from tickets.models import Estimate, Ticket
from tickets.portal import filters, lists

As = Callable[[User], Client]


def read(client: Client, ticket: Ticket) -> str:
    return words(client.get(reverse("portal:ticket", args=[ticket.number])))


def propose(world: World, ticket: Ticket, minutes: int = 120) -> Estimate:
    return estimating.propose(ticket, minutes, "Créer le VLAN.", actor=world.claire, at=world.at)


@pytest.fixture
def approved(world: World) -> Ticket:
    """Two hours approved."""
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    estimating.decide(propose(world, ticket), approved=True, actor=world.jean, at=world.at)
    return ticket


def spend(world: World, ticket: Ticket, minutes: int) -> None:
    work = Work(minutes, world.at.date(), "VLAN créé.", key())
    spend_time(ticket, work, actor=world.claire, at=world.at)


def test_each_piece_of_work_is_told_with_what_is_left(world: World, as_: As, approved: Ticket) -> None:
    spend(world, approved, 40)
    said = read(as_(world.jean), approved)

    assert "Approuvé 2h Passé 0h45 Reste 1h15" in said
    assert "0h45 , mardi 13 octobre, Claire Martin (travail de 0h40) VLAN créé." in said
    assert "Ce qui reste est rendu à la fin de la demande." in said


def test_the_account_of_the_work_is_read_in_two_queries(world: World, approved: Ticket) -> None:
    spend(world, approved, 40)

    with CaptureQueriesContext(connection) as queries:
        account = assistance.of_ticket(approved)

    assert account is not None
    assert (account.approved, account.left, len(queries)) == (120, 120 - account.spent, 2)


def test_the_page_of_paid_work_asks_twelve_queries_at_most(world: World, as_: As, approved: Ticket) -> None:
    spend_time(approved, Work(40, world.at.date(), "VLAN créé.", key()), actor=world.claire, at=world.at)
    slot = Slot(world.at + timedelta(days=2), 60, "")
    remote_sessions.propose(approved, slot, actor=world.claire, at=world.at)
    following.follow(approved, world.lea, actor=world.jean, at=world.at)
    plan = [NewFile("plan.png", b"x")]
    replying.reply(approved, world.words(world.claire, "Voyez le plan.", files=plan), at=world.at)
    client = as_(world.jean)
    read(client, approved)

    with CaptureQueriesContext(connection) as queries:
        read(client, approved)

    assert len(queries) <= 12, "\n".join(query["sql"][:140] for query in queries)


def test_whoever_approves_reads_how_time_is_counted(world: World, as_: As) -> None:
    RoundingRule.objects.create(from_day=world.at.date(), step_minutes=30, minimum_minutes=60)
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    propose(world, ticket)

    assert "décompté, par tranches de 0h30 commencées, 1h au moins, et ce qui reste" in read(
        as_(world.jean), ticket
    )


def test_before_any_approval_there_is_no_account(world: World, as_: As) -> None:
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    propose(world, ticket)

    assert "Temps d’assistance" not in read(as_(world.jean), ticket)


def test_an_end_tells_what_was_given_back(world: World, as_: As, approved: Ticket) -> None:
    spend(world, approved, 45)
    closing.close(approved, actor=world.claire, at=world.at)
    said = read(as_(world.jean), approved)

    assert "Approuvé 2h Passé 0h45 Rendu 1h15" in said
    assert "Claire Martin a clos le ticket ; crédit-temps rendu : 1h15" in said


def test_a_reopened_request_says_that_another_estimate_comes(world: World, as_: As, approved: Ticket) -> None:
    closing.close(approved, actor=world.jean, at=world.at)
    closing.reopen(approved, actor=world.jean, at=world.at)

    assert "pour continuer, le CST vous propose une nouvelle estimation." in read(as_(world.jean), approved)


def test_a_complementary_estimate_is_named_so(world: World, as_: As, approved: Ticket) -> None:
    spend(world, approved, 120)
    propose(world, approved, 30)

    assert "Estimation complémentaire à approuver : 0h30" in read(as_(world.jean), approved)


def test_the_reseller_that_pays_decides_and_its_end_customer_reads_who_does(
    world: World, as_: As
) -> None:  # CH-IV.2
    ticket = world.ticket(world.sophie)
    propose(world, ticket)
    payer, requester = read(as_(world.lea), ticket), read(as_(world.sophie), ticket)

    assert "en attente de votre accord" in payer and "Approuver 2h" in payer
    assert "en attente de l’accord de Réseau Plus" in requester and "Approuver 2h" not in requester
    assert "6h30" not in requester


def test_it_waits_in_the_list_of_who_pays(world: World) -> None:
    ticket = world.ticket(world.sophie)
    propose(world, ticket)
    for person, waits in ((world.lea, True), (world.sophie, False)):
        rows = lists.in_sight(person).filter(filters.waiting_for(person))

        assert rows.filter(pk=ticket.pk).exists() is waits


def test_one_s_own_still_waits_in_one_s_list(world: World) -> None:
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    propose(world, ticket)
    rows = lists.in_sight(world.jean).filter(filters.waiting_for(world.jean))

    assert list(rows) == [ticket]
