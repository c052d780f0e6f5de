"""CH-PS: the ledger of the prepaid time credit."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from contracts import credit
from contracts.models import CreditAccount, CreditEntry
from cst.demo import cast
from tests.world import TUESDAY, World


def test_reseau_plus_has_six_hours_and_a_half_left(world: World) -> None:
    assert credit.balance(world.organisation_of(world.jean)) == 390


@pytest.mark.parametrize("minutes", [180, 0, -60, 61])
def test_a_pack_is_of_1_5_10_or_20_hours(world: World, minutes: int) -> None:
    with pytest.raises(ValueError, match="1, 5, 10 ou 20"):
        credit.buy(world.organisation_of(world.jean), minutes, by=world.ines, at=TUESDAY, reference="EX")


def test_a_debit_over_the_balance_is_refused_and_says_what_is_left(world: World) -> None:
    with pytest.raises(credit.NotEnoughCredit, match="390"):
        credit.debit(world.organisation_of(world.jean), 391, by=world.claire, at=TUESDAY, reference="CST")

    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_a_reservation_lowers_the_balance_and_its_release_raises_it(world: World) -> None:
    payer = world.organisation_of(world.jean)
    reservation = credit.reserve(payer, 120, by=world.jean, at=TUESDAY, reference="CST")
    assert credit.balance(payer) == 270
    credit.release(reservation, by=world.claire, at=TUESDAY)

    assert credit.balance(payer) == 390


def test_the_balance_is_the_sum_of_the_ledger(world: World) -> None:
    account = CreditAccount.objects.get(organisation=world.organisation_of(world.jean))

    assert account.balance_minutes == sum(account.entries.values_list("minutes", flat=True))


def test_an_entry_is_never_changed(world: World) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        CreditEntry.objects.update(minutes=1)


def test_the_database_itself_refuses_a_negative_balance(world: World) -> None:
    with pytest.raises(IntegrityError, match="credit_never_below_zero"), transaction.atomic():
        CreditAccount.objects.update(balance_minutes=-1)


def test_concurrent_debits_never_take_more_than_there_is(transactional_world: World) -> None:
    payer, engineer = (
        transactional_world.organisation_of(transactional_world.jean),
        transactional_world.claire,
    )
    outcomes: list[str] = []

    def debit() -> None:
        try:
            credit.debit(payer, 60, by=engineer, at=TUESDAY, reference="CST")
            outcomes.append("done")
        except credit.NotEnoughCredit:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=debit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done"] * 6 + ["refused"] * 4
    assert credit.balance(cast.organisation(cast.RESEAU_PLUS)) == 30
