"""The clocks as the events of a ticket give them: pauses and optional targets are data (CH-V.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from sla.calendars import CHARTER
from sla.clock import Target
from sla.models import Calendar, CalendarVersion, Commitment, PauseRule
from sla.timeline import BEGINNING
from sla.windows import Window
from tests.world import PARIS, TUESDAY, World
from tickets import clock_audit, deadlines, response_clock
from tickets.actions.closing import close, reopen, resolve
from tickets.actions.estimating import propose
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.replying import note, reply
from tickets.actions.waiving import waive
from tickets.models import Ticket

HOUR = timedelta(hours=1)


def at(clock: str, day: int = 13) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 10, day, hour, minute, tzinfo=PARIS)


def says(world: World, ticket: Ticket, who: str, clock: str, day: int = 13) -> None:
    author = getattr(world, who)
    moment = at(clock, day)
    reply(ticket, world.words(author, at=moment), at=moment)


@pytest.fixture
def aims(db: None) -> None:
    """The centre's own targets for a Premium ticket of severity 1: four hours to each further answer, ten in all."""
    Commitment.objects.filter(level="premium", severity=1).update(
        next_response_minutes=240, resolution_minutes=600
    )


def test_no_state_pauses_the_promise_by_default_but_the_end(world: World) -> None:
    ticket = world.ticket()
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:30"))

    ticket.refresh_from_db()
    assert (ticket.paused_since, ticket.due_at) == (None, at("14:37"))


def test_which_state_pauses_which_target_is_data(world: World) -> None:
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    ticket = world.ticket()
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:30"))
    paused = Ticket.objects.get(pk=ticket.pk)
    says(world, ticket, "jean", "12:00")

    ticket.refresh_from_db()
    assert (paused.paused_since, paused.next_alert_at) == (at("11:30"), None)
    assert (ticket.paused_since, ticket.due_at) == (None, at("15:07"))


def test_a_paused_clock_reads_as_such_and_never_as_late(world: World) -> None:
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    ticket = world.ticket()
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:30"))
    ticket.refresh_from_db()

    assert (
        deadlines.remaining(ticket, at("17:00", 20)) == "suspendu depuis mardi 13 octobre 11h30, reste 1h37"
    )
    assert deadlines.tone(ticket, at("17:00", 20)) == "paused"


def test_a_rule_that_changes_later_rewrites_nothing(world: World) -> None:
    ticket = world.ticket()
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:30"))
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")

    assert response_clock.clocks(ticket).first_response.pauses == ()


def test_closed_without_answer_and_reopened_it_counts_from_the_original_start(world: World) -> None:
    ticket = world.ticket()
    close(ticket, actor=world.jean, at=at("11:37"))
    reopened = reopen(ticket, actor=world.jean, at=at("09:00", 20))

    # Half an hour was used; an hour and a half is left.
    assert reopened.due_at == at("10:30", 20)
    event = reopened.events.latest("id")
    assert event.data["due"]["before"].startswith("2026-10-13T12:37")


def test_an_answered_ticket_that_is_reopened_keeps_its_answer(world: World) -> None:
    ticket = world.ticket()
    resolve(ticket, world.words(world.claire, at=at("12:00")), at=at("12:00"))
    reopened = reopen(ticket, actor=world.jean, at=at("09:00", 20))

    assert (reopened.first_response_at, reopened.due_at) == (at("12:00"), at("14:37"))


def test_a_waiver_counts_from_the_original_start(world: World) -> None:
    ticket = world.ticket(serial="FG60E-OLD-0001")
    waived = waive(ticket, "Mise à jour planifiée", actor=world.claire, at=at("14:00"))

    assert waived.due_at == at("14:37")


def test_a_severity_changed_twice_remembers_the_pauses(world: World) -> None:
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    ticket = world.ticket(severity=3)
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("12:00"))
    says(world, ticket, "jean", "12:30")
    for severity in (1, 2):
        qualify(
            ticket, Qualification(severity, ticket.serial, "incident"), actor=world.claire, at=at("14:10")
        )

    ticket.refresh_from_db()
    assert ticket.due_at == at("17:07")


def test_a_rule_that_changes_rewrites_no_pause_even_when_the_ticket_is_qualified_again(world: World) -> None:
    ticket = world.ticket()
    propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:15"))
    says(world, ticket, "jean", "12:15")
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    qualify(ticket, Qualification(1, ticket.serial, "incident"), actor=world.claire, at=at("12:20"))

    ticket.refresh_from_db()
    assert ticket.due_at == at("14:37")


def test_an_ended_ticket_stands_still_without_any_rule(world: World) -> None:
    PauseRule.objects.all().delete()
    ticket = close(world.ticket(), actor=world.jean, at=at("11:37"))

    assert (ticket.paused_since, ticket.next_alert_at) == (at("11:37"), None)


def test_a_clock_of_a_machine_that_is_slow_does_not_turn_the_order_of_things(world: World) -> None:
    ticket = world.ticket(severity=4)
    for severity, clock in ((2, "11:20"), (1, "11:19")):
        new = Qualification(severity, ticket.serial, "incident")
        qualify(ticket, new, actor=world.claire, at=at(clock))

    ticket.refresh_from_db()
    assert (ticket.commitment_minutes, ticket.due_at) == (120, at("14:37"))


# --- The centre's own aims ----------------------------------------------------------------------------------


def test_without_aims_nothing_else_runs(world: World) -> None:
    ticket = world.ticket()
    says(world, ticket, "claire", "11:30")
    says(world, ticket, "jean", "11:40")

    ticket.refresh_from_db()
    assert (ticket.next_response_due_at, ticket.resolution_due_at) == (None, None)


@pytest.mark.usefixtures("aims")
def test_the_next_response_counts_from_the_customer_s_first_word_that_waits(world: World) -> None:
    ticket = world.ticket()
    says(world, ticket, "claire", "11:30")
    says(world, ticket, "jean", "12:00")
    says(world, ticket, "jean", "14:30")

    ticket.refresh_from_db()
    assert ticket.next_response_due_at == at("17:30")


@pytest.mark.usefixtures("aims")
def test_an_answer_ends_the_turn_and_the_next_word_begins_another(world: World) -> None:
    ticket = world.ticket()
    for who, clock in [("claire", "11:30"), ("jean", "12:00"), ("claire", "14:15"), ("jean", "15:00")]:
        says(world, ticket, who, clock)

    ticket.refresh_from_db()
    assert ticket.next_response_due_at == at("10:00", 14)


@pytest.mark.usefixtures("aims")
def test_before_the_first_answer_there_is_no_next_one(world: World) -> None:
    ticket = world.ticket()
    says(world, ticket, "jean", "11:40")

    ticket.refresh_from_db()
    assert ticket.next_response_due_at is None


@pytest.mark.usefixtures("aims")
def test_the_resolution_does_not_count_what_waits_for_the_customer(world: World) -> None:
    ticket = world.ticket()
    says(world, ticket, "claire", "11:37")
    waiting = Ticket.objects.get(pk=ticket.pk)
    says(world, ticket, "jean", "09:00", 14)

    ticket.refresh_from_db()
    assert waiting.resolution_due_at is None
    assert ticket.resolution_due_at == at("11:00", 15)


@pytest.mark.usefixtures("aims")
def test_a_resolution_that_did_not_hold_goes_on_where_it_stood(world: World) -> None:
    ticket = world.ticket()
    resolve(ticket, world.words(world.claire, at=at("12:07")), at=at("12:07"))
    solved = response_clock.clocks(ticket).resolution
    says(world, ticket, "jean", "09:00", 14)

    again = response_clock.clocks(ticket).resolution
    assert (solved.ended_at, solved.status(at("12:07"))) == (at("12:07"), "met")
    assert (again.ended_at, again.elapsed(at("10:00", 14))) == (None, 2 * HOUR)


@pytest.mark.usefixtures("aims")
def test_an_aim_is_never_the_promise_that_a_customer_reads(world: World) -> None:
    ticket = world.ticket()
    says(world, ticket, "claire", "11:30")
    says(world, ticket, "jean", "12:00")
    ticket.refresh_from_db()

    assert deadlines.of_ticket(ticket, TUESDAY).due == at("14:37")


def test_a_deadline_in_the_hour_that_winter_time_repeats_differs_from_nothing(world: World) -> None:
    night = Calendar.objects.create(code="night", name="Astreinte")
    always = replace(CHARTER, weekly=((Window(time(0), time(0)),),) * 7, holiday_country=None)
    CalendarVersion.objects.create(
        calendar=night, number=1, effective_from=BEGINNING, definition=always.to_json()
    )
    Commitment.objects.filter(level="premium", severity=1).update(calendar=night)
    # 1:30 in summer time and two hours later: 2:30 for the second time.
    ticket = world.ticket(received_at=datetime(2026, 10, 25, 1, 30, tzinfo=PARIS))
    stored = Ticket.objects.get(pk=ticket.pk)

    assert stored.due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert clock_audit.differences(stored, response_clock.history(stored), TUESDAY) == []
    note(stored, world.words(world.claire, at=stored.received_at), at=stored.received_at)
    assert "due" not in stored.events.latest("id").data
