"""Reminders of customers who are waited for: when, to whom, once. Claire asks on Tuesday the 13th at 11:07."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from outbound_mail import failing
from outbound_mail.models import OutgoingMail
from tests.world import PARIS, TUESDAY, World
from tickets import history
from tickets.actions import closing, replying
from tickets.actions.reminding import remind, remind_due
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status, Ticket

LAST = "C’est notre dernière relance."


def at(day: int, clock: str = "11:07") -> datetime:
    """A time of October 2026 in Paris; the 13th is the Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 10, day, hour, minute, tzinfo=PARIS)


THURSDAY, NEXT_TUESDAY = at(15), at(20)


def asked(world: World, *asks: str, when: datetime = TUESDAY) -> Ticket:
    """Jean's ticket, which waits for him since `when`."""
    ticket = world.ticket()
    words = world.words(world.claire, "Pouvez-vous nous envoyer ceci ?", when, asks=asks)
    replying.reply(ticket, words, at=when)
    return Ticket.objects.get(pk=ticket.pk)


def mails(ticket: Ticket) -> list[OutgoingMail]:
    """The reminders that were put into the outbox, oldest first."""
    ours = OutgoingMail.objects.filter(
        topic=f"ticket:{ticket.pk}", text__contains="Nous attendons votre réponse"
    )
    return list(ours.order_by("created_at"))


def test_after_two_working_days_the_customer_is_reminded(world: World) -> None:
    ticket = asked(world)

    assert remind_due(THURSDAY - timedelta(minutes=1)) == 0
    assert remind_due(THURSDAY) == 1
    [mail] = mails(ticket)
    assert mail.to == world.jean.email and "> Pouvez-vous nous envoyer ceci ?" in mail.text
    assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_after_five_working_days_the_last_reminder_says_what_happens_next(world: World) -> None:
    ticket = asked(world)
    remind_due(THURSDAY)

    assert remind_due(at(19, "16:00")) == 0
    assert remind_due(NEXT_TUESDAY) == 1
    first, last = mails(ticket)
    assert LAST not in first.text and LAST in last.text


def test_there_is_no_third_reminder(world: World) -> None:
    asked(world)
    for day in (15, 20):
        remind_due(at(day))

    assert [remind_due(at(day)) for day in (21, 22, 27, 30)] == [0, 0, 0, 0]


def test_the_same_hour_twice_reminds_once(world: World) -> None:
    ticket = asked(world)

    assert [remind_due(THURSDAY), remind_due(THURSDAY)] == [1, 0]
    assert len(mails(ticket)) == 1


@pytest.mark.parametrize("clock", ["08:00", "12:30", "19:00"])
def test_nobody_is_reminded_while_the_centre_is_closed(world: World, clock: str) -> None:
    asked(world, when=at(12, "10:00"))

    assert remind_due(at(15, clock)) == 0


def test_a_weekend_is_no_working_day(world: World) -> None:
    asked(world, when=at(16, "16:00"))

    assert remind_due(at(19, "16:30")) == 0
    assert remind_due(at(20, "16:00")) == 1


def test_who_answered_is_left_in_peace(world: World) -> None:
    ticket = asked(world)
    replying.reply(ticket, world.words(world.jean, at=at(14)), at=at(14))

    assert remind_due(THURSDAY) == 0


def test_an_out_of_office_reply_is_no_answer(world: World) -> None:
    ticket = asked(world)
    replying.reply(ticket, world.words(world.jean, at=at(14), automatic=True), at=at(14))

    assert remind_due(THURSDAY) == 1


def test_a_new_question_starts_to_count_anew(world: World) -> None:
    ticket = asked(world)
    remind_due(THURSDAY)
    replying.reply(ticket, world.words(world.claire, "Encore ceci.", at(16)), at=at(16))

    assert [remind_due(at(19)), remind_due(at(20))] == [0, 1]
    assert LAST not in mails(ticket)[-1].text


def test_an_ended_ticket_reminds_nobody(world: World) -> None:
    closing.close(asked(world), actor=world.claire, at=at(14))

    assert remind_due(THURSDAY) == 0


def test_what_waits_for_a_month_is_left_to_people(world: World) -> None:
    asked(world)

    assert remind_due(TUESDAY + timedelta(days=31)) == 0


def test_a_last_reminder_leaves_days_to_act_on_the_first(world: World) -> None:
    asked(world)
    remind_due(at(21))  # the scheduler stood still for a week

    assert [remind_due(at(22)), remind_due(at(26, "11:07"))] == [0, 1]


def test_nothing_is_sent_where_mail_does_not_arrive(world: World) -> None:
    ticket = asked(world)
    failing.returned(world.jean.email, permanent=True, status="5.1.1", why="User unknown", at=at(14))

    assert remind_due(THURSDAY) == 0
    assert not ticket.events.filter(kind=Event.Kind.REMINDED).exists()


def test_who_was_deactivated_is_not_reminded(world: World) -> None:
    ticket = asked(world)
    world.jean.is_active = False
    world.jean.save()

    assert remind_due(THURSDAY) == 0
    assert not ticket.events.filter(kind=Event.Kind.REMINDED).exists()


def test_a_reminder_touches_no_clock(world: World) -> None:  # CH-V.2
    before = asked(world)
    remind_due(THURSDAY)
    after = Ticket.objects.get(pk=before.pk)

    clocks = (
        "status",
        "due_at",
        "first_response_at",
        "resolution_due_at",
        "next_response_due_at",
        "waiting_since",
    )
    assert [getattr(after, name) for name in clocks] == [getattr(before, name) for name in clocks]


def test_the_history_says_who_was_reminded(world: World) -> None:
    ticket = asked(world)
    remind_due(THURSDAY)
    remind(ticket, actor=world.claire, at=at(16))

    said = [line.text for line in history.lines(ticket, world.claire)]
    assert "Relance envoyée à Jean Petit, faute de réponse" in said
    assert "Claire Martin a relancé Jean Petit" in said


def test_a_reminder_lists_what_was_asked_for(world: World) -> None:  # CH-III.2
    ticket = asked(world, "diagram", "configuration")
    remind_due(THURSDAY)

    text = mails(ticket)[0].text
    assert "[ ] Schéma" in text and "[ ] Sauvegarde de configuration" in text
    assert "Rapport technique" not in text


def test_an_engineer_reminds_by_a_click_and_it_counts(world: World) -> None:
    ticket = asked(world)
    remind(ticket, actor=world.claire, at=at(14))

    assert len(mails(ticket)) == 1
    assert [remind_due(THURSDAY), remind_due(NEXT_TUESDAY)] == [0, 1]


def test_two_clicks_send_one_reminder(world: World) -> None:
    ticket = asked(world)
    remind(ticket, actor=world.claire, at=at(14))

    with pytest.raises(NotPossible, match="vient d’être relancé"):
        remind(ticket, actor=world.hugo, at=at(14) + timedelta(minutes=5))


def test_a_ticket_that_waits_for_nobody_is_not_reminded(world: World) -> None:
    with pytest.raises(NotPossible, match="n’attend pas le client"):
        remind(world.ticket(), actor=world.claire, at=TUESDAY)


def test_an_engineer_is_told_to_telephone_where_mail_does_not_arrive(world: World) -> None:
    ticket = asked(world)
    failing.returned(world.jean.email, permanent=True, status="5.1.1", why="User unknown", at=at(14))

    with pytest.raises(NotPossible, match="téléphonez"):
        remind(ticket, actor=world.claire, at=at(14))


def test_a_customer_reminds_nobody(world: World) -> None:
    with pytest.raises(PermissionDenied):
        remind(asked(world), actor=world.jean, at=at(14))


def test_looking_costs_the_same_for_one_ticket_and_for_many(world: World) -> None:
    asked(world)
    with CaptureQueriesContext(connection) as one:
        remind_due(at(14))
    for _each in range(5):
        asked(world)
    with CaptureQueriesContext(connection) as many:
        remind_due(at(14))

    assert len(many) == len(one)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(transactional_world: World) -> None:
    tickets = [asked(transactional_world) for _each in range(4)]

    def work(_worker: int) -> int:
        try:
            return remind_due(THURSDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        done = sum(workers.map(work, range(2)))

    assert done == len(tickets)
    assert [len(mails(ticket)) for ticket in tickets] == [1, 1, 1, 1]
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.WAITING_CUSTOMER}
