"""Problems that come back: what counts, what is covered, what is left aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from contracts.models import Device
from tests.knowledge.writing import note
from tests.world import FORTIGATE, STORMSHIELD, SWITCH, TUESDAY, World
from tickets import recurring
from tickets.actions import merging
from tickets.models import Ticket
from tickets.recurring import Problem

LATER = TUESDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_dismissed() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def incidents(world: World, many: int = 3, serial: str = FORTIGATE, **changes: Any) -> list[Ticket]:
    return [
        world.ticket(
            subject=f"Panne {number}",
            serial=serial,
            severity=3,
            received_at=TUESDAY + timedelta(minutes=number),
            **changes,
        )
        for number in range(many)
    ]


def only(world: World) -> Problem:
    found = recurring.problems(world.claire, LATER)
    assert len(found) == 1
    return found[0]


def test_three_incidents_on_one_model_and_version_are_pointed_out(world: World) -> None:
    tickets = incidents(world)
    problem = only(world)

    assert (problem.product.name, problem.many, problem.devices) == ("FortiGate 100F", 3, 1)
    assert problem.version == Device.objects.get(serial=FORTIGATE).installed_version
    assert [each.number for each in problem.tickets] == [each.number for each in reversed(tickets)]
    assert problem.is_pointed_out


def test_two_are_not(world: World) -> None:
    incidents(world, 2)

    assert recurring.problems(world.claire, LATER) == []


def test_an_incident_of_more_than_thirty_days_ago_does_not_count(world: World) -> None:
    first, *_others = incidents(world)
    Ticket.objects.filter(pk=first.pk).update(received_at=LATER - recurring.WINDOW - timedelta(minutes=1))

    assert recurring.problems(world.claire, LATER) == []


def test_a_merged_incident_counts_once(world: World) -> None:
    first, second, third, _fourth = incidents(world, 4)
    merging.merge(third, into=second, actor=world.claire, at=LATER)
    before = only(world).many
    merging.merge(second, into=first, actor=world.claire, at=LATER)

    assert before == 3
    assert recurring.problems(world.claire, LATER) == []


def test_another_version_is_another_problem(world: World) -> None:
    incidents(world, 2)
    device = Device.objects.get(serial=FORTIGATE)
    Device.objects.exclude(pk=device.pk).filter(serial=STORMSHIELD).update(
        product=device.product, installed_version="0.1"
    )
    incidents(world, 1, STORMSHIELD)

    assert recurring.problems(world.claire, LATER) == []


def test_a_version_that_nobody_knows_is_not_the_same_as_another(world: World) -> None:
    incidents(world)
    Device.objects.filter(serial=FORTIGATE).update(installed_version="")

    assert recurring.problems(world.claire, LATER) == []


def test_a_published_note_on_the_product_and_version_covers_it(world: World) -> None:
    tickets = incidents(world)
    row = note(world, "FortiGate 100F", versions_from="7.0", versions_to="7.4.4")
    problem = only(world)

    assert problem.note == row and not problem.is_pointed_out
    assert recurring.of_ticket(tickets[0], world.claire, LATER) is None


@pytest.mark.parametrize(
    "changes",
    [{"published": False, "versions_from": "7"}, {"versions_from": "99"}, {"versions_to": "0.1"}, {}],
)
def test_a_draft_and_a_note_on_other_versions_or_on_all_do_not(world: World, changes: dict[str, Any]) -> None:
    incidents(world)
    note(world, "FortiGate 100F", **changes)

    assert only(world).is_pointed_out


def test_a_note_on_a_whole_family_does_not(world: World) -> None:
    incidents(world)
    note(world, families=["firewall"])

    assert only(world).is_pointed_out


def test_what_is_left_aside_comes_back_after_its_days(world: World) -> None:
    incidents(world)
    problem = only(world)
    recurring.dismiss(problem.product, problem.version, days=7, by=world.claire, at=LATER)
    aside = only(world)
    recurring.point_out_again(problem.product, problem.version)

    assert aside.dismissal is not None and aside.dismissal.by == "Claire Martin"
    assert aside.dismissal.until == LATER + timedelta(days=7) and not aside.is_pointed_out
    assert only(world).is_pointed_out


def test_a_ticket_says_that_its_problem_comes_back(world: World) -> None:
    ticket, *_others = incidents(world)
    problem = recurring.of_ticket(ticket, world.claire, LATER)

    assert problem is not None and problem.many == 3


def test_a_customer_is_told_of_no_problem_but_their_own_tickets(world: World) -> None:
    incidents(world)

    assert recurring.problems(world.anne, LATER) == []


def test_all_of_them_take_a_constant_number_of_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    incidents(world, 5)
    incidents(world, 5, SWITCH, requester=world.marc)
    claire = world.claire

    with django_assert_max_num_queries(4):
        assert len(recurring.problems(claire, LATER)) == 2
