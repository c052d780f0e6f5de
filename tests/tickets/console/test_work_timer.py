"""The clock of PS work: started on a ticket, shown on every page, stopped by noting its time (CH-PS)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.tickets.console.reading import Answered, words
from tests.tickets.console.test_around import take_back
from tests.world import TUESDAY, World
from tickets.actions import estimating, timing
from tickets.console.forms import TimeSpentForm
from tickets.drafting import submission
from tickets.models import Ticket, WorkTimer

As = Callable[[User], Client]
NOON = TUESDAY + timedelta(hours=1)  # when these pages are asked for, 12:07


def approved(world: World, minutes: int = 240) -> Ticket:
    """An assistance ticket of Jean's whose estimate is approved."""
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    estimate = estimating.propose(ticket, minutes, "Migrer.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    return ticket


def act(client: Client, ticket: Ticket, route: str = "timer", **data: Any) -> Answered:
    return client.post(reverse(f"console:{route}", args=[ticket.number]), data, follow=True)


def page(client: Client, ticket: Ticket, query: str = "") -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]) + query)


def form_of(response: Answered) -> TimeSpentForm:
    [panel] = [each for each in response.context["panels"] if each.form.intent == "time_spent"]
    assert panel.open
    return panel.form  # type: ignore[no-any-return]


def test_it_is_started_and_stands_in_the_bar_of_every_page(world: World, as_: As) -> None:
    ticket, client = approved(world), as_(world.claire)

    act(client, ticket)

    with time_machine.travel(NOON + timedelta(minutes=12, seconds=5), tick=False):
        said = words(client.get(reverse("console:contracts")))
    assert f"0h13 au chronomètre sur {ticket.number} : noter ce temps" in said
    assert "au chronomètre" not in words(as_(world.hugo).get(reverse("console:contracts")))


def test_its_time_fills_the_form_and_noting_it_stops_it(world: World, as_: As) -> None:
    ticket, client = approved(world), as_(world.claire)
    act(client, ticket)

    with time_machine.travel(NOON + timedelta(minutes=95), tick=False):
        form = form_of(page(client, ticket, "?temps=chrono"))
        assert (form["hours"].value(), form["minutes"].value()) == (1, 35)
        act(
            client,
            ticket,
            "time_spent",
            hours="1",
            minutes="35",
            worked_on="2026-10-13",
            description="Migration.",
            timer=form["timer"].value(),
            submission_key=submission.new(world.claire).token,
        )

    assert not WorkTimer.objects.exists()


def test_other_work_that_is_noted_meanwhile_leaves_it_running(world: World, as_: As) -> None:
    ticket, client = approved(world), as_(world.claire)
    act(client, ticket)

    act(
        client,
        ticket,
        "time_spent",
        hours="0",
        minutes="30",
        worked_on="2026-10-13",
        description="Préparation.",
        submission_key=submission.new(world.claire).token,
    )

    assert WorkTimer.objects.exists()


def test_one_runs_at_a_time(world: World, as_: As) -> None:
    first, second, client = approved(world), approved(world, 60), as_(world.claire)
    act(client, first)

    said = words(act(client, second))

    assert f"Votre chronomètre tourne sur {first.number}" in said
    assert WorkTimer.objects.get().ticket == first


def test_starting_twice_starts_once(world: World, as_: As) -> None:
    ticket, client = approved(world), as_(world.claire)
    act(client, ticket)
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        act(client, ticket)

    assert WorkTimer.objects.get().started_at == NOON


def test_no_work_begins_before_the_agreement(world: World, as_: As) -> None:  # CH-PS
    said = words(act(as_(world.claire), world.ticket()))

    assert "Aucune estimation n’est approuvée" in said
    assert not WorkTimer.objects.exists()


def test_it_is_given_up_and_that_is_taken_back(world: World, as_: As) -> None:
    ticket, client = approved(world), as_(world.claire)
    act(client, ticket)

    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        done = client.post(reverse("console:timer_given_up"), follow=True)
        assert "Chronomètre abandonné : 0h20 que personne ne note." in words(done)
        take_back(client, done)

    assert WorkTimer.objects.get().started_at == NOON


def test_the_same_button_again_brings_back_no_hour_that_was_noted(world: World, as_: As) -> None:  # CH-PS
    ticket, client = approved(world), as_(world.claire)
    act(client, ticket)
    given_up = client.post(reverse("console:timer_given_up"), follow=True)
    take_back(client, given_up)
    timing.give_up(actor=world.claire)  # as noting its time does

    said = words(take_back(client, given_up))

    assert "Cela a déjà été annulé." in said
    assert not WorkTimer.objects.exists()


def test_one_that_runs_on_after_the_closing_is_asked_about_once(world: World) -> None:  # CH-I
    timing.start(approved(world), actor=world.claire, at=TUESDAY)
    evening = TUESDAY.replace(hour=18, minute=30)

    told = [timing.tell_forgotten(evening + timedelta(minutes=each)) for each in (-1, 0, 10)]

    assert told == [0, 1, 0]
    mail = OutgoingMail.objects.get(to=world.claire.email, topic__startswith="timer:")
    assert "7h23 déjà" in mail.text.replace("\u00a0", " ")


def test_who_stopped_it_since_gets_no_mail(world: World) -> None:
    timing.start(approved(world), actor=world.claire, at=TUESDAY.replace(hour=15))
    evening = TUESDAY.replace(hour=18, minute=30)
    timing.tell_forgotten(evening)
    timing.give_up(actor=world.claire)

    outbox.send_due(evening)

    mail = OutgoingMail.objects.get(to=world.claire.email, topic__startswith="timer:")
    assert mail.status != OutgoingMail.Status.SENT
