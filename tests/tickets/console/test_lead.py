"""The lead's board: who has how much, what is late before tonight, who is unhappy, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from inbound_mail import intake
from inbound_mail.models import InboundMail
from tests.tickets.console.reading import words
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, rating, replying
from tickets.actions.assigning import assign
from tickets.actions.waiving import waive
from tickets.console import lead_board
from tickets.models import Satisfaction, Ticket

As = Callable[[User], Client]
PAGE = "/console/pilotage/"
NOW = TUESDAY + timedelta(hours=1)


def load_of(world: World, person: User | None) -> lead_board.Load:
    loads = lead_board.loads(world.hugo, lead_board.team(), NOW)
    return next(load for load in loads if load.engineer == person)


def given(world: World, person: User, **changes: Any) -> Ticket:
    return assign(world.ticket(**changes), person, actor=world.hugo, at=TUESDAY)


def unhappy(world: World) -> Satisfaction:
    ended = closing.close(world.ticket(), actor=world.claire, at=TUESDAY)
    return rating.rate(ended, 1, "Trop long.", actor=world.jean, at=TUESDAY)


# --- The load -----------------------------------------------------------------------------------------------


def test_a_load_counts_what_is_open_late_due_today_and_waiting_elsewhere(world: World) -> None:
    late = given(world, world.claire, received_at=TUESDAY - timedelta(days=1))
    given(world, world.claire)
    answered = given(world, world.claire)
    replying.reply(answered, world.words(world.claire), at=TUESDAY)
    given(world, world.claire, severity=4)  # due in 12 hours of work: not today

    load = load_of(world, world.claire)

    assert (load.open, load.to_answer, load.late, load.today, load.with_customer) == (4, 3, 1, 1, 1)
    assert late.due_at is not None and late.due_at < NOW


def test_what_nobody_has_stands_last(world: World) -> None:
    world.ticket()
    given(world, world.claire)

    loads = lead_board.loads(world.hugo, lead_board.team(), NOW)

    assert (loads[-1].engineer, loads[-1].open) == (None, 1)


def test_who_has_nothing_is_there_too(world: World) -> None:
    assert load_of(world, world.claire).open == 0


def test_what_a_colleague_who_left_still_has_counts_with_what_nobody_has(world: World) -> None:
    given(world, world.claire)
    User.objects.filter(pk=world.claire.pk).update(is_active=False)

    assert load_of(world, None).open == 1


# --- What breaches today ------------------------------------------------------------------------------------


def test_the_earliest_deadline_comes_first_and_tomorrows_is_not_there(world: World) -> None:
    for severity, subject in ((2, "plus tard"), (1, "d’abord"), (4, "demain")):
        world.ticket(severity=severity, subject=subject)

    due = lead_board.due_today(world.hugo, NOW)

    assert [line.ticket.subject for line in due.rows] == ["d’abord", "plus tard"]


def test_an_answered_request_and_one_without_promise_are_not_there(world: World) -> None:
    replying.reply(world.ticket(), world.words(world.claire), at=TUESDAY)
    world.ticket(serial=STORMSHIELD, channel="mail")

    assert not lead_board.due_today(world.hugo, NOW).rows


def test_running_promises_are_found_by_their_index(world: World) -> None:
    found = Ticket.objects.filter(lead_board._RUNNING, due_at__lt=NOW).order_by("due_at")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # as with many rows

    assert "ticket_running_clocks" in found.explain()


def test_a_ticket_is_given_to_somebody_else_from_the_board(world: World, as_: As) -> None:
    ticket = given(world, world.claire)

    response = as_(world.hugo).post(
        f"{PAGE}affectations/", {"ticket": ticket.number, "assignee": world.hugo.pk}, follow=True
    )

    ticket.refresh_from_db()
    assert ticket.assignee == world.hugo
    assert f"{ticket.number} est affecté à Hugo Leroy." in words(response)


def test_nobody_outside_the_team_is_given_a_ticket(world: World, as_: As) -> None:
    ticket = given(world, world.claire)

    response = as_(world.hugo).post(
        f"{PAGE}affectations/", {"ticket": ticket.number, "assignee": world.ines.pk}, follow=True
    )

    ticket.refresh_from_db()
    assert ticket.assignee == world.claire
    assert "Choisissez un ingénieur du CST." in words(response)


# --- What waits for a decision ------------------------------------------------------------------------------


def test_the_waivers_are_those_since_monday(world: World) -> None:
    before = waived(world, "Vendredi.", days=-4)
    waived(world, "Lundi.", days=-1)

    found = lead_board.waivers_of_week(NOW)

    assert before.waived
    assert [waiver.reason for waiver in found.rows] == ["Lundi."]


def test_mails_in_quarantine_are_told_with_the_way_to_them(world: World, as_: As) -> None:
    mail = intake.receive(b"From: x@y.example\n\nBonjour", source="test", received_at=TUESDAY, at=TUESDAY)
    InboundMail.objects.filter(pk=mail.pk).update(status="quarantined")

    response = as_(world.hugo).get(PAGE)

    assert "1 mail attend une décision" in words(response)
    assert "/console/courrier/?etat=a-decider" in response.content.decode()


def test_an_unhappy_customer_is_there_until_words_say_what_was_done(world: World, as_: As) -> None:
    row, client = unhappy(world), as_(world.hugo)
    assert "Trop long." in words(client.get(PAGE))

    client.post(f"{PAGE}avis/{row.pk}/", {"words": "Rappelé."})

    row.refresh_from_db()
    assert row.handled_by == world.hugo
    assert "Trop long." not in words(client.get(PAGE))


def test_without_words_the_task_stays_and_the_board_says_why(world: World, as_: As) -> None:
    row = unhappy(world)

    response = as_(world.hugo).post(f"{PAGE}avis/{row.pk}/", {"words": ""})

    assert response.status_code == 422
    assert "Dites en quelques mots ce qui a été fait." in words(response)
    assert Satisfaction.objects.get(handled_at=None) == row


def test_the_oldest_task_comes_first_by_its_index(world: World) -> None:
    rows = Satisfaction.objects.filter(mark=1, handled_at=None).order_by("given_at", "pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # as with many rows

    assert "satisfaction_to_handle" in rows.explain()


# --- The page -----------------------------------------------------------------------------------------------


def test_an_empty_board_says_so(world: World, as_: As) -> None:
    page = words(as_(world.hugo).get(PAGE))

    for expected in (
        "Rien n’est en retard",
        "Aucun avis n’attend.",
        "Rien n’attend.",
        "Aucune depuis lundi.",
    ):
        assert expected in page


def test_it_asks_as_much_for_many_as_for_one_and_little(world: World, as_: As) -> None:
    client = as_(world.hugo)

    def fill() -> None:
        given(world, world.claire)
        unhappy(world)
        waived(world, "Signé.")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    fill()
    cost()
    one = cost()
    for _ in range(4):
        fill()

    assert cost() == one <= 15


@pytest.mark.parametrize("who", ["claire", "ines", "jean"])
def test_it_is_for_leads_alone(world: World, as_: As, who: str) -> None:
    assert as_(getattr(world, who)).get(PAGE).status_code == 403


def waived(world: World, reason: str, days: int = 0) -> Ticket:
    at = TUESDAY + timedelta(days=days)
    with time_machine.travel(at, tick=False):
        return waive(
            world.ticket(world.marc, serial=EXPIRED_AP, received_at=at), reason, actor=world.claire, at=at
        )
