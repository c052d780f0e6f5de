"""What sales enters is written once, also by two who send at the same moment (CH-PS)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from contracts import credit
from contracts.models import CreditEntry
from contracts.time_credit import credit_desk
from contracts.time_credit.credit_desk import OrderKnown
from tests.world import TUESDAY, World


def enter(world: World, by: User, minutes: int = 300, after: int = 0) -> tuple[CreditEntry, bool]:
    return credit_desk.enter_purchase(
        world.organisation_of(world.jean), minutes, by=by, at=TUESDAY, order="EX-PS-0044", after=after
    )


def correct(world: World, minutes: int, after: int = 0) -> tuple[CreditEntry, bool]:
    return credit_desk.enter_correction(
        world.organisation_of(world.jean), minutes, by=world.ines, at=TUESDAY, reason="Erreur", after=after
    )


def test_the_same_entry_is_answered_instead_of_written_again(world: World) -> None:
    first, is_new = enter(world, world.ines)
    second, is_new_again = enter(world, world.ines)

    assert (first, is_new, is_new_again) == (second, True, False)


def test_an_order_shown_in_the_ledger_is_not_credited_again_by_the_same_person(world: World) -> None:
    shown, _new = enter(world, world.ines)

    with pytest.raises(OrderKnown):
        enter(world, world.ines, after=shown.pk)


def test_the_same_order_of_another_organisation_is_another_order(world: World) -> None:
    enter(world, world.ines)
    _entry, is_new = credit_desk.enter_purchase(
        world.organisation_of(world.marc), 300, by=world.ines, at=TUESDAY, order="EX-PS-0044", after=0
    )

    assert is_new


def test_another_amount_is_another_correction(world: World) -> None:
    correct(world, -30)
    correct(world, -15)

    assert credit.balance(world.organisation_of(world.jean)) == 345


def test_one_order_sent_by_many_at_once_is_credited_once(transactional_world: World) -> None:
    ready = threading.Barrier(8)

    def send(place: int) -> str:
        by = transactional_world.ines if place % 2 else transactional_world.hugo
        ready.wait()
        try:
            return "written" if enter(transactional_world, by)[1] else "answered"
        except OrderKnown:
            return "known"
        finally:
            connection.close()

    # Both are read before the threads, which would each read them.
    assert transactional_world.ines and transactional_world.hugo and transactional_world.jean
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(8)))

    assert sorted(outcomes) == ["answered"] * 3 + ["known"] * 4 + ["written"]
    assert credit.balance(transactional_world.organisation_of(transactional_world.jean)) == 690
