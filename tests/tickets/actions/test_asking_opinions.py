"""CH-V.2: one question by mail after the end, to whom the rule says, and never too often."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, merging, rating
from tickets.actions.asking_opinions import ask_due
from tickets.actions.summing_up import sum_up_due
from tickets.actions.waiving import waive
from tickets.models import OpinionAsked, Ticket
from tickets.opinions import asking

# 11:07 and four hours of work: 11:07 to 12:30, then 14:00 to 16:37 (CH-I).
DUE = TUESDAY.replace(hour=16, minute=37)


def resolved(world: World, ticket: Ticket | None = None, at: datetime = TUESDAY) -> Ticket:
    found = ticket or world.ticket(received_at=at)
    closing.resolve(found, world.words(world.claire, "Voici.", at=at), at=at)
    return found


def questions() -> list[OutgoingMail]:
    return [mail for mail in OutgoingMail.objects.order_by("pk") if "/avis/" in mail.text]


@pytest.mark.parametrize(("at", "asked"), [(DUE - timedelta(minutes=1), 0), (DUE, 1)])
def test_the_question_comes_after_four_hours_of_work(world: World, at: datetime, asked: int) -> None:
    resolved(world)

    assert ask_due(at) == asked == len(questions())


def test_nobody_is_asked_while_the_centre_is_closed(world: World) -> None:
    resolved(world)

    assert ask_due(TUESDAY.replace(hour=20)) == 0
    assert ask_due(TUESDAY.replace(hour=9, minute=1) + timedelta(days=1)) == 1


def test_asked_twice_is_asked_once(world: World) -> None:
    resolved(world)

    assert (ask_due(DUE), ask_due(DUE)) == (1, 0)


def test_the_mail_goes_to_who_asked_with_an_address_for_each_mark(world: World) -> None:
    ticket = resolved(world)
    ask_due(DUE)

    [mail] = questions()
    assert (mail.to, mail.topic) == (world.jean.email, f"ticket:{ticket.pk}")
    assert [f"?avis={mark}" in mail.text for mark in (3, 2, 1)] == [True] * 3
    assert "27 octobre" in mail.text  # 14 days after the end


def test_the_same_person_is_left_in_peace_for_two_weeks(world: World) -> None:
    resolved(world)
    ask_due(DUE)
    again = TUESDAY + timedelta(days=13)
    resolved(world, at=again)

    assert ask_due(again.replace(hour=17)) == 0
    assert ask_due((TUESDAY + timedelta(days=15)).replace(hour=11)) == 1


def test_of_two_that_ended_one_is_asked_about(world: World) -> None:
    resolved(world)
    resolved(world)

    assert ask_due(DUE) == 1


def test_who_gave_an_opinion_in_the_portal_is_not_asked(world: World) -> None:
    rating.rate(resolved_now(world), 3, actor=world.jean, at=TUESDAY)

    assert ask_due(DUE) == 0


def test_who_was_heard_on_another_ticket_lately_is_not_asked(world: World) -> None:
    rating.rate(resolved_now(world), 3, actor=world.jean, at=TUESDAY)
    resolved(world)

    assert ask_due(DUE) == 0


def test_what_nobody_answered_has_nothing_to_judge(world: World) -> None:
    closing.close(world.ticket(), actor=world.jean, at=TUESDAY)

    assert ask_due(DUE) == 0


def test_a_merged_request_is_not_asked_about(world: World) -> None:
    source = resolved(world)
    closing.reopen(source, actor=world.claire, at=TUESDAY)
    merging.merge(source, world.ticket(), actor=world.claire, at=TUESDAY)

    assert ask_due(DUE) == 0


def test_a_waived_request_is_not_asked_about(world: World) -> None:  # CH-II, CH-IV
    ticket = waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=TUESDAY)
    resolved(world, ticket)

    assert ask_due(DUE) == 0


@pytest.mark.parametrize(("who", "serial"), [("paul", STORMSHIELD), ("marc", EXPIRED_AP)])
def test_a_refused_or_redirected_request_is_not_asked_about(world: World, who: str, serial: str) -> None:
    ticket = world.ticket(getattr(world, who), serial=serial)
    Ticket.objects.filter(pk=ticket.pk).update(
        status="closed", waiting_since=TUESDAY, first_response_at=TUESDAY
    )

    assert ask_due(DUE) == 0


def test_after_ten_days_the_question_is_forgotten(world: World) -> None:
    resolved(world)

    assert ask_due(TUESDAY + timedelta(days=13)) == 0


def test_who_left_or_is_not_reached_is_not_asked(world: World) -> None:
    FailingAddress.objects.create(address=world.jean.email, permanent=True, first_at=TUESDAY, last_at=TUESDAY)
    resolved(world)
    left = resolved(world, world.ticket(world.sophie))
    User.objects.filter(pk=world.sophie.pk).update(is_active=False)

    assert left.requester == world.sophie
    assert ask_due(DUE) == 0


def test_who_reads_one_mail_a_day_finds_the_question_there(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(mail_pace="daily", digest_until=DUE - timedelta(hours=1))
    resolved(world)
    ask_due(DUE)
    assert not questions()

    sum_up_due(TUESDAY.replace(hour=8, minute=5) + timedelta(days=1))

    [mail] = questions()
    assert mail.subject == "Votre avis sur un incident"
    assert "êtes-vous satisfait" in mail.text
    assert OpinionAsked.objects.get().person == world.jean


def test_what_ended_lately_is_found_by_an_index_among_many(world: World) -> None:
    ticket = world.ticket()
    Ticket.objects.bulk_create([_like(ticket, number) for number in range(1_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")

    plan = asking.ended_lately(DUE).explain()

    assert "on tickets_ticket" in plan
    assert "Seq Scan on tickets_ticket" not in plan


def _like(ticket: Ticket, number: int) -> Ticket:
    """Another row like this one, not saved."""
    twin = copy.copy(ticket)
    twin.pk, twin.number, twin.submission_key = None, f"CST-2026-1{number:05}", f"twin:{number}"
    return twin


def resolved_now(world: World) -> Ticket:
    ticket = resolved(world)
    ticket.refresh_from_db()
    return ticket
