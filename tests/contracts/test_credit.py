"""CH-PS: the ledger of the prepaid time credit. Réseau Plus bought 10 h and has 6 h 30 left."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum

from contracts import credit
from contracts.models import CreditAccount, CreditEntry
from cst.demo import cast
from tests.world import TUESDAY, World

Kind = CreditEntry.Kind


def account(name: str = cast.RESEAU_PLUS) -> CreditAccount:
    return CreditAccount.objects.get(organisation__name=name)


def reserved(world: World, minutes: int = 120) -> CreditEntry:
    """A reservation of Jean's organisation."""
    return credit.reserve(
        world.organisation_of(world.jean), minutes, by=world.jean, at=TUESDAY, reference="CST"
    )


def spend(world: World, reservation: CreditEntry, minutes: int) -> CreditEntry:
    return credit.spend(reservation, minutes, by=world.claire, at=TUESDAY, reference="CST")


# --- What each verb does -------------------------------------------------------------------------------


def test_reseau_plus_has_six_hours_and_a_half_left(world: World) -> None:
    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_whoever_never_bought_has_nothing(world: World) -> None:
    assert credit.balance(world.organisation_of(world.marc)) == 0


@pytest.mark.parametrize("minutes", [60, 300, 600, 1200])
def test_a_pack_is_of_1_5_10_or_20_hours(world: World, minutes: int) -> None:
    credit.buy(world.organisation_of(world.marc), minutes, by=world.ines, at=TUESDAY, reference="EX")

    assert credit.balance(world.organisation_of(world.marc)) == minutes


@pytest.mark.parametrize("minutes", [180, 0, -60, 61, 1260])
def test_any_other_size_is_refused_with_the_reason(world: World, minutes: int) -> None:
    with pytest.raises(ValueError, match="1, 5, 10 ou 20"):
        credit.buy(world.organisation_of(world.jean), minutes, by=world.ines, at=TUESDAY, reference="EX")

    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_a_debit_over_the_balance_is_refused_and_says_what_is_left(world: World) -> None:
    with pytest.raises(credit.NotEnoughCredit, match=r"6h30.*6h31"):
        credit.debit(world.organisation_of(world.jean), 391, by=world.claire, at=TUESDAY, reference="CST")

    assert credit.balance(world.organisation_of(world.jean)) == 390


@pytest.mark.parametrize("minutes", [0, -60])
def test_work_of_no_time_is_refused(world: World, minutes: int) -> None:
    with pytest.raises(ValueError, match="positif"):
        credit.debit(world.organisation_of(world.jean), minutes, by=world.claire, at=TUESDAY, reference="CST")


def test_a_reservation_lowers_the_balance_and_its_release_raises_it(world: World) -> None:
    reservation = reserved(world)
    assert (account().balance_minutes, account().reserved_minutes) == (270, 120)
    credit.release(reservation, by=world.claire, at=TUESDAY)

    assert (account().balance_minutes, account().reserved_minutes) == (390, 0)


def test_releasing_twice_gives_back_once(world: World) -> None:
    reservation = reserved(world)
    first = credit.release(reservation, by=world.claire, at=TUESDAY)
    second = credit.release(reservation, by=world.claire, at=TUESDAY)

    assert first is not None and first.minutes == 120
    assert second is None
    assert account().balance_minutes == 390


def test_work_on_what_was_reserved_leaves_the_balance_as_it_is(world: World) -> None:
    reservation = reserved(world)
    spend(world, reservation, 45)

    assert (account().balance_minutes, account().reserved_minutes) == (270, 75)
    assert credit.left_of(reservation) == 75


def test_what_is_left_of_a_reservation_is_released_and_no_more(world: World) -> None:
    reservation = reserved(world)
    spend(world, reservation, 45)
    credit.release(reservation, by=world.claire, at=TUESDAY)

    assert (account().balance_minutes, account().reserved_minutes) == (345, 0)


def test_work_over_what_was_approved_is_refused(world: World) -> None:
    reservation = reserved(world)
    spend(world, reservation, 100)

    with pytest.raises(credit.NotEnoughCredit, match=r"0h20.*0h21"):
        spend(world, reservation, 21)
    assert credit.left_of(reservation) == 20


def test_nothing_is_spent_on_a_reservation_that_was_given_back(world: World) -> None:
    reservation = reserved(world)
    credit.release(reservation, by=world.claire, at=TUESDAY)

    with pytest.raises(credit.NotEnoughCredit):
        spend(world, reservation, 1)


@pytest.mark.parametrize(("minutes", "left"), [(30, 420), (-30, 360), (-390, 0)])
def test_a_correction_adds_or_takes(world: World, minutes: int, left: int) -> None:
    payer = world.organisation_of(world.jean)
    credit.correct(payer, minutes, by=world.ines, at=TUESDAY, reason="Saisi deux fois.")

    assert credit.balance(payer) == left


@pytest.mark.parametrize(("minutes", "reason"), [(0, "Erreur"), (30, "  ")])
def test_a_correction_asks_for_a_duration_and_a_reason(world: World, minutes: int, reason: str) -> None:
    with pytest.raises(ValueError, match="raison"):
        credit.correct(world.organisation_of(world.jean), minutes, by=world.ines, at=TUESDAY, reason=reason)


def test_a_correction_never_takes_what_is_reserved(world: World) -> None:
    reserved(world)

    with pytest.raises(credit.NotEnoughCredit):
        credit.correct(world.organisation_of(world.jean), -271, by=world.ines, at=TUESDAY, reason="Erreur")


def test_an_entry_is_never_dated_before_the_one_it_follows(world: World) -> None:
    """Who began first may get the lock last."""
    payer = world.organisation_of(world.jean)
    credit.debit(payer, 30, by=world.claire, at=TUESDAY, reference="CST")
    late = credit.debit(payer, 30, by=world.claire, at=TUESDAY - timedelta(seconds=2), reference="CST")

    assert late.at == TUESDAY


def test_balance_and_reserved_are_the_sums_of_the_ledger(world: World) -> None:
    spend(world, reserved(world), 50)
    credit.release(reserved(world, 60), by=world.jean, at=TUESDAY)
    credit.correct(world.organisation_of(world.jean), -15, by=world.ines, at=TUESDAY, reason="Erreur")

    sums = account().entries.aggregate(minutes=Sum("minutes"), reserved=Sum("reserved"))
    assert (account().balance_minutes, account().reserved_minutes) == (sums["minutes"], sums["reserved"])
    assert (sums["minutes"], sums["reserved"]) == (255, 70)


# --- What the database itself refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"balance_minutes": -1}, "credit_never_below_zero"),
        ({"reserved_minutes": -1}, "credit_reserved_never_below_zero"),
    ],
)
def test_no_account_goes_below_zero(world: World, changes: dict[str, int], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CreditAccount.objects.update(**changes)


def test_an_organisation_has_one_account(world: World) -> None:
    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        CreditAccount.objects.create(organisation=world.organisation_of(world.jean))


@pytest.mark.parametrize(
    ("kind", "minutes", "reserved_minutes"),
    [
        (Kind.PURCHASE, -60, 0),
        (Kind.PURCHASE, 60, 60),
        (Kind.RESERVATION, 60, -60),
        (Kind.RESERVATION, -60, 50),
        (Kind.RELEASE, -60, 60),
        (Kind.DEBIT, 60, 0),
        (Kind.DEBIT, 0, 0),
        (Kind.DEBIT, -60, -60),
        (Kind.CORRECTION, 0, 0),
        (Kind.CORRECTION, 60, -60),
    ],
)
def test_an_entry_has_the_sign_of_its_kind(
    world: World, kind: str, minutes: int, reserved_minutes: int
) -> None:
    named = reserved(world) if kind == Kind.RELEASE or (kind == Kind.DEBIT and reserved_minutes) else None
    with pytest.raises(IntegrityError, match="credit_entry_sign"), transaction.atomic():
        row(kind=kind, minutes=minutes, reserved=reserved_minutes, reservation=named)


def test_a_release_and_work_on_a_reservation_name_it_and_nothing_else_does(world: World) -> None:
    reservation = reserved(world)

    for fields in (
        {"kind": Kind.RELEASE, "minutes": 60, "reserved": -60},
        {"kind": Kind.DEBIT, "minutes": 0, "reserved": -60},
        {"kind": Kind.DEBIT, "minutes": -60, "reservation": reservation},
        {"kind": Kind.PURCHASE, "minutes": 60, "reservation": reservation},
        {"kind": Kind.CORRECTION, "minutes": 60, "reservation": reservation},
    ):
        with (
            pytest.raises(IntegrityError, match="credit_entry_names_its_reservation"),
            transaction.atomic(),
        ):
            row(**fields)


def test_an_entry_is_never_changed(world: World) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        CreditEntry.objects.update(minutes=1)


def test_an_entry_is_never_deleted(world: World) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        CreditEntry.objects.all().delete()


def row(**fields: Any) -> CreditEntry:
    """An entry written past the verbs."""
    return CreditEntry.objects.create(
        account=account(), at=TUESDAY, **{"reference": "x", "reserved": 0, **fields}
    )


# --- Several at once -----------------------------------------------------------------------------------


def at_once(work: Callable[[], object], threads: int, times: int = 1) -> Counter[str]:
    """How often `work`, done so many times in each of so many threads that start together, was refused."""
    ready = threading.Barrier(threads)

    def several() -> list[str]:
        connection.ensure_connection()  # who connects first would be through before the others
        ready.wait()
        try:
            return [_outcome(work) for _ in range(times)]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(several) for _ in range(threads)]
        return Counter(outcome for each in running for outcome in each.result())


def _outcome(work: Callable[[], object]) -> str:
    try:
        work()
    except credit.NotEnoughCredit:
        return "refused"
    return "done"


def test_200_debits_at_once_leave_the_exact_balance_never_below_zero(transactional_world: World) -> None:
    payer, engineer = (
        transactional_world.organisation_of(transactional_world.jean),
        transactional_world.claire,
    )
    credit.buy(payer, 600, by=engineer, at=TUESDAY, reference="EX")  # 990 minutes: 198 times five

    outcomes = at_once(
        lambda: credit.debit(payer, 5, by=engineer, at=TUESDAY, reference="CST"), threads=20, times=10
    )

    assert outcomes == {"done": 198, "refused": 2}
    assert account().balance_minutes == 0
    assert account().entries.aggregate(left=Sum("minutes"))["left"] == 0
    running, lowest = 0, 0
    for minutes in account().entries.order_by("at", "id").values_list("minutes", flat=True):
        running += minutes
        lowest = min(lowest, running)
    assert lowest == 0


def test_two_who_spend_one_reservation_never_spend_it_twice(transactional_world: World) -> None:
    reservation = reserved(transactional_world)
    engineer = transactional_world.claire

    outcomes = at_once(
        lambda: credit.spend(reservation, 90, by=engineer, at=TUESDAY, reference="CST"), threads=2
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert (account().balance_minutes, account().reserved_minutes) == (270, 30)


def test_a_reservation_released_by_several_at_once_is_given_back_once(transactional_world: World) -> None:
    reservation = reserved(transactional_world)
    engineer = transactional_world.claire

    at_once(lambda: credit.release(reservation, by=engineer, at=TUESDAY), threads=5)

    assert (account().balance_minutes, account().reserved_minutes) == (390, 0)
    assert account().entries.filter(kind=Kind.RELEASE).count() == 1


def test_two_first_purchases_at_once_make_one_account(transactional_world: World) -> None:
    buyer, seller = transactional_world.organisation_of(transactional_world.marc), transactional_world.ines

    at_once(lambda: credit.buy(buyer, 300, by=seller, at=TUESDAY, reference="EX"), threads=4)

    assert account(cast.ALPES).balance_minutes == 1200
