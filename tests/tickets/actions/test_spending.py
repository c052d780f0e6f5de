"""CH-PS: time spent is rounded, taken from what was approved, and never more than that."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from contracts import credit
from contracts.models import RoundingRule
from tests.world import TUESDAY, World, key
from tickets import assistance, history
from tickets.actions import closing, estimating
from tickets.actions.spending import Work, spend_time
from tickets.actions.writing import NotPossible
from tickets.models import Event, Ticket, TimeSpent

LATER = TUESDAY + timedelta(hours=5)
WORK = Work(minutes=45, worked_on=TUESDAY.date(), description="Créer le VLAN.", submission_key="")


def work(**changes: Any) -> Work:
    return replace(WORK, submission_key=key(), **changes)


def approve(world: World, ticket: Ticket, minutes: int, at: datetime = TUESDAY) -> None:
    estimate = estimating.propose(ticket, minutes, "Créer le VLAN.", actor=world.claire, at=at)
    estimating.decide(estimate, approved=True, actor=world.jean, at=at)


@pytest.fixture
def assistance_ticket(world: World) -> Ticket:
    return world.ticket(kind="assistance", serial="", severity=None)


@pytest.fixture
def approved(world: World, assistance_ticket: Ticket) -> Ticket:
    """Two hours approved."""
    approve(world, assistance_ticket, 120)
    return assistance_ticket


def spend(world: World, ticket: Ticket, **changes: Any) -> TimeSpent:
    return spend_time(ticket, work(**changes), actor=world.claire, at=LATER)


def left(ticket: Ticket) -> int:
    return assistance.left_on(assistance.in_force(ticket))


def test_work_is_taken_from_what_was_approved(world: World, approved: Ticket) -> None:
    spend(world, approved)

    assert left(approved) == 75
    assert credit.balance(world.organisation_of(world.jean)) == 270  # reserved already


@pytest.mark.parametrize(("took", "counted"), [(1, 15), (15, 15), (16, 30), (44, 45), (45, 45), (46, 60)])
def test_a_quarter_begun_counts_whole(world: World, approved: Ticket, took: int, counted: int) -> None:
    row = spend(world, approved, minutes=took)

    assert (row.minutes, row.billed_minutes) == (took, counted)
    assert left(approved) == 120 - counted


def test_the_rule_of_the_day_of_the_work_rounds_it(world: World, approved: Ticket) -> None:
    RoundingRule.objects.create(
        from_day=TUESDAY.date() + timedelta(days=1), step_minutes=60, minimum_minutes=60
    )

    assert spend(world, approved, minutes=20).billed_minutes == 30


def test_the_same_work_sent_twice_is_taken_once(world: World, approved: Ticket) -> None:
    same = work()
    first, second = (spend_time(approved, same, actor=world.claire, at=LATER) for _ in range(2))

    assert first == second
    assert left(approved) == 75
    assert approved.events.filter(kind=Event.Kind.TIME_SPENT).count() == 1


def test_work_to_the_last_approved_minute_is_taken(world: World, approved: Ticket) -> None:
    spend(world, approved, minutes=120)

    assert left(approved) == 0


def test_more_than_was_approved_is_refused_and_says_how_much_to_propose(
    world: World, approved: Ticket
) -> None:
    spend(world, approved, minutes=105)

    with pytest.raises(
        NotPossible, match=r"compte pour 0h45 .* laisse 0h15.* complémentaire de 0h30 au moins"
    ):
        spend(world, approved, minutes=40)
    assert left(approved) == 15


def test_nothing_is_worked_without_an_agreement(world: World, assistance_ticket: Ticket) -> None:
    with pytest.raises(NotPossible, match="proposez-en une au client avant tout travail"):
        spend(world, assistance_ticket)


@pytest.mark.parametrize("approved_", [None, False])
def test_an_estimate_that_waits_or_was_declined_is_no_agreement(
    world: World, assistance_ticket: Ticket, approved_: bool | None
) -> None:
    estimate = estimating.propose(assistance_ticket, 60, "Revue.", actor=world.claire, at=TUESDAY)
    if approved_ is not None:
        estimating.decide(estimate, approved=approved_, actor=world.jean, at=TUESDAY)

    with pytest.raises(NotPossible, match="Aucune estimation n’est approuvée"):
        spend(world, assistance_ticket)


def test_a_complementary_estimate_is_worked_on_together_with_what_was_left(
    world: World, approved: Ticket
) -> None:
    spend(world, approved, minutes=105)
    approve(world, approved, 30, at=LATER)

    assert spend(world, approved, minutes=45).billed_minutes == 45
    assert left(approved) == 0
    assert credit.balance(world.organisation_of(world.jean)) == 390 - 150


def test_work_of_the_day_before_a_complementary_agreement_is_taken(world: World, approved: Ticket) -> None:
    tomorrow = LATER + timedelta(days=1)
    spend(world, approved, minutes=120)
    approve(world, approved, 60, at=tomorrow)

    row = spend_time(approved, work(worked_on=TUESDAY.date()), actor=world.claire, at=tomorrow)
    assert row.worked_on == TUESDAY.date()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (TUESDAY.date() + timedelta(days=1), "14/10/2026 est à venir"),
        (TUESDAY.date() - timedelta(days=1), "donné son accord le 13/10/2026"),
    ],
)
def test_a_day_to_come_or_before_the_agreement_is_refused(
    world: World, approved: Ticket, day: date, why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        spend(world, approved, worked_on=day)
    assert left(approved) == 120


def test_the_day_is_the_one_in_paris(world: World, approved: Ticket) -> None:
    past_midnight = datetime(2026, 10, 13, 22, 30, tzinfo=UTC)  # 0h30 on the 14th in Paris
    row = spend_time(approved, work(worked_on=date(2026, 10, 14)), actor=world.claire, at=past_midnight)

    assert row.worked_on == date(2026, 10, 14)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": -15}, {"description": " "}])
def test_work_lasts_and_says_what_it_was(world: World, approved: Ticket, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible, match=r"Un travail dure|Dites au client"):
        spend(world, approved, **wrong)


def test_an_ended_ticket_takes_no_work(world: World, approved: Ticket) -> None:
    closing.close(approved, actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="proposez une nouvelle estimation"):
        spend(world, approved)


def test_a_reopened_ticket_needs_another_agreement(world: World, approved: Ticket) -> None:
    closing.close(approved, actor=world.claire, at=LATER)
    closing.reopen(approved, actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="laisse 0h00"):
        spend(world, approved)


@pytest.mark.parametrize("name", ["jean", "ines"])
def test_only_engineers_note_time(world: World, approved: Ticket, name: str) -> None:
    with pytest.raises(PermissionDenied):
        spend_time(approved, work(), actor=getattr(world, name), at=LATER)


def test_both_sides_read_it_in_the_history(world: World, approved: Ticket) -> None:
    spend(world, approved, minutes=40)

    for reader in (world.jean, world.claire):
        said = [line.text for line in history.lines(approved, reader)][-1]
        assert said == "Claire Martin a travaillé 0h40, mardi 13 octobre, décompté 0h45\u00a0: Créer le VLAN."


def test_two_engineers_never_take_more_than_was_approved(transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    approve(world, ticket, 60)
    outcomes: list[str] = []

    def take() -> None:
        try:
            spend_time(ticket, work(minutes=60), actor=world.claire, at=LATER)
            outcomes.append("done")
        except NotPossible:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert left(ticket) == 0


def test_the_same_work_sent_at_once_is_taken_once(transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    approve(world, ticket, 120)
    same, rows = work(), list[int]()

    def take() -> None:
        try:
            rows.append(spend_time(ticket, same, actor=world.claire, at=LATER).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows) == 4 and len(set(rows)) == 1
    assert left(ticket) == 75
