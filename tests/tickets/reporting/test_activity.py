"""When requests come, what waits and since when, the time at the manufacturer, what it was in the end."""

from __future__ import annotations

from datetime import timedelta

from contracts.models import Vendor
from tests.tickets.reporting.scopes import october
from tests.world import TUESDAY, World
from tickets.actions import closing, escalating, merging, replying
from tickets.actions.escalating import Case
from tickets.models import ClosingCause, Ticket
from tickets.reporting import at_vendor, backlog, causes, volume
from tickets.reporting.backlog import Turn

NEXT_WEEK = TUESDAY + timedelta(days=7)


def escalated(world: World, number: str = "FTN-1", ticket: Ticket | None = None, hours: int = 0) -> Ticket:
    """Answered at once, and at the manufacturer since `hours` after 11:07 on the Tuesday."""
    found, at = ticket or world.ticket(), TUESDAY + timedelta(hours=hours)
    replying.reply(found, world.words(world.claire, at=at), at=at)
    case = Case(Vendor.objects.get(name="Fortinet"), number, "")
    escalating.escalate(found, case, actor=world.claire, at=at)
    return found


# --- Volume -------------------------------------------------------------------------------------------------


def test_a_request_counts_at_its_hour_and_day_in_paris(world: World) -> None:
    world.ticket(received_at=TUESDAY)
    world.ticket(received_at=TUESDAY.replace(hour=23, minute=59))

    found = volume.volume(october(NEXT_WEEK))

    assert found.cells == {(2, 11): 1, (2, 23): 1}
    assert (found.weekdays[1], sum(found.hours)) == (2, 2)


# --- Backlog ------------------------------------------------------------------------------------------------


def test_what_waits_is_told_by_its_age_and_by_whose_turn_it_is(world: World) -> None:
    world.ticket()
    answered = world.ticket()
    replying.reply(answered, world.words(world.claire), at=TUESDAY)
    escalated(world)

    found = backlog.backlog(october(TUESDAY + timedelta(days=4)))

    assert found.cells == {(2, Turn.CENTRE): 1, (2, Turn.CUSTOMER): 1, (2, Turn.VENDOR): 1}


def test_an_age_ends_where_the_next_begins(world: World) -> None:
    world.ticket()

    ages = [
        next(iter(backlog.backlog(october(TUESDAY + timedelta(days=days))).cells))[0]
        for days in (0, 1, 3, 7, 14, 30)
    ]

    assert ages == [0, 1, 2, 3, 4, 5]


def test_what_is_ended_or_not_opened_does_not_wait_for_the_centre(world: World) -> None:
    closing.close(world.ticket(), actor=world.jean, at=TUESDAY)
    world.ticket(world.paul, serial="SN310-STD-0001")  # with the reseller (CH-II.2)

    assert backlog.backlog(october(NEXT_WEEK)).total == 0


# --- At the manufacturer ------------------------------------------------------------------------------------


def test_the_time_at_the_manufacturer_is_working_time_until_it_comes_back(world: World) -> None:
    ticket = escalated(world)
    back = TUESDAY + timedelta(days=1)
    replying.reply(ticket, world.words(world.jean, at=back), at=back)

    fortinet = at_vendor.at_vendor(october(NEXT_WEEK))["Fortinet"]

    assert fortinet.middle == timedelta(hours=7, minutes=30)  # a whole day of the centre (CH-I)
    assert (fortinet.cases, fortinet.open) == (1, 0)


def test_what_is_still_there_counts_until_now(world: World) -> None:
    escalated(world)

    fortinet = at_vendor.at_vendor(october(TUESDAY + timedelta(hours=1)))["Fortinet"]

    assert (fortinet.open, fortinet.longest) == (1, timedelta(hours=1))


def test_a_second_case_takes_over_from_the_first(world: World) -> None:
    escalated(world, "FTN-2", escalated(world), hours=1)

    fortinet = at_vendor.at_vendor(october(TUESDAY + timedelta(minutes=80)))["Fortinet"]

    assert fortinet.spent == (timedelta(hours=1), timedelta(minutes=20))
    assert fortinet.open == 1


def test_a_case_of_another_month_is_none_of_this_one(world: World) -> None:
    escalated(world, hours=24 * 31)

    assert not at_vendor.at_vendor(october(TUESDAY + timedelta(days=40)))


# --- Causes -------------------------------------------------------------------------------------------------


def test_causes_are_those_of_what_ended_the_unsaid_last(world: World) -> None:
    for cause in (ClosingCause.SOFTWARE, "", "", ClosingCause.SOFTWARE, ClosingCause.SETTINGS):
        ticket = world.ticket()
        closing.close(ticket, actor=world.claire, at=TUESDAY)
        Ticket.objects.filter(pk=ticket.pk).update(cause=cause)
    world.ticket()

    found = causes.causes(october(NEXT_WEEK))

    assert list(found.items()) == [("software", 2), ("settings", 1), ("", 2)]


def test_a_merged_request_has_the_cause_of_the_one_that_goes_on(world: World) -> None:
    target, other = world.ticket(), world.ticket()
    merging.merge(other, target, actor=world.claire, at=TUESDAY)

    assert not causes.causes(october(NEXT_WEEK))
