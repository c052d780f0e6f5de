"""Warnings and breaches: to whom, when, once (CH-V.2). A Premium ticket of severity 1 runs from 11:07 to 14:37."""

from __future__ import annotations

import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import User
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla.errors import NoOpeningError
from sla.models import Commitment
from tests.world import PARIS, TUESDAY, World
from tickets import history
from tickets.actions import alerting
from tickets.actions.alerting import alert_due
from tickets.actions.assigning import assign
from tickets.actions.closing import close
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.replying import reply
from tickets.models import Event, Ticket


def at(clock: str, day: int = 13) -> datetime:
    """A time of October 2026 in Paris; the 13th is the Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 10, day, hour, minute, 30, tzinfo=PARIS)


def mails(address: str) -> list[OutgoingMail]:
    """The alerts sent to one of the centre, oldest first."""
    return list(OutgoingMail.objects.filter(to=address, topic__startswith="centre:").order_by("created_at"))


def told(ticket: Ticket) -> list[int]:
    """The shares of the promise that were told, in order."""
    return [event.data["percent"] for event in ticket.events.filter(kind=Event.Kind.ALERTED).order_by("id")]


def claire_s(world: World, **changes: Any) -> Ticket:
    return assign(world.ticket(**changes), world.claire, actor=world.hugo, at=TUESDAY)


def test_at_half_the_working_time_the_assignee_alone_is_told(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("12:07"))

    [mail] = mails(world.claire.email)
    assert mail.subject == f"[{ticket.number}] 50 % du délai utilisé, première réponse"
    assert "14h37" in mail.text and "reste 0h59" in mail.text
    assert mails(world.hugo.email) == []


def test_before_half_nobody_is_told(world: World) -> None:
    ticket = claire_s(world)

    assert (alert_due(at("12:06")), told(ticket)) == (0, [])


def test_of_a_ticket_without_assignee_the_lead_is_told(world: World) -> None:
    world.ticket()
    alert_due(at("12:07"))

    assert len(mails(world.hugo.email)) == 1


def test_at_four_fifths_the_lead_is_told_too(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("12:07"))
    alert_due(at("14:13"))

    assert told(ticket) == [50, 80]
    assert [len(mails(person.email)) for person in (world.claire, world.hugo)] == [2, 1]


def test_the_due_instant_itself_is_no_breach(world: World) -> None:
    ticket = claire_s(world)
    due = datetime(2026, 10, 13, 14, 37, tzinfo=PARIS)
    alert_due(due)

    assert told(ticket) == [80]


def test_a_breach_is_told_to_the_assignee_first_then_the_lead(world: World) -> None:
    claire_s(world)
    alert_due(at("14:37"))

    sent = OutgoingMail.objects.filter(topic__startswith="centre:").order_by("created_at", "pk")
    assert {mail.to for mail in sent} == {world.claire.email, world.hugo.email}
    event = Event.objects.get(kind=Event.Kind.ALERTED)
    assert event.data == {"target": "first_response", "percent": 100, "told": ["Claire Martin", "Hugo Leroy"]}


def test_however_often_it_runs_each_is_told_once(world: World) -> None:
    ticket = claire_s(world)
    for minute in range(0, 400, 1):
        alert_due(TUESDAY + timedelta(minutes=minute))

    assert told(ticket) == [50, 80, 100]
    assert [len(mails(person.email)) for person in (world.claire, world.hugo)] == [3, 2]


@pytest.mark.parametrize("end", ["answer", "close"])
def test_a_clock_that_was_ended_warns_nobody(world: World, end: str) -> None:
    ticket = claire_s(world)
    if end == "answer":
        reply(ticket, world.words(world.claire), at=TUESDAY)
    else:
        close(ticket, actor=world.claire, at=TUESDAY)
    alert_due(at("17:00"))

    assert told(ticket) == []


def test_standard_warns_nobody(world: World) -> None:  # CH-V.1
    ticket = claire_s(world, serial="SN310-STD-0001", channel="mail")
    alert_due(at("17:00", 20))

    assert told(ticket) == []


# --- The calendar -------------------------------------------------------------------------------------------


def test_a_clock_that_stands_still_at_night_warns_nobody_at_midnight(world: World) -> None:
    ticket = claire_s(world, received_at=datetime(2026, 10, 13, 16, 30, tzinfo=PARIS))
    for clock, day in [("23:59", 13), ("03:00", 14), ("08:59", 14)]:
        alert_due(at(clock, day))
    at_night = told(ticket)
    alert_due(at("09:00", 14))

    assert (at_night, told(ticket)) == ([], [50])


def test_what_falls_due_at_the_closing_is_told_then(world: World) -> None:
    ticket = claire_s(world, received_at=datetime(2026, 10, 13, 16, 0, tzinfo=PARIS))
    alert_due(at("18:00"))

    assert told(ticket) == [100]


def test_over_lunch_nobody_is_told(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("12:50"))
    over_lunch = told(ticket)
    alert_due(at("14:00"))

    assert (over_lunch, told(ticket)) == ([], [50])


# --- Downtime -----------------------------------------------------------------------------------------------


def test_hours_of_downtime_end_in_one_mail_each_that_says_the_worst(world: World) -> None:
    late = [claire_s(world), claire_s(world)]
    near = claire_s(world, severity=2)
    alert_due(at("15:58"))

    assert [told(ticket) for ticket in [*late, near]] == [[100], [100], [80]]
    [mail] = mails(world.claire.email)
    assert mail.subject == "3 échéances à voir, dont 2 dépassées"
    assert all(mail.text.count(f"\n{ticket.number} ") == 1 for ticket in [*late, near])
    assert len(mails(world.hugo.email)) == 1


def test_a_mail_of_many_alerts_counts_what_it_does_not_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.alert_mails.ALERTS_LISTED", 2)
    for _ in range(3):
        claire_s(world)
    alert_due(at("15:00"))

    assert "et 1 autre, dans la file." in mails(world.claire.email)[0].text


# --- Deadlines that move ------------------------------------------------------------------------------------


def test_a_severity_raised_over_what_is_used_up_is_told_at_once(world: World) -> None:
    ticket = claire_s(world, severity=4)
    qualify(ticket, Qualification(1, ticket.serial, "incident"), actor=world.claire, at=at("15:00"))
    alert_due(at("15:01"))

    assert told(ticket) == [100]


def test_a_severity_lowered_warns_again_at_half_of_the_new_promise(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("12:08"))
    qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=at("12:10"))
    alert_due(at("14:36"))
    before_half = told(ticket)
    alert_due(at("14:38"))

    assert (before_half, told(ticket)) == ([50], [50, 50])


def test_a_deadline_moved_by_little_repeats_nothing_that_still_holds(world: World) -> None:
    ticket = claire_s(world, severity=2)
    alert_due(at("14:40"))
    qualify(ticket, Qualification(1, ticket.serial, "incident"), actor=world.claire, at=at("14:41"))
    alert_due(at("14:42"))

    assert told(ticket) == [50, 100]


def test_the_centre_s_own_aim_is_told_by_its_name(world: World) -> None:
    Commitment.objects.filter(level="premium", severity=1).update(resolution_minutes=60)
    ticket = claire_s(world)
    reply(ticket, world.words(world.claire), at=TUESDAY, then=None)
    reply(ticket, world.words(world.jean), at=TUESDAY)
    alert_due(at("12:07"))

    assert f"[{ticket.number}] échéance dépassée, résolution" in mails(world.claire.email)[0].subject


def test_a_breach_told_under_another_deadline_stands_for_the_warnings_before_it(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("15:00"))
    qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=at("15:01"))
    for clock in ("15:02", "15:50", "16:40"):
        alert_due(at(clock))

    # Half of four hours was used up before the breach of two was told.
    assert told(ticket) == [100, 80, 100]


def test_a_late_ticket_that_is_closed_is_told_to_nobody(world: World) -> None:
    ticket = claire_s(world)
    close(ticket, actor=world.claire, at=at("15:00"))
    alert_due(at("15:01"))

    assert told(ticket) == []


# --- Who reads it -------------------------------------------------------------------------------------------


def test_an_engineer_who_left_is_not_written_to(world: World) -> None:
    claire_s(world)
    alert_due(at("12:07"))
    world.claire.is_active = False
    world.claire.save()
    outbox.send_due(at("12:08"))

    assert mails(world.claire.email)[0].status == OutgoingMail.Status.WITHHELD


def test_while_there_is_no_lead_every_engineer_is_told(world: World) -> None:
    User.objects.filter(role=User.Role.LEAD).update(is_active=False)
    world.ticket()
    alert_due(at("14:38"))

    assert len(mails(world.claire.email)) == 1


def test_one_ticket_that_cannot_be_computed_keeps_no_other_from_being_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = claire_s(world), claire_s(world)
    computed = alerting._alerts_on

    def compute(ticket: Ticket, moment: datetime) -> list[alerting.Alert]:
        if ticket == broken:
            raise NoOpeningError("closed for two years")
        return list(computed(ticket, moment))

    monkeypatch.setattr(alerting, "_alerts_on", compute)
    alert_due(at("14:38"))

    broken.refresh_from_db()
    assert (told(broken), told(sound)) == ([], [100])
    assert broken.next_alert_at == at("14:38", 14)


def test_the_history_says_it_to_the_centre_alone(world: World) -> None:
    ticket = claire_s(world)
    alert_due(at("14:38"))

    said = "Échéance dépassée, première réponse\u00a0; prévenus\u00a0: Claire Martin, Hugo Leroy"
    assert said in [line.text for line in history.lines(ticket, world.claire)]
    assert all("dépassée" not in line.text for line in history.lines(ticket, world.jean))


def test_it_reads_english_to_who_reads_english(world: World) -> None:
    world.claire.language = "en"
    world.claire.save()
    claire_s(world)
    alert_due(at("12:07"))

    assert mails(world.claire.email)[0].subject.endswith("50% of the time used, first response")


# --- Workers that die or meet -------------------------------------------------------------------------------

TICKETS = 24


def _in_the_child(moment: datetime) -> None:
    """In the child: never through a connection that the parent opened and goes on holding."""
    for each in connections.all(initialized_only=True):
        each.connection = None
    alert_due(moment)


def test_workers_killed_at_any_moment_tell_each_once(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "BATCH", 2)
    world = transactional_world
    tickets = [claire_s(world) for _ in range(TICKETS)]
    chance, fork = random.Random(20261013), multiprocessing.get_context("fork")
    for _ in range(8):
        worker = fork.Process(target=_in_the_child, args=[at("14:38")])
        worker.start()
        time.sleep(chance.uniform(0.01, 0.08))
        worker.kill()
        worker.join()
    alert_due(at("14:39"))

    assert [told(ticket) for ticket in tickets] == [[100]] * TICKETS
    text = "\n".join(mail.text for mail in mails(world.hugo.email))
    assert [text.count(f"\n{ticket.number} ") for ticket in tickets] == [1] * TICKETS


def test_workers_at_the_same_moment_share_the_work(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "BATCH", 3)
    tickets = [claire_s(transactional_world) for _ in range(TICKETS)]

    def work(_worker: int) -> int:
        try:
            return alert_due(at("14:38"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))

    assert [told(ticket) for ticket in tickets] == [[100]] * TICKETS
