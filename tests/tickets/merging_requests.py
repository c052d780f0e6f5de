"""Two requests that may be merged, and what a merge leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from outbound_mail.models import OutgoingMail
from tests.world import PARIS, World
from tickets.actions import replying
from tickets.actions.merging import merge
from tickets.models import Event, Ticket

Make = Callable[..., Ticket]


def at(clock: str, day: int = 13) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 10, day, hour, minute, tzinfo=PARIS)


NOON = at("12:00")


@pytest.fixture
def received(world: World) -> Make:
    """A ticket of Jean's that reached the centre at some time of the Tuesday."""

    def make(clock: str, **changes: Any) -> Ticket:
        return world.ticket(received_at=at(clock), **changes)

    return make


@pytest.fixture
def to_check(received: Make) -> Make:
    """A mail that names no product: its clock runs, and nothing was promised to its sender."""
    return lambda clock: received(clock, channel="mail", serial="", severity=None)


def answer(world: World, ticket: Ticket, clock: str) -> None:
    replying.reply(ticket, world.words(world.claire, at=at(clock)), at=at(clock))
    ticket.refresh_from_db()


def merged(world: World, source: Ticket, into: Ticket, moment: datetime = NOON) -> Ticket:
    return merge(source, into, actor=world.claire, at=moment)


def event_of(ticket: Ticket, kind: Event.Kind) -> Event:
    return ticket.events.get(kind=kind)


def merge_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(text__startswith="Demandes fusionnées").order_by("pk"))
