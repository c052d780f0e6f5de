"""Asking that a contract goes on: who may, when, who is told, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import User
from contracts.ending import renewals
from contracts.ending.renewals import RenewalNotPossible
from contracts.models import Contract, RenewalRequest
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World


@pytest.fixture
def contract(world: World) -> Contract:
    """Premium, of Réseau Plus for Clinique des Lilas, in force."""
    return Contract.objects.get(number="EX-2024-0117")


def ended(contract: Contract, days_ago: int) -> Contract:
    contract.ends_on = TUESDAY.date() - timedelta(days=days_ago)
    contract.save()
    return contract


def told() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def test_a_reseller_s_wish_goes_to_the_sales_contact(world: World, contract: Contract) -> None:
    asked, is_new = renewals.request(contract, by=world.lea, at=TUESDAY)

    assert (asked.requested_by, asked.ends_on, is_new) == (world.lea, contract.ends_on, True)
    assert told() == [world.ines.email]


def test_an_end_customer_s_wish_goes_to_its_reseller_s_managers_too(  # CH-II.2
    world: World, contract: Contract
) -> None:
    renewals.request(contract, by=world.sophie, at=TUESDAY)

    assert told() == sorted([world.ines.email, world.jean.email])


def test_without_sales_contact_all_of_sales_are_told(world: World, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(sales_contact=None)
    renewals.request(contract, by=world.jean, at=TUESDAY)

    assert told() == [world.ines.email]


def test_the_mail_says_who_wants_what_and_its_answer_goes_to_them(world: World, contract: Contract) -> None:
    renewals.request(contract, by=world.sophie, at=TUESDAY)

    mail = OutgoingMail.objects.get(to=world.ines.email)
    assert mail.subject == "Renouvellement demandé : EX-2024-0117"
    assert "Sophie Bernard, de Clinique des Lilas, demande le renouvellement" in mail.text
    assert "/console/renouvellements/" in mail.text
    assert mail.reply_to == world.sophie.email


def test_the_reseller_s_mail_leads_to_the_contract_in_the_portal(world: World, contract: Contract) -> None:
    renewals.request(contract, by=world.sophie, at=TUESDAY)

    assert "/portail/contrats/EX-2024-0117/" in OutgoingMail.objects.get(to=world.jean.email).text


def test_asking_twice_tells_the_first_time(world: World, contract: Contract) -> None:
    renewals.request(contract, by=world.jean, at=TUESDAY)
    asked, is_new = renewals.request(contract, by=world.sophie, at=TUESDAY + timedelta(days=1))

    assert not is_new
    assert renewals.said(asked, world.sophie) == "Renouvellement demandé le 13/10/2026 par Jean Petit"
    assert renewals.said(asked, world.jean) == "Renouvellement demandé par vous le 13/10/2026"
    assert len(told()) == 1


def test_a_prolonged_contract_may_be_asked_for_again(world: World, contract: Contract) -> None:
    renewals.request(contract, by=world.jean, at=TUESDAY)
    contract.ends_on += timedelta(days=365)
    contract.save()

    assert renewals.request(contract, by=world.jean, at=TUESDAY)[1]


@pytest.mark.parametrize("days_ago", [1, 365])
def test_an_ended_contract_is_asked_for_however_long_ago(
    world: World, contract: Contract, days_ago: int
) -> None:
    assert renewals.request(ended(contract, days_ago), by=world.jean, at=TUESDAY)[1]


def test_a_contract_to_come_is_not_renewed(world: World, contract: Contract) -> None:
    contract.starts_on = TUESDAY.date() + timedelta(days=1)
    contract.save()

    with pytest.raises(RenewalNotPossible):
        renewals.request(contract, by=world.jean, at=TUESDAY)


@pytest.mark.parametrize("stranger", ["marc", "paul", "claire", "ines"])
def test_nobody_else_asks(world: World, contract: Contract, stranger: str) -> None:
    with pytest.raises(PermissionDenied):
        renewals.request(contract, by=getattr(world, stranger), at=TUESDAY)


def test_an_account_without_organisation_asks_nothing_of_a_reseller_s_own_contract(world: World) -> None:
    own = Contract.objects.get(number="EX-2025-0410")
    alone = User.objects.create_user("seul@example.com", "x", full_name="Seul")

    with pytest.raises(PermissionDenied):
        renewals.request(own, by=alone, at=TUESDAY)


def test_handling_twice_keeps_the_first(world: World, contract: Contract) -> None:
    asked, _is_new = renewals.request(contract, by=world.jean, at=TUESDAY)
    renewals.handle(asked, by=world.ines, at=TUESDAY)
    handled = renewals.handle(asked, by=world.hugo, at=TUESDAY + timedelta(days=1))

    assert (handled.handled_by, handled.handled_at) == (world.ines, TUESDAY)


def test_those_to_handle_come_first_the_oldest_in_front(world: World) -> None:
    numbers = ("EX-2024-0117", "EX-2024-0118", "EX-2025-0342")
    for place, number in enumerate(numbers):
        row = Contract.objects.get(number=number)
        renewals.request(row, by=world.jean, at=TUESDAY + timedelta(hours=place))
    first = RenewalRequest.objects.get(contract__number="EX-2024-0117")
    renewals.handle(first, by=world.ines, at=TUESDAY)

    listed = [asked.contract.number for asked in renewals.requests()[0:25]]
    assert listed == ["EX-2024-0118", "EX-2025-0342", "EX-2024-0117"]
    assert renewals.to_handle().count() == 2


def test_two_clicks_at_once_make_one_request(transactional_world: World) -> None:
    world, row = transactional_world, Contract.objects.get(number="EX-2024-0117")
    people = [world.jean, world.lea, world.sophie, world.jean]

    def click(person: User) -> bool:
        try:
            return renewals.request(row, by=person, at=TUESDAY)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        made = list(workers.map(click, people))

    assert sorted(made) == [False, False, False, True]
    assert OutgoingMail.objects.filter(to=world.ines.email).count() == 1
