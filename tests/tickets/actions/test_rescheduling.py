"""Changing the hours: running deadlines follow, each by an event, and the closed ones never move (CH-I, CH-V.2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from outbound_mail.models import OutgoingMail
from sla.calendars import CHARTER, CalendarDefinition
from sla.clock import Target
from sla.models import Calendar, CalendarVersion, Commitment, latest_version
from sla.timeline import BEGINNING
from sla.windows import Occasion, Window
from tests.world import PARIS, TUESDAY, World
from tickets import calendar_change, history, tasks
from tickets.actions import rescheduling
from tickets.actions.closing import close, reopen
from tickets.actions.replying import reply
from tickets.actions.rescheduling import CalendarChanged, follow_calendars, save_version
from tickets.actions.writing import NotPossible
from tickets.models import Event, Ticket

LATER = TUESDAY + timedelta(minutes=20)
THIS_AFTERNOON = replace(
    CHARTER, closures=(Occasion.on(date(2026, 10, 13), "Inventaire", Window(time(14), time(18))),)
)
EVENING = replace(
    CHARTER, openings=(Occasion.on(date(2026, 10, 13), "Soirée", Window(time(12, 30), time(14))),)
)


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 10, day), time.fromisoformat(clock), PARIS)


def save(world: World, definition: CalendarDefinition = THIS_AFTERNOON, **changes: Any) -> CalendarVersion:
    given = {
        "effective_from": date(2026, 10, 13),
        "note": "Inventaire annuel",
        "based_on": latest_version().number,
        "actor": world.hugo,
        "at": LATER,
        **changes,
    }
    return save_version(Calendar.objects.get(code="cst"), definition, **given)


def test_a_change_is_a_new_version_with_who_when_and_why(world: World) -> None:
    version = save(world)

    assert (version.number, version.effective_from, version.saved_by, version.saved_at, version.note) == (
        2,
        date(2026, 10, 13),
        "Hugo Leroy",
        LATER,
        "Inventaire annuel",
    )


def test_a_running_deadline_follows_by_an_event_that_says_before_and_after(world: World) -> None:
    ticket = world.ticket()
    version = save(world)

    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.calendar_version) == (at(14, "09:37"), version)
    event = ticket.events.get(kind=Event.Kind.CALENDAR_CHANGED)
    assert event.data["due"] == {"before": "2026-10-13T12:37:00+00:00", "after": "2026-10-14T07:37:00+00:00"}


def test_the_thread_says_it_to_the_centre_and_to_the_customer(world: World) -> None:
    ticket = world.ticket()
    save(world)

    for reader in (world.claire, world.jean):
        said = [line.text for line in history.lines(ticket, reader)]
        assert "Horaires du centre modifiés\u00a0: échéance 14h37 → mercredi 9h37" in said


def test_the_customer_is_told_by_mail(world: World) -> None:
    world.ticket()
    save(world)

    mail = OutgoingMail.objects.filter(to=world.jean.email).latest("created_at")
    assert mail.text.startswith("Échéance modifiée")
    assert "mercredi 14 octobre 9h37" in mail.text and "mardi 13 octobre 14h37" in mail.text


def test_a_change_that_moves_nothing_is_told_to_nobody(world: World) -> None:
    ticket = world.ticket()
    sent = OutgoingMail.objects.count()
    save(world, replace(CHARTER, closures=(Occasion.on(date(2027, 8, 13), "Pont"),)))

    assert OutgoingMail.objects.count() == sent
    assert "Horaires" not in " ".join(line.text for line in history.lines(ticket, world.claire))


def test_an_answered_deadline_never_moves(world: World) -> None:
    ticket = world.ticket()
    reply(ticket, world.words(world.claire), at=LATER)
    save(world)

    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.calendar_version.number) == (at(13, "14:37"), 1)
    assert not ticket.events.filter(kind=Event.Kind.CALENDAR_CHANGED).exists()


def test_a_closed_ticket_takes_the_new_hours_only_when_it_is_reopened(world: World) -> None:
    ticket = world.ticket()
    close(ticket, actor=world.claire, at=LATER)
    save(world)
    stayed = Ticket.objects.get(pk=ticket.pk)
    reopened = reopen(ticket, actor=world.claire, at=LATER)

    assert (stayed.due_at, stayed.calendar_version.number) == (at(13, "14:37"), 1)
    assert (reopened.due_at, reopened.calendar_version.number) == (at(14, "09:37"), 2)


def test_an_exceptional_opening_brings_deadlines_forward(world: World) -> None:
    ticket = world.ticket()
    save(world, EVENING)

    ticket.refresh_from_db()
    assert ticket.due_at == at(13, "13:07")


def test_the_place_in_the_queue_follows_the_deadline(world: World) -> None:
    ticket = world.ticket()
    save(world)

    ticket.refresh_from_db()
    assert ticket.queue_key == ticket.due_at


def test_a_request_that_comes_later_runs_on_the_new_hours(world: World) -> None:
    version = save(world)

    assert world.ticket().calendar_version == version


# --- Before it is saved -------------------------------------------------------------------------------------


def effect(definition: CalendarDefinition, moment: datetime) -> calendar_change.Effect:
    return calendar_change.effect(Calendar.objects.get(code="cst"), definition, date(2026, 10, 13), moment)


def test_the_effect_is_known_before_it_is_saved(world: World) -> None:
    ticket = world.ticket()
    reply(world.ticket(), world.words(world.claire), at=LATER)
    found = effect(THIS_AFTERNOON, LATER)

    [move] = found.moves
    assert (found.running, found.tickets, found.overdue) == (1, 1, 0)
    assert (move.ticket, move.before, move.after) == (ticket, at(13, "14:37"), at(14, "09:37"))
    assert CalendarVersion.objects.count() == 1


def test_it_counts_what_becomes_overdue(world: World) -> None:
    world.ticket()
    found = effect(EVENING, at(13, "13:30"))

    assert (found.overdue, found.moves[0].becomes_overdue) == (1, True)


def test_what_was_late_already_does_not_become_so(world: World) -> None:
    world.ticket()
    found = effect(EVENING, at(13, "16:00"))

    assert (found.tickets, found.overdue) == (1, 0)


def test_the_centre_s_own_aims_move_too(world: World) -> None:
    Commitment.objects.filter(level="premium", severity=1).update(resolution_minutes=240)
    ticket = world.ticket()
    reply(ticket, world.words(world.claire), at=LATER)
    reply(ticket, world.words(world.jean), at=LATER)

    assert [move.target for move in effect(THIS_AFTERNOON, LATER).moves] == [Target.RESOLUTION]


def test_it_counts_what_is_overdue_no_longer(world: World) -> None:
    world.ticket()

    assert effect(THIS_AFTERNOON, at(13, "15:00")).moves[0].no_longer_overdue


def test_what_saving_does_is_what_the_effect_said(world: World) -> None:
    for severity in (1, 2, 3, 4):
        world.ticket(severity=severity)
    said = {move.ticket.pk: move.after for move in effect(THIS_AFTERNOON, LATER).moves}
    save(world)

    assert said == {ticket.pk: ticket.due_at for ticket in Ticket.objects.all()}


def test_the_effect_costs_the_same_queries_for_many_tickets(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        world.ticket()

    with django_assert_max_num_queries(8):
        effect(THIS_AFTERNOON, LATER)


# --- Refusals -----------------------------------------------------------------------------------------------


def test_only_a_lead_changes_the_hours(world: World) -> None:
    with pytest.raises(PermissionDenied):
        save(world, actor=world.claire)


def test_a_change_made_from_an_older_version_is_refused(world: World) -> None:
    save(world)
    with pytest.raises(CalendarChanged, match="entre-temps par Hugo Leroy"):
        save(world, EVENING, based_on=1)


def test_hours_without_any_opening_are_refused(world: World) -> None:
    with pytest.raises(NotPossible, match="aucune ouverture"):
        save(world, replace(CHARTER, weekly=((),) * 7))

    assert latest_version().number == 1


def test_a_hole_of_two_years_to_come_is_refused(world: World) -> None:
    days = (date(2027, 3, 1) + timedelta(days=number) for number in range(760))
    with pytest.raises(NotPossible, match="aucune ouverture à moins de deux ans du 26/02/2027"):
        save(world, replace(CHARTER, closures=tuple(Occasion.on(day, "Travaux") for day in days)))


def test_a_day_before_the_calendars_is_refused(world: World) -> None:
    with pytest.raises(NotPossible, match="commencent en 1970"):
        save(world, effective_from=date(1969, 12, 31))


# --- Many deadlines, and workers that die -------------------------------------------------------------------


def test_what_is_too_much_at_once_follows_by_the_task(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescheduling, "AT_ONCE", 2)
    for _ in range(5):
        world.ticket()
    save(world)
    left = calendar_change.waiting(Calendar.objects.get(code="cst"))
    done = tasks.follow_changed_calendars()

    assert (left, done) == (3, 3)
    assert {ticket.due_at for ticket in Ticket.objects.all()} == {at(14, "09:37")}


def test_the_most_urgent_follow_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescheduling, "AT_ONCE", 1)
    world.ticket(severity=4)
    urgent = world.ticket(severity=1)
    save(world)

    urgent.refresh_from_db()
    assert urgent.due_at == at(14, "09:37")


def test_workers_at_the_same_moment_let_each_deadline_follow_once(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = transactional_world
    tickets = [world.ticket() for _ in range(12)]
    monkeypatch.setattr(rescheduling, "AT_ONCE", 0)
    save(world)

    def work(_worker: int) -> int:
        try:
            return follow_calendars(at=LATER, most=100)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        done = sum(workers.map(work, range(4)))

    assert done == len(tickets)
    for ticket in tickets:
        assert ticket.events.filter(kind=Event.Kind.CALENDAR_CHANGED).count() == 1


def test_two_leads_at_the_same_moment_save_one_version(transactional_world: World) -> None:
    world = transactional_world

    def work(definition: CalendarDefinition) -> bool:
        try:
            save(world, definition, based_on=1)
        except CalendarChanged:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as leads:
        saved = list(leads.map(work, [THIS_AFTERNOON, EVENING]))

    assert sorted(saved) == [False, True]
    assert latest_version().number == 2


def test_following_twice_changes_nothing(world: World) -> None:
    ticket = world.ticket()
    save(world)

    assert follow_calendars(at=LATER, most=100) == 0
    assert ticket.events.filter(kind=Event.Kind.CALENDAR_CHANGED).count() == 1


def test_only_the_tickets_of_that_calendar_follow(world: World) -> None:
    night = Calendar.objects.create(code="night", name="Astreinte")
    CalendarVersion.objects.create(
        calendar=night, number=1, effective_from=BEGINNING, definition=CHARTER.to_json()
    )
    Commitment.objects.filter(severity=1).update(calendar=night)
    on_call, usual = world.ticket(severity=1), world.ticket(severity=2)
    save(world)

    on_call.refresh_from_db()
    usual.refresh_from_db()
    assert (on_call.due_at, usual.due_at) == (at(13, "14:37"), at(14, "11:37"))


def test_a_pause_that_was_granted_is_kept(world: World) -> None:
    ticket = world.ticket()
    close(ticket, actor=world.claire, at=at(13, "12:00"))
    reopen(ticket, actor=world.claire, at=at(13, "12:20"))
    save(world, at=at(13, "12:21"))

    ticket.refresh_from_db()
    assert ticket.due_at == at(14, "09:57")
