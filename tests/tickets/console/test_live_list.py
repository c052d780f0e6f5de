"""The console's list asks whether anything changed: the answer is short while nothing did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.world import TUESDAY, World
from tickets.actions import assigning, closing, following, reminding_oneself, replying
from tickets.console import kept_views, queue_views
from tickets.console.queue_views import QueueView

As = Callable[[User], Client]
NOW = TUESDAY + timedelta(hours=1)


def poll(client: Client, seen: str, **asked: str) -> Any:
    return client.get(reverse("console:queue"), {**asked, "vu": seen}, headers={"HX-Request": "true"})


def seen(client: Client, **asked: str) -> str:
    return str(client.get(reverse("console:queue"), asked).context["signature"])


def test_nothing_is_sent_while_nothing_changed(world: World, as_: As) -> None:
    world.ticket()
    client = as_(world.claire)

    response = poll(client, seen(client))

    assert (response.status_code, response.content) == (204, b"")


def test_asking_for_nothing_new_costs_four_queries(world: World, as_: As) -> None:
    for place in range(12):
        world.ticket(subject=str(place))
    client = as_(world.claire)
    shown = seen(client)

    with CaptureQueriesContext(connection) as queries:
        poll(client, shown)

    assert len([each for each in queries if "tickets_ticket" in each["sql"]]) == 2
    assert len(queries) <= 5  # the session, the person and the centre's hours besides


@pytest.mark.parametrize("view", ["a-repondre", "tous", "standard"])
def test_a_change_of_a_row_or_of_a_count_is_sent(world: World, as_: As, view: str) -> None:
    ticket = world.ticket()
    client = as_(world.claire)
    shown = seen(client, vue=view)
    assigning.assign(ticket, world.hugo, actor=world.hugo, at=NOW)

    response = poll(client, shown, vue=view)

    assert response.status_code == 200
    assert 'id="queue"' in response.content.decode()


def test_a_minute_later_the_time_that_is_left_is_sent(world: World, as_: As) -> None:
    world.ticket()
    client = as_(world.claire)
    shown = seen(client)

    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        response = poll(client, shown)

    assert response.status_code == 200


def test_a_page_that_is_no_more_is_sent_anew(world: World, as_: As) -> None:
    world.ticket()
    client = as_(world.claire)

    assert poll(client, seen(client), page="7").status_code == 200


def test_what_calls_somebody_says_why(world: World, as_: As) -> None:
    named, due, followed = (world.ticket(subject=each) for each in ("cité", "rappel", "suivi"))
    replying.note(named, world.words(world.hugo, f"@{world.claire.full_name}, ton avis ?"), at=TUESDAY)
    soon = TUESDAY + timedelta(minutes=30)
    reminding_oneself.remind_me(due, soon, "rappeler Jean", actor=world.claire, at=TUESDAY)
    reminding_oneself.remind_me(world.ticket(), NOW + timedelta(days=1), actor=world.claire, at=TUESDAY)
    following.follow(followed, world.claire, actor=world.claire, at=TUESDAY)

    response = as_(world.claire).get(reverse("console:queue"), {"vue": "pour-moi"})

    said = {line.ticket.subject: line.why for line in response.context["lines"]}
    assert {
        subject: [why.replace("\u00a0", " ") for why in reasons] for subject, reasons in said.items()
    } == {
        "cité": ["Hugo Leroy vous a cité"],
        "rappel": ["rappel : rappeler Jean"],
        "suivi": ["vous le suivez"],
    }


def test_what_calls_somebody_is_counted_where_no_ticket_goes_on(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, f"@{world.claire.full_name}, ton avis ?"), at=TUESDAY)
    closing.close(ticket, actor=world.hugo, at=TUESDAY)

    assert queue_views.counts(world.claire, NOW)[QueueView.FOR_ME] == 1
    assert queue_views.counts(world.hugo, NOW)[QueueView.FOR_ME] == 0


def test_a_deadline_is_near_within_two_working_hours(world: World, as_: As) -> None:  # CH-I, CH-V.2
    world.ticket(subject="14h37", severity=1)
    world.ticket(subject="demain", severity=4)
    client = as_(world.claire)

    response = client.get(reverse("console:queue"), {"vue": "bientot"})

    assert [line.ticket.subject for line in response.context["lines"]] == ["14h37"]


def test_the_rail_of_a_lead_shows_the_team_and_its_load(world: World, as_: As) -> None:
    assigning.assign(world.ticket(), world.claire, actor=world.hugo, at=TUESDAY)

    groups = as_(world.hugo).get(reverse("console:queue")).context["rail"]

    team = next(group for group in groups if group.title == "Équipe")
    assert [(item.label, item.count, item.engineer) for item in team.items] == [
        ("Claire Martin", 1, world.claire.pk),
        ("Hugo Leroy", 0, world.hugo.pk),
    ]


def test_an_engineer_has_no_team_to_give_tickets_to(world: World, as_: As) -> None:
    world.ticket()

    page = as_(world.claire).get(reverse("console:queue")).content.decode()

    assert "data-drop-engineer" not in page
    assert "draggable" not in page


def test_the_page_of_a_lead_with_kept_views_takes_fifteen_queries_at_most(world: World, as_: As) -> None:
    world.ticket()
    kept_views.keep(world.hugo, "Urgences", "vue=tous&severite=1", shared=True, at=TUESDAY)
    client = as_(world.hugo)

    asked = {"vue": "pour-moi", "produit": "forti", "organisation": "plus"}
    client.get(reverse("console:queue"), asked)  # what one process reads once is read
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("console:queue"), asked)

    assert len(queries) <= 15
