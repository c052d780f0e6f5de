"""At what pace requests by mail are answered by themselves: nobody is left untold but in a flood."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from inbound_mail import processing
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, frozen, raw_mail, store
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World
from tickets.actions.qualifying import Qualification, qualify
from tickets.models import Status
from tickets.pacing import AUTOMATIC_PER_HOUR, HOURS_LATER

HOUR = timedelta(hours=1)
MOST = AUTOMATIC_PER_HOUR * (HOURS_LATER + 1)


def hours_later(address: str) -> list[int]:
    """How many hours after its request each answer to `address` leaves, in their order."""
    rows = OutgoingMail.objects.filter(to=address).order_by("created_at", "next_attempt_at")
    return [(row.next_attempt_at - row.created_at) // HOUR for row in rows]


def ask(world: World, times: int, at: datetime = TUESDAY) -> None:
    for _ in range(times):
        world.ticket(channel="mail", received_at=at)


def test_the_eleventh_answer_of_an_hour_leaves_an_hour_later_and_the_twenty_first_two(world: World) -> None:
    ask(world, 21)

    assert hours_later(world.jean.email) == [0] * 10 + [1] * 10 + [2]


def test_what_leaves_later_is_sent_then_and_not_before(world: World) -> None:
    ask(world, 12)

    assert outbox.send_due(TUESDAY) == 10
    assert outbox.send_due(TUESDAY + HOUR) == 2


def test_what_is_still_to_leave_delays_what_comes_an_hour_on(world: World) -> None:
    ask(world, 40)
    ask(world, 1, TUESDAY + HOUR + timedelta(minutes=1))

    assert hours_later(world.jean.email)[-1] == 3


def test_after_a_calm_hour_the_answer_leaves_at_once(world: World) -> None:
    ask(world, 10)
    ask(world, 1, TUESDAY + HOUR)

    assert hours_later(world.jean.email) == [0] * 11


def test_a_refusal_above_the_pace_leaves_later_too(world: World) -> None:
    for _ in range(AUTOMATIC_PER_HOUR + 1):
        refused = world.ticket(world.marc, serial=EXPIRED_AP, channel="mail")

    assert refused.status == Status.REFUSED
    assert hours_later(world.marc.email) == [0] * 10 + [1]


def test_a_promise_that_has_passed_when_the_mail_leaves_is_not_told_in_it(world: World) -> None:
    for _ in range(AUTOMATIC_PER_HOUR * HOURS_LATER + 1):
        late = world.ticket(channel="mail", severity=1)

    told = OutgoingMail.objects.get(topic=f"ticket:{late.pk}")
    assert late.due_at is not None and late.due_at < told.next_attempt_at
    assert "14h37" not in told.text and late.number in told.text


def test_in_a_flood_nothing_leaves_and_the_log_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "tickets"):
        ask(world, MOST)
        assert not caplog.text
        last = world.ticket(channel="mail")

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == MOST
    assert f"Ticket {last.number}: {world.jean.email} is answered too often" in caplog.text


def test_the_mail_that_nobody_answered_keeps_that(world: World) -> None:
    ask(world, MOST)

    assert arrive(raw_mail()).hints["untold"] is True


def test_mails_processed_together_keep_the_pace(world: World) -> None:
    ask(world, AUTOMATIC_PER_HOUR)
    for person in (world.jean, world.marc):
        store(raw_mail(person.email, subject=f"Panne {FORTIGATE}"))

    processing.process_due(frozen(TUESDAY))
    assert hours_later(world.jean.email)[-1] == 1 and hours_later(world.marc.email) == [0]


def test_a_refusal_that_an_engineer_decides_leaves_however_much_was_answered(world: World) -> None:
    for _ in range(MOST):
        world.ticket(world.marc, channel="mail")
    ticket = world.ticket(world.marc, channel="mail", serial="", severity=None)
    qualify(ticket, Qualification(2, EXPIRED_AP, "incident"), actor=world.claire, at=TUESDAY)

    ticket.refresh_from_db()
    assert ticket.status == Status.REFUSED
    assert OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}").count() == 1
