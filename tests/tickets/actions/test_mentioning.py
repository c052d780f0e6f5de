"""A colleague named in a note is told, knows where it waits, and has seen it once the ticket was opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import mentions
from tickets.actions.mentioning import see
from tickets.actions.replying import note, reply
from tickets.models import Mention, Ticket

LATER = TUESDAY + timedelta(minutes=20)


def said(world: World, ticket: Ticket, body: str) -> None:
    note(ticket, world.words(world.claire, body), at=LATER)


def test_a_colleague_named_in_a_note_is_told_by_mail(world: World) -> None:
    ticket = world.ticket()
    said(world, ticket, "@Hugo Leroy, tu as déjà vu ça ?")
    mail = OutgoingMail.objects.get(to=world.hugo.email, text__contains="vous nomme")

    assert Mention.objects.get().person == world.hugo
    assert "tu as déjà vu ça" in mail.text
    assert reverse("console:ticket", args=[ticket.number]) in mail.text


@pytest.mark.parametrize(
    "body",
    ["Voir avec Hugo Leroy.", "hugo@Hugo Leroy", "@Hugo Leroyer", "@Hugo", "@Jean Petit", "@Claire Martin"],
)
def test_nobody_else_is(world: World, body: str) -> None:
    said(world, world.ticket(), body)

    assert not Mention.objects.exists()


def test_a_name_counts_in_any_case_and_before_any_sign(world: World) -> None:
    said(world, world.ticket(), "(cc @hugo\u00a0leroy)")

    assert Mention.objects.get().person == world.hugo


def test_naming_somebody_twice_is_once(world: World) -> None:
    said(world, world.ticket(), "@Hugo Leroy et encore @Hugo Leroy")

    assert Mention.objects.count() == 1


def test_an_answer_names_nobody(world: World) -> None:
    reply(world.ticket(), world.words(world.claire, "@Hugo Leroy"), at=LATER)

    assert not Mention.objects.exists()


def test_the_same_note_sent_twice_tells_once(world: World) -> None:
    ticket, words = world.ticket(), world.words(world.claire, "@Hugo Leroy ?")
    note(ticket, words, at=LATER)
    note(ticket, words, at=LATER)

    assert OutgoingMail.objects.filter(text__contains="vous nomme").count() == 1


def test_what_waits_is_counted_by_ticket_and_gone_once_the_ticket_was_seen(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    for each in (ticket, ticket, other):
        said(world, each, "@Hugo Leroy ?")

    assert mentions.count_unseen(world.hugo) == 2
    assert see(ticket, reader=world.hugo, at=LATER) == 2
    assert mentions.count_unseen(world.hugo) == 1
    assert list(Ticket.objects.filter(mentions.waits_for(world.hugo))) == [other]


def test_what_a_colleague_opens_stays_to_be_read_by_who_was_named(world: World) -> None:
    ticket = world.ticket()
    said(world, ticket, "@Hugo Leroy ?")
    see(ticket, reader=world.claire, at=LATER)

    assert mentions.count_unseen(world.hugo) == 1
