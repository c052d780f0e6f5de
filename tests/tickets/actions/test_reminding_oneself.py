"""An engineer is reminded when they wanted to be, once; nobody else is, and no customer's reminder is moved by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import history, reminders
from tickets.actions import closing, reminding_oneself
from tickets.actions.merging import merge
from tickets.actions.reminding_oneself import remind_me
from tickets.actions.writing import NotPossible
from tickets.models import PersonalReminder

WHEN = TUESDAY + timedelta(days=2)


def mails(address: str) -> int:
    return OutgoingMail.objects.filter(to=address, text__contains="Vous vouliez revenir au ticket").count()


def test_it_is_told_when_its_hour_comes_and_once(world: World) -> None:
    remind_me(world.ticket(), WHEN, "Rappeler Jean.", actor=world.claire, at=TUESDAY)

    told = [reminding_oneself.tell_due(at) for at in (WHEN - timedelta(minutes=1), WHEN, WHEN)]

    assert told == [0, 1, 0]
    assert mails(world.claire.email) == 1
    assert "Rappeler Jean." in OutgoingMail.objects.get(to=world.claire.email).text


def test_the_history_says_for_when_and_why(world: World) -> None:
    ticket = world.ticket()

    remind_me(ticket, WHEN, "Rappeler Jean.", actor=world.claire, at=TUESDAY)

    said = history.lines(ticket, world.hugo)[-1].text
    assert said == "Claire Martin a demandé un rappel pour jeudi 15 octobre 11h07\u00a0: Rappeler Jean."
    assert len(history.lines(ticket, world.jean)) == 1


def test_asking_again_moves_the_one_that_is_open(world: World) -> None:
    ticket = world.ticket()
    for when in (WHEN, WHEN, WHEN + timedelta(days=1)):
        remind_me(ticket, when, actor=world.claire, at=TUESDAY)

    assert PersonalReminder.objects.get().at == WHEN + timedelta(days=1)
    assert ticket.events.count() == 3


def test_each_engineer_has_their_own(world: World) -> None:
    ticket = world.ticket()
    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)
    remind_me(ticket, WHEN, actor=world.hugo, at=TUESDAY)

    assert reminding_oneself.tell_due(WHEN) == 2
    assert (mails(world.claire.email), mails(world.hugo.email)) == (1, 1)


def test_who_is_done_before_is_not_told(world: World) -> None:
    ticket = world.ticket()
    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)

    reminding_oneself.done(ticket, actor=world.claire, at=TUESDAY)

    assert reminding_oneself.tell_due(WHEN) == 0


def test_done_is_undone(world: World) -> None:
    ticket = world.ticket()
    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)
    reminding_oneself.done(ticket, actor=world.claire, at=TUESDAY)

    reminding_oneself.undone(ticket, actor=world.claire, at=TUESDAY)

    assert reminding_oneself.open_of(ticket, world.claire) is not None


def test_what_is_taken_back_leaves_a_line(world: World) -> None:
    ticket = world.ticket()
    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)
    for _ in range(2):
        reminding_oneself.forget(ticket, actor=world.claire, at=TUESDAY)

    assert history.lines(ticket, world.claire)[-1].text == "Claire Martin a retiré son rappel"
    assert ticket.events.count() == 3


def test_a_closed_ticket_reminds_all_the_same(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)

    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)

    assert reminding_oneself.tell_due(WHEN) == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_an_hour_that_cannot_be_says_why(world: World, late: timedelta) -> None:
    with pytest.raises(NotPossible, match=r"heure|date"):
        remind_me(world.ticket(), TUESDAY + late, actor=world.claire, at=TUESDAY)


def test_the_reminders_of_the_customer_are_not_counted_with_it(world: World) -> None:
    ticket = world.ticket()
    remind_me(ticket, WHEN, actor=world.claire, at=TUESDAY)
    events = list(ticket.events.all())

    assert reminders.last_reminder(ticket, events) is None
    assert reminders.following(ticket, events).turn == 1


def test_a_customer_has_none(world: World) -> None:
    with pytest.raises(PermissionDenied):
        remind_me(world.ticket(), WHEN, actor=world.jean, at=TUESDAY)


def test_a_merge_takes_it_along_unless_there_is_one(world: World) -> None:
    source, into = world.ticket(), world.ticket()
    remind_me(source, WHEN, actor=world.claire, at=TUESDAY)
    remind_me(source, WHEN, actor=world.hugo, at=TUESDAY)
    remind_me(into, WHEN, actor=world.hugo, at=TUESDAY)

    merge(source, into, actor=world.claire, at=TUESDAY)

    assert {row.person for row in into.personal_reminders.all()} == {world.claire, world.hugo}
    assert source.personal_reminders.get().person == world.hugo
