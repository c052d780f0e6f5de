"""The page of a ticket that stays open: who else is there, what changed, what a qualification would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.console.reading import Answered, words
from tests.world import FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets import mentions
from tickets.actions import replying
from tickets.actions.qualifying import Qualification, foresee, qualify
from tickets.console import presence
from tickets.console.news import last_event
from tickets.models import Event, Ticket

As = Callable[[User], Client]
NOON = TUESDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_there() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def look(client: Client, ticket: Ticket, **query: Any) -> Answered:
    query = {"depuis": last_event(ticket), "la": "", **query}
    return client.get(reverse("console:news", args=[ticket.number]), query)


def effect(client: Client, ticket: Ticket, **typed: Any) -> str:
    return words(client.get(reverse("console:qualification_effect", args=[ticket.number]), typed))


def test_who_opens_the_ticket_sees_who_reads_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    presence.look(ticket, world.hugo, NOON)

    assert "Hugo Leroy lit ce ticket" in words(
        as_(world.claire).get(reverse("console:ticket", args=[ticket.number]))
    )


def test_who_has_it_open_sees_that_a_colleague_begins_to_write(world: World, as_: As) -> None:
    ticket = world.ticket()
    look(as_(world.hugo), ticket, ecrit="1")

    assert "Hugo Leroy écrit sur ce ticket" in words(look(as_(world.claire), ticket))


def test_nothing_is_sent_when_the_page_knows_it_all(world: World, as_: As) -> None:
    ticket = world.ticket()
    look(as_(world.hugo), ticket)

    assert look(as_(world.claire), ticket, la="HL").status_code == 204


def test_nobody_sees_themself(world: World, as_: As) -> None:
    ticket = world.ticket()
    look(as_(world.claire), ticket)

    assert look(as_(world.claire), ticket).status_code == 204


def test_who_has_left_is_forgotten(world: World) -> None:
    ticket = world.ticket()
    presence.look(ticket, world.hugo, NOON)

    assert presence.look(ticket, world.claire, NOON + presence.STAYS - timedelta(seconds=1))
    assert not presence.look(ticket, world.claire, NOON + presence.STAYS + timedelta(seconds=1))


def test_presence_is_of_one_ticket(world: World) -> None:
    presence.look(world.ticket(), world.hugo, NOON)

    assert presence.look(world.ticket(), world.claire, NOON) == ()


def test_a_page_that_stays_open_is_told_what_was_written_meanwhile(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown = last_event(ticket)
    replying.reply(ticket, world.words(world.hugo, "Passez en 7.4.5."), at=NOON)
    response = look(as_(world.claire), ticket, depuis=shown)

    assert "Le ticket a changé depuis que vous l’avez ouvert" in words(response)
    assert "« Passez en 7.4.5. »" in words(response)
    assert f'data-read-news="{last_event(ticket)}"' in response.content.decode()


def test_what_one_did_oneself_is_no_news(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown = last_event(ticket)
    replying.reply(ticket, world.words(world.claire, "Passez en 7.4.5."), at=NOON)

    assert look(as_(world.claire), ticket, depuis=shown).status_code == 204


def test_the_page_shows_once_what_names_its_reader_and_says_that_it_was_read(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, "@Claire Martin, un avis ?"), at=NOON)
    client, page = as_(world.claire), reverse("console:ticket", args=[ticket.number])
    first = words(client.get(page))
    client.post(reverse("console:mentions_seen", args=[ticket.number]))

    assert "Hugo Leroy vous nomme" in first
    assert "vous nomme" not in words(client.get(page))
    assert mentions.count_unseen(world.claire) == 0


def test_a_qualification_shows_the_verdict_before_and_after(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(channel="mail", serial="", severity=None)
    said = effect(as_(world.claire), ticket, severity="1", serial=FORTIGATE, kind="incident")

    assert "Si vous enregistrez" in said
    assert "À vérifier devient Couvert" in said.replace("→ ", "").replace("→", "")


def test_a_qualification_shows_the_deadline_before_and_after(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(severity=4)
    said = effect(as_(world.claire), ticket, severity="1", serial=FORTIGATE, kind="incident")

    assert "14h37, reste 1h" in said


def test_a_product_that_is_not_premium_loses_its_promise_before_the_eyes(world: World, as_: As) -> None:
    ticket = world.ticket()
    said = effect(as_(world.claire), ticket, severity="3", serial=STORMSHIELD, kind="incident")

    assert "sans engagement de délai" in said


def test_a_qualification_that_confirms_says_that_nothing_changes(world: World, as_: As) -> None:
    ticket = world.ticket()

    assert "Rien ne change" in effect(
        as_(world.claire), ticket, severity="1", serial=FORTIGATE, kind="incident"
    )


def test_looking_at_the_effect_writes_nothing(world: World, as_: As) -> None:
    ticket = world.ticket()
    before = Ticket.objects.filter(pk=ticket.pk).values().get()
    effect(as_(world.claire), ticket, severity="4", serial=STORMSHIELD, kind="incident")

    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before
    assert not ticket.events.filter(kind=Event.Kind.QUALIFIED).exists()


@pytest.mark.parametrize(
    ("severity", "serial"), [(2, FORTIGATE), (None, FORTIGATE), (1, STORMSHIELD), (1, "")]
)
def test_what_is_shown_before_is_what_saving_does(world: World, severity: int | None, serial: str) -> None:
    ticket = world.ticket(severity=4)
    new = Qualification(severity, serial, "incident")
    shown = foresee(ticket, new, at=NOON)
    saved = qualify(ticket, new, actor=world.claire, at=NOON)

    assert (shown.due_at, shown.status, shown.verdict) == (saved.due_at, saved.status, saved.verdict)


def test_what_is_typed_wrong_is_said_instead(world: World, as_: As) -> None:
    assert "effect" not in effect(as_(world.claire), world.ticket(), severity="9", kind="incident")
