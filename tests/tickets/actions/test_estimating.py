"""CH-PS: nothing is worked on the credit before the customer approved it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from contracts import credit
from contracts.models import CreditAccount, CreditEntry
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import history
from tickets.actions import closing, estimating
from tickets.actions.writing import NotPossible
from tickets.assistance import in_force, left_on
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
    with pytest.raises(credit.NotEnoughCredit, match="6h30"):
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


# --- Who pays -----------------------------------------------------------------------------------------------


def told() -> set[str]:
    """Who got the mail of the estimate."""
    mails = OutgoingMail.objects.filter(text__startswith="Estimation à approuver")
    return set(mails.values_list("to", flat=True))


def test_a_reseller_with_credit_pays_for_its_end_customer_without(world: World) -> None:  # CH-IV.2
    assert propose(world, world.ticket(world.sophie)).payer == world.organisation_of(world.jean)


def test_an_end_customer_with_credit_of_its_own_pays_itself(world: World) -> None:
    clinic = world.organisation_of(world.sophie)
    credit.buy(clinic, 60, by=world.ines, at=TUESDAY, reference="EX")

    assert propose(world, world.ticket(world.sophie)).payer == clinic


def test_without_any_credit_the_requester_is_asked(world: World) -> None:
    CreditAccount.objects.update(balance_minutes=0)

    assert propose(world, world.ticket(world.sophie)).payer == world.organisation_of(world.sophie)


def test_the_engineer_chooses_another_payer(world: World) -> None:
    clinic = world.organisation_of(world.sophie)
    ticket = world.ticket(world.sophie)

    assert (
        estimating.propose(ticket, 60, "Revue.", actor=world.claire, at=TUESDAY, payer=clinic).payer == clinic
    )


def test_nobody_else_is_made_to_pay(world: World) -> None:
    stranger = world.organisation_of(world.marc)

    with pytest.raises(NotPossible, match="choisissez le demandeur ou son revendeur"):
        estimating.propose(
            world.ticket(world.sophie), 60, "Revue.", actor=world.claire, at=TUESDAY, payer=stranger
        )


def test_the_payer_s_managers_are_told_when_it_did_not_ask(world: World) -> None:
    propose(world, world.ticket(world.sophie))

    assert told() == {world.jean.email}
    assert (
        "Demande de Clinique des Lilas\u00a0: Le tunnel IPsec tombe"
        in OutgoingMail.objects.get(text__startswith="Estimation à approuver").text
    )


def test_everybody_of_a_payer_without_manager_is_told(world: World) -> None:
    for person in (world.jean, world.lea):
        person.role = "member"
        person.save()
    propose(world, world.ticket(world.sophie))

    assert told() == {world.jean.email, world.lea.email}


def test_the_requester_of_the_payer_is_told_alone(world: World) -> None:
    propose(world, world.ticket(world.lea, kind="assistance", serial="", severity=None))

    assert told() == {world.lea.email}


def test_any_person_of_the_payer_decides_and_the_requester_of_another_does_not(world: World) -> None:
    estimate = propose(world, world.ticket(world.sophie))
    with pytest.raises(PermissionDenied):
        estimating.decide(estimate, approved=True, actor=world.sophie, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.lea, at=TUESDAY)

    assert credit.balance(world.organisation_of(world.jean)) == 270


# --- A complementary one ------------------------------------------------------------------------------------


def approve(world: World, ticket: Ticket, minutes: int) -> Estimate:
    estimate = propose(world, ticket, minutes)
    return estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)


def test_what_an_approval_left_joins_the_next(world: World, assistance: Ticket) -> None:
    approve(world, assistance, 120)
    approve(world, assistance, 30)

    assert credit.balance(world.organisation_of(world.jean)) == 240
    assert left(assistance) == 150


def test_with_too_little_credit_the_former_stays_in_force(world: World, assistance: Ticket) -> None:
    approve(world, assistance, 360)
    estimate = propose(world, assistance, 31)
    with pytest.raises(credit.NotEnoughCredit, match="reste 0h30"):
        estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)

    assert left(assistance) == 360


def test_another_payer_s_approval_gives_back_what_the_former_left(world: World) -> None:
    ticket, clinic = world.ticket(world.sophie), world.organisation_of(world.sophie)
    credit.buy(clinic, 60, by=world.ines, at=TUESDAY, reference="EX")
    reseller = world.organisation_of(world.jean)
    first = estimating.propose(ticket, 120, "Revue.", actor=world.claire, at=TUESDAY, payer=reseller)
    estimating.decide(first, approved=True, actor=world.jean, at=TUESDAY)
    estimating.decide(propose(world, ticket, 60), approved=True, actor=world.sophie, at=TUESDAY)

    assert [credit.balance(each) for each in (reseller, clinic)] == [390, 0]
    assert left(ticket) == 60


# --- The end ------------------------------------------------------------------------------------------------


def left(ticket: Ticket) -> int:
    return left_on(in_force(ticket))


def resolve(world: World, ticket: Ticket) -> None:
    words = world.words(world.claire, "C’est fait.")
    closing.resolve(ticket, words, at=TUESDAY)


def close(world: World, ticket: Ticket) -> None:
    closing.close(ticket, actor=world.jean, at=TUESDAY)


@pytest.mark.parametrize("end", [resolve, close])
def test_the_end_of_a_ticket_gives_back_what_is_left(
    world: World, assistance: Ticket, end: Callable[[World, Ticket], None]
) -> None:
    approve(world, assistance, 120)
    end(world, assistance)

    assert credit.balance(world.organisation_of(world.jean)) == 390
    assert left(assistance) == 0
    said = [line.text for line in history.lines(assistance, world.jean)][-1]
    assert said.endswith("crédit-temps rendu\u00a0: 2h")


def test_resolved_then_closed_gives_back_once(world: World, assistance: Ticket) -> None:
    approve(world, assistance, 120)
    resolve(world, assistance)
    close(world, assistance)

    assert credit.balance(world.organisation_of(world.jean)) == 390
    assert CreditEntry.objects.filter(kind="release").count() == 1


def test_after_a_reopening_another_estimate_is_approved(world: World, assistance: Ticket) -> None:
    approve(world, assistance, 120)
    close(world, assistance)
    closing.reopen(assistance, actor=world.jean, at=TUESDAY)
    approve(world, assistance, 60)

    assert credit.balance(world.organisation_of(world.jean)) == 330
    assert left(assistance) == 60


def test_an_estimate_that_could_never_be_spent_is_refused(world: World, assistance: Ticket) -> None:
    with pytest.raises(NotPossible, match="0h15"):
        propose(world, assistance, minutes=7)
