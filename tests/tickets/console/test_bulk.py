"""One verb over several tickets of the list: what is done, what is left, and what one click takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbound_mail.models import OutgoingMail
from tests.tickets.console.reading import Answered, words
from tests.world import TUESDAY, World
from tickets.actions import assigning, closing, following, replying
from tickets.console import queue
from tickets.models import BulkChange, Event, Follower, Message, PersonalReminder, Status, Ticket

As = Callable[[User], Client]


@pytest.fixture
def two(world: World) -> list[Ticket]:
    return [world.ticket(subject="un"), world.ticket(subject="deux")]


def row(ticket: Ticket) -> str:
    """A row as the list shows it now."""
    ticket.refresh_from_db()
    return f"{ticket.pk}-{queue.stamp(ticket.updated_at)}"


def do(client: Client, tickets: list[Ticket], verb: str, **more: Any) -> Answered:
    data = {"verb": verb, "rows": [row(each) for each in tickets], "query": "vue=non-affectes", **more}
    return client.post(reverse("console:bulk_changes"), data, follow=True)


def undo(client: Client) -> Answered:
    pk = BulkChange.objects.latest("pk").pk
    return client.post(reverse("console:bulk_undoing", args=[pk]), follow=True)


def assignees(tickets: list[Ticket]) -> list[str | None]:
    fresh = Ticket.objects.filter(pk__in=[each.pk for each in tickets]).order_by("pk")
    return [each.assignee.full_name if each.assignee else None for each in fresh]


def test_several_are_given_to_an_engineer_at_once(world: World, as_: As, two: list[Ticket]) -> None:
    page = do(as_(world.hugo), two, "assign", assignee=world.claire.pk)

    assert assignees(two) == ["Claire Martin", "Claire Martin"]
    assert "2 tickets affectés à Claire Martin." in words(page)
    assert page.redirect_chain[0][0] == f"{reverse('console:queue')}?vue=non-affectes"


def test_each_of_them_tells_it_in_its_history(world: World, as_: As, two: list[Ticket]) -> None:
    do(as_(world.claire), two, "take")

    told = Event.objects.filter(kind=Event.Kind.ASSIGNED, actor=world.claire)
    assert set(told.values_list("ticket", flat=True)) == {each.pk for each in two}


def test_one_click_gives_each_back_to_whom_it_was(world: World, as_: As, two: list[Ticket]) -> None:
    assigning.assign(two[0], world.claire, actor=world.claire, at=TUESDAY)
    client = as_(world.hugo)
    do(client, two, "take")

    page = undo(client)

    assert assignees(two) == ["Claire Martin", None]
    assert "Annulé sur 2 tickets." in words(page)


def test_what_changed_since_it_was_shown_is_left_and_said(world: World, as_: As, two: list[Ticket]) -> None:
    shown = [row(each) for each in two]
    replying.reply(two[1], world.words(world.jean, "Encore moi."), at=TUESDAY + timedelta(minutes=1))

    page = as_(world.claire).post(
        reverse("console:bulk_changes"), {"verb": "take", "rows": shown, "query": ""}, follow=True
    )

    assert assignees(two) == ["Claire Martin", None]
    assert f"1 ticket a été laissé tel quel : {two[1].number} (a changé entre-temps)." in words(page)


def test_what_changed_since_it_was_done_is_not_undone(world: World, as_: As, two: list[Ticket]) -> None:
    client = as_(world.hugo)
    do(client, two, "take")
    assigning.assign(two[0], world.claire, actor=world.claire, at=TUESDAY)

    page = undo(client)

    assert assignees(two) == ["Claire Martin", None]
    assert "1 ticket a été laissé tel quel" in words(page)


def test_an_undoing_goes_through_once(world: World, as_: As, two: list[Ticket]) -> None:
    client = as_(world.hugo)
    do(client, two, "take")
    undo(client)
    do(client, two, "take")

    page = client.post(
        reverse("console:bulk_undoing", args=[BulkChange.objects.earliest("pk").pk]), follow=True
    )

    assert assignees(two) == ["Hugo Leroy", "Hugo Leroy"]
    assert "Cela a déjà été annulé." in words(page)


def test_an_undoing_comes_too_late_after_a_quarter_of_an_hour(
    world: World, as_: As, two: list[Ticket]
) -> None:
    client = as_(world.hugo)
    do(client, two, "take")

    with time_machine.travel(TUESDAY + timedelta(hours=1, minutes=16), tick=False):
        page = undo(client)

    assert assignees(two) == ["Hugo Leroy", "Hugo Leroy"]
    assert "Il est trop tard pour annuler" in words(page)


def test_nobody_undoes_what_a_colleague_did(world: World, as_: As, two: list[Ticket]) -> None:
    do(as_(world.hugo), two, "take")

    assert undo(as_(world.claire)).status_code == 404


def test_the_same_rows_sent_twice_are_found_changed(world: World, as_: As, two: list[Ticket]) -> None:
    client, data = as_(world.claire), {"verb": "take", "rows": [row(each) for each in two]}
    client.post(reverse("console:bulk_changes"), data)

    page = client.post(reverse("console:bulk_changes"), data, follow=True)

    assert "2 tickets ont été laissés tels quels" in words(page)
    assert Event.objects.filter(kind=Event.Kind.ASSIGNED).count() == 2


def test_following_several_and_taking_it_back(world: World, as_: As, two: list[Ticket]) -> None:
    following.follow(two[0], world.hugo, actor=world.hugo, at=TUESDAY)
    client = as_(world.hugo)
    do(client, two, "follow")
    assert Follower.objects.filter(person=world.hugo).count() == 2

    undo(client)

    assert list(Follower.objects.filter(person=world.hugo).values_list("ticket", flat=True)) == [two[0].pk]


def test_being_reminded_of_several_and_taking_it_back(world: World, as_: As, two: list[Ticket]) -> None:
    client = as_(world.claire)
    do(client, two, "remind", when="tomorrow")
    assert PersonalReminder.objects.filter(person=world.claire, at__gt=TUESDAY).count() == 2

    undo(client)

    assert not PersonalReminder.objects.exists()


def test_closing_asks_once_more_and_names_the_tickets(world: World, as_: As, two: list[Ticket]) -> None:
    page = do(as_(world.claire), two, "close")

    assert two[0].number in words(page)
    assert "Les demandeurs de ces 2 tickets en sont prévenus" in words(page)
    assert not Ticket.objects.filter(status=Status.CLOSED).exists()


def test_closing_keeps_the_cause_and_tells_each_requester(world: World, as_: As, two: list[Ticket]) -> None:
    OutgoingMail.objects.all().delete()

    page = do(as_(world.claire), two, "close", confirmed="1", cause="link")

    assert set(Ticket.objects.values_list("status", "cause")) == {("closed", "link")}
    assert OutgoingMail.objects.filter(to=world.jean.email).count() == 2
    assert "2 tickets clos." in words(page)


def test_closing_without_a_cause_comes_back_with_the_question(
    world: World, as_: As, two: list[Ticket]
) -> None:
    page = do(as_(world.claire), two, "close", confirmed="1")

    assert page.status_code == 422
    assert "Dites ce que c’était." in words(page)


def test_resolving_sends_each_requester_the_same_answer(world: World, as_: As, two: list[Ticket]) -> None:
    body = "L’opérateur a rétabli le lien."

    do(as_(world.claire), two, "resolve", confirmed="1", cause="link", body=body)

    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.RESOLVED}
    assert Message.objects.filter(body=body, by_centre=True).count() == 2


def test_what_a_state_does_not_allow_is_left_with_its_reason(
    world: World, as_: As, two: list[Ticket]
) -> None:
    closing.close(two[0], actor=world.claire, at=TUESDAY)

    page = do(as_(world.claire), two, "close", confirmed="1", cause="other")

    assert f"{two[0].number} (est déjà clos)" in words(page)
    assert Ticket.objects.filter(status=Status.CLOSED).count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"verb": "take"}, "Cochez d’abord un ticket."),
        ({"verb": "take", "rows": ["x-1", "7", "-", "1-²"]}, "Cochez d’abord un ticket."),
        ({"verb": "assign", "rows": ["1-1"]}, "Choisissez un ingénieur du CST."),
        ({"verb": "remind", "rows": ["1-1"]}, "Choisissez quand."),
        ({"verb": "take", "rows": [f"{place}-1" for place in range(101)]}, "Choisissez 100 tickets au plus"),
    ],
)
def test_what_cannot_be_done_is_said(world: World, as_: As, data: dict[str, Any], said: str) -> None:
    page = as_(world.claire).post(reverse("console:bulk_changes"), data, follow=True)

    assert said in words(page)
