"""CH-V.2: which first answers came in time, counted as the clocks of their tickets say it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection

from contracts.models import Vendor
from tests.tickets.reporting.scopes import october
from tests.world import STORMSHIELD, SWITCH, TUESDAY, World
from tickets.actions import closing, escalating, merging, replying
from tickets.actions.escalating import Case
from tickets.models import Ticket
from tickets.reporting import kept
from tickets.reporting.kept import Kept
from tickets.response_clock import clocks

# Severity 1 of 11:07 is due at 14:37, after lunch (CH-V.2).
DUE = TUESDAY.replace(hour=14, minute=37)
EVENING = TUESDAY.replace(hour=18)


def answered(world: World, at: datetime, ticket: Ticket | None = None) -> Ticket:
    found = ticket or world.ticket()
    replying.reply(found, world.words(world.claire, at=at), at=at)
    return found


def total(now: datetime = EVENING) -> Kept:
    return kept.in_time(october(now)).total


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DUE, Kept(received=1, promised=1, met=1)),
        (DUE + timedelta(seconds=1), Kept(received=1, promised=1, missed=1)),
    ],
)
def test_an_answer_at_the_very_due_instant_is_in_time(world: World, at: datetime, expected: Kept) -> None:
    answered(world, at)

    assert total() == expected


@pytest.mark.parametrize(("now", "missed"), [(DUE, 0), (DUE + timedelta(seconds=1), 1)])
def test_without_an_answer_it_is_missed_once_the_deadline_has_passed(
    world: World, now: datetime, missed: int
) -> None:
    world.ticket()

    assert (total(now).missed, total(now).waiting) == (missed, 1 - missed)


def test_a_standard_request_counts_as_received_and_promises_nothing(world: World) -> None:  # CH-V.1
    world.ticket(serial=STORMSHIELD, channel="mail")

    assert total() == Kept(received=1)


def test_an_internal_note_keeps_no_promise(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire), at=TUESDAY)

    assert total().met == 0


def test_what_was_closed_without_a_word_before_its_deadline_is_not_judged(world: World) -> None:
    closing.close(world.ticket(), actor=world.jean, at=TUESDAY)

    assert total() == Kept(received=1)


def test_what_was_closed_without_a_word_after_its_deadline_was_missed(world: World) -> None:
    closing.close(world.ticket(), actor=world.jean, at=DUE + timedelta(hours=1))

    assert total() == Kept(received=1, promised=1, missed=1)


def test_a_merged_request_hands_its_promise_to_the_one_that_goes_on(world: World) -> None:
    target, other = world.ticket(), world.ticket()
    merging.merge(other, target, actor=world.claire, at=TUESDAY)

    assert total() == Kept(received=2, promised=1, missed=1)


def test_every_count_is_what_the_clock_of_each_ticket_says(world: World) -> None:
    answered(world, DUE)
    answered(world, EVENING - timedelta(minutes=1))
    answered(world, DUE, world.ticket(severity=None))
    answered(world, EVENING, world.ticket(severity=4))
    escalated = world.ticket()
    escalating.escalate(escalated, Case(_vendor(), "FTN-1", ""), actor=world.claire, at=TUESDAY)
    reopened = world.ticket(severity=2)
    closing.close(reopened, actor=world.jean, at=TUESDAY + timedelta(minutes=20))
    closing.reopen(reopened, actor=world.jean, at=TUESDAY + timedelta(hours=4))
    world.ticket(severity=3)
    world.ticket(serial=STORMSHIELD, channel="mail")
    world.ticket(world.marc, serial=SWITCH)

    said = Counter(clocks(ticket).first_response.status(EVENING) for ticket in Ticket.objects.all())

    counted = total()
    assert counted.met == said["met"] == 3
    assert counted.missed == said["missed"] + said["overdue"]
    assert counted.waiting == said["running"] + said["paused"]
    assert counted.received == 9


def test_a_request_counts_in_the_month_in_which_it_reached_the_centre_in_paris(world: World) -> None:
    last_minute = datetime(2026, 10, 31, 23, 59, tzinfo=TUESDAY.tzinfo)
    world.ticket(received_at=last_minute)
    world.ticket(received_at=last_minute + timedelta(minutes=1))

    assert total(last_minute + timedelta(days=1)).received == 1


def test_weeks_without_a_request_are_there_too(world: World) -> None:
    world.ticket()

    steps = kept.in_time(october(EVENING)).steps

    assert [(f"{day:%d/%m}", each.received) for day, each in steps.items()] == [
        ("28/09", 0),
        ("05/10", 0),
        ("12/10", 1),
        ("19/10", 0),
        ("26/10", 0),
    ]


def test_an_end_customers_request_counts_for_its_reseller(world: World) -> None:
    world.ticket(world.sophie)
    world.ticket(world.marc, serial=SWITCH)

    found = kept.by_party(october(EVENING))

    assert {name: each.received for name, each in found.resellers.items()} == {
        "Alpes Sécurité": 1,
        "Réseau Plus": 1,
    }
    assert ("Fortinet", "FortiGate 100F") in found.products


def test_a_reseller_and_a_level_narrow_the_figures(world: World) -> None:
    world.ticket(world.sophie)
    world.ticket(serial=STORMSHIELD, channel="mail")
    world.ticket(world.marc, serial=SWITCH)
    reseller = world.organisation_of(world.jean)

    of_reseller = kept.in_time(october(EVENING, reseller=reseller.pk))
    of_level = kept.in_time(october(EVENING, level="premium"))

    assert (of_reseller.total.received, of_level.total.received) == (2, 2)


def test_arrivals_are_found_by_their_index(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as with many rows

    plan = october(EVENING).received.order_by().explain()

    assert "ticket_latest" in plan


def _vendor() -> Vendor:
    return Vendor.objects.get(name="Fortinet")
