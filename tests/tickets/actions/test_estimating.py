"""CH-PS: nothing is worked on the credit before the customer approved it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from contracts import credit
from tests.world import TUESDAY, World
from tickets.actions import estimating
from tickets.actions.writing import NotPossible
from tickets.models import Estimate, Status, Ticket


@pytest.fixture
def assistance(world: World) -> Ticket:
    return world.ticket(kind="assistance", serial="", severity=None)


def propose(world: World, ticket: Ticket, minutes: int = 120) -> Estimate:
    return estimating.propose(ticket, minutes, "Créer le VLAN.", actor=world.claire, at=TUESDAY)


def test_a_proposal_takes_nothing(world: World, assistance: Ticket) -> None:
    propose(world, assistance)

    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_an_approval_reserves_the_minutes(world: World, assistance: Ticket) -> None:
    estimating.decide(propose(world, assistance), approved=True, actor=world.jean, at=TUESDAY)

    assert credit.balance(world.organisation_of(world.jean)) == 270


def test_approving_twice_reserves_once(world: World, assistance: Ticket) -> None:
    estimate = propose(world, assistance)
    for _ in range(2):
        estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)

    assert credit.balance(world.organisation_of(world.jean)) == 270


def test_a_decision_brings_the_ticket_back_to_the_centre(world: World, assistance: Ticket) -> None:
    estimating.decide(propose(world, assistance), approved=False, actor=world.lea, at=TUESDAY)
    assistance.refresh_from_db()

    assert assistance.status == Status.OPEN


def test_more_than_the_credit_holds_is_refused_and_stays_to_decide(world: World, assistance: Ticket) -> None:
    estimate = propose(world, assistance, minutes=391)
    with pytest.raises(credit.NotEnoughCredit, match="390"):
        estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    estimate.refresh_from_db()

    assert estimate.decision == Estimate.Decision.PENDING


def test_a_stranger_to_the_credit_decides_nothing(world: World, assistance: Ticket) -> None:
    with pytest.raises(PermissionDenied):
        estimating.decide(propose(world, assistance), approved=True, actor=world.sophie, at=TUESDAY)


def test_one_proposal_at_a_time(world: World, assistance: Ticket) -> None:
    propose(world, assistance)

    with pytest.raises(NotPossible, match="attend déjà"):
        propose(world, assistance)
