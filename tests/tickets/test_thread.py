from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from tests.world import TUESDAY, World
from tickets import thread
from tickets.actions import replying
from tickets.models import Event
from tickets.thread import ICONS, Entry, event_id

LATER = TUESDAY + timedelta(minutes=5)
# What a customer said is a line only where a colleague noted it down, from a call.
SHOWN_AS_MESSAGES = {Event.Kind.NOTED}


def bodies(entries: list[Entry]) -> list[str]:
    return [entry.message.body for entry in entries if entry.message is not None]


def test_an_internal_note_is_in_the_thread_of_the_centre_alone(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, "Entre nous.", at=LATER), at=LATER)

    shown = {
        reader: bodies(thread.entries(ticket, reader, thread.messages_of(ticket, reader)))
        for reader in (world.claire, world.jean)
    }

    assert "Entre nous." in shown[world.claire]
    assert "Entre nous." not in shown[world.jean]


def test_what_happened_stands_before_what_was_said_at_the_same_instant(world: World) -> None:
    ticket = world.ticket()

    first, second = thread.entries(ticket, world.jean, thread.messages_of(ticket, world.jean))[:2]

    assert (first.event is not None, second.message is not None) == (True, True)


def test_a_new_day_is_told_where_it_begins_for_who_reads(world: World) -> None:
    ticket = world.ticket()
    late = TUESDAY.replace(hour=23, minute=30)  # Wednesday already in Réunion
    replying.note(ticket, world.words(world.claire, "Ce soir.", at=late), at=late)

    days = {}
    for zone in ("Europe/Paris", "Indian/Reunion"):
        with timezone.override(zone):
            shown = thread.entries(ticket, world.claire, thread.messages_of(ticket, world.claire))
        days[zone] = [entry.new_day for entry in shown if entry.new_day is not None]

    assert days == {"Europe/Paris": [], "Indian/Reunion": [date(2026, 10, 14)]}


def test_every_line_of_history_has_its_icon() -> None:
    assert set(ICONS) == set(Event.Kind) - SHOWN_AS_MESSAGES


def test_the_event_that_a_page_showed_is_read_strictly() -> None:
    assert [event_id(text) for text in ("12", "", "-1", "²", "9" * 30)] == [12, 0, 0, 0, 0]
