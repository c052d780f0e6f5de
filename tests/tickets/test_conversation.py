"""A message is drawn once, and anew for whoever reads it otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tests.world import World
from tickets import thread
from tickets.actions.replying import reply
from tickets.templatetags import conversation
from tickets.thread import MessageLine


@pytest.fixture
def line(world: World) -> MessageLine:
    ticket = world.ticket(body="Le tunnel tombe <toutes> les dix minutes.")
    conversation._drawn.cache_clear()
    return thread.message_line(thread.messages_of(ticket, world.jean).get(), world.jean)


def test_the_same_message_is_drawn_once(line: MessageLine) -> None:
    assert conversation.message(line) == conversation.message(replace(line))

    assert conversation._drawn.cache_info().misses == 1


def test_its_text_is_escaped(line: MessageLine) -> None:
    assert "tombe &lt;toutes&gt; les" in conversation.message(line)


def test_another_language_is_another_drawing(line: MessageLine) -> None:
    with translation.override("fr"):
        french = conversation.message(line)
    with translation.override("en"):
        english = conversation.message(line)

    assert ("11h07" in french, "11:07" in english) == (True, True)


def test_another_time_zone_is_another_drawing(line: MessageLine) -> None:
    conversation.message(line)

    with timezone.override(ZoneInfo("America/Guadeloupe")):
        assert "5h07" in conversation.message(line)


def test_a_message_that_lost_a_file_is_drawn_anew(line: MessageLine) -> None:
    before = conversation.message(replace(line, channel_text="mail"))

    assert conversation.message(line) != before


def test_a_very_long_message_is_not_kept(line: MessageLine) -> None:
    conversation.message(replace(line, body="x" * 10_000))

    assert conversation._drawn.cache_info().currsize == 0


def test_a_thread_shows_them(world: World, line: MessageLine) -> None:
    ticket = world.ticket()
    at = world.at + timedelta(minutes=5)
    reply(ticket, world.words(world.claire, "Essayez la 7.4.5.", at), at=at)

    last = thread.message_line(thread.messages_of(ticket, world.jean).last(), world.jean)  # type: ignore[arg-type]

    assert "Essayez la 7.4.5." in conversation.message(last)
