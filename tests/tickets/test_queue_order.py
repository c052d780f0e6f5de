"""The order of the queue (CH-V.1, CH-V.2)."""

from __future__ import annotations

from datetime import timedelta

from tests.world import STORMSHIELD, TUESDAY, World
from tickets import queue_order
from tickets.actions import replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.models import Ticket


def queue() -> list[str]:
    return [ticket.subject for ticket in queue_order.in_order(Ticket.objects.all())]


def test_premium_by_deadline_then_standard_by_arrival_then_the_rest(world: World) -> None:
    world.ticket(subject="standard 3", channel="mail", serial=STORMSHIELD, severity=3, received_at=TUESDAY)
    world.ticket(subject="standard 2", channel="mail", serial=STORMSHIELD, severity=2, received_at=TUESDAY)
    world.ticket(
        subject="standard 1, later", channel="mail", serial=STORMSHIELD, severity=1,
        received_at=TUESDAY + timedelta(minutes=5),
    )  # fmt: skip
    world.ticket(subject="premium 4", severity=4)
    world.ticket(subject="premium 1, later", severity=1, received_at=TUESDAY + timedelta(minutes=30))
    world.ticket(subject="premium 1", severity=1)

    assert queue() == [
        "premium 1", "premium 1, later", "premium 4", "standard 2", "standard 1, later", "standard 3",
    ]  # fmt: skip


def test_an_answered_ticket_leaves_the_queue_until_its_customer_writes(world: World) -> None:
    ticket = world.ticket(subject="answered")
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    assert queue() == []
    replying.reply(ticket, world.words(world.jean), at=TUESDAY + timedelta(hours=1))

    assert queue() == ["answered"]


def test_a_promise_that_runs_comes_before_a_follow_up(world: World) -> None:
    follow_up = world.ticket(subject="follow-up")
    replying.reply(follow_up, world.words(world.claire), at=TUESDAY)
    replying.reply(follow_up, world.words(world.jean), at=TUESDAY)
    world.ticket(subject="promised", severity=4)

    assert queue() == ["promised", "follow-up"]


def test_a_standard_mail_that_names_no_severity_is_not_made_to_wait(world: World) -> None:
    ticket = world.ticket(channel="mail", serial=STORMSHIELD, severity=None)
    assert ticket.queue_rank == queue_order.Rank.ARRIVAL
    changed = qualify(ticket, Qualification(4, STORMSHIELD, "incident"), actor=world.claire, at=TUESDAY)

    assert changed.queue_rank == queue_order.Rank.NO_COMMITMENT
