"""Technical notes inside answers: which are proposed, what is inserted, and what is kept of it."""

from __future__ import annotations

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.world import TUESDAY, World
from tickets import inserted_notes
from tickets.actions import replying
from tickets.inserted_notes import Insertable
from tickets.models import NoteUse, Ticket


def proposed(ticket: Ticket, author: User) -> dict[str, Insertable]:
    return {each.slug: each for each in inserted_notes.proposals(ticket, author)}


def test_a_note_is_inserted_as_its_title_and_its_address_in_the_portal(world: World) -> None:
    row = note(world, "FortiGate 100F", title="Tunnel IPsec")
    each = proposed(world.ticket(), world.claire)[row.slug]

    assert each.text == f"Note technique\u00a0: Tunnel IPsec\n{settings.BASE_URL}{row.get_absolute_url()}\n"
    assert each.is_likely


def test_it_is_in_the_language_of_who_will_read_it(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")
    row = note(world, title_en="IPsec tunnel", text_en="Restart.")
    ticket = Ticket.objects.select_related("requester").get(pk=world.ticket().pk)

    assert proposed(ticket, world.claire)[row.slug].title == "IPsec tunnel"


def test_those_about_the_ticket_come_first(world: World) -> None:
    likely = note(world, "FortiGate 100F")
    note(world, "SN310")
    found = inserted_notes.proposals(world.ticket(), world.claire)

    assert found[0].slug == likely.slug
    assert [each.is_likely for each in found] == [True, False]


def test_what_the_customer_may_not_read_is_not_proposed(world: World) -> None:  # CH-II.2
    for_resellers = note(world, "FortiGate 100F", audience="resellers")
    draft = note(world, "FortiGate 100F", published=False)

    assert for_resellers.slug in proposed(world.ticket(world.jean), world.claire)
    assert proposed(world.ticket(world.sophie), world.claire) == {}
    assert draft.slug not in proposed(world.ticket(world.jean), world.claire)


def test_a_stranger_is_given_the_words_of_what_is_for_everybody(world: World) -> None:
    row = note(world, text="Redémarrer le tunnel.")
    note(world, audience="premium")
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(requester=None, organisation=None)
    found = proposed(Ticket.objects.get(pk=ticket.pk), world.claire)

    assert list(found) == [row.slug]
    assert "Redémarrer le tunnel." in found[row.slug].text and settings.BASE_URL not in found[row.slug].text


@pytest.mark.parametrize("stranger", [False, True])
def test_an_answer_keeps_the_note_that_it_carries_once(world: World, stranger: bool) -> None:
    row = note(world)
    ticket = world.ticket()
    if stranger:
        Ticket.objects.filter(pk=ticket.pk).update(requester=None, organisation=None)
    ticket = Ticket.objects.get(pk=ticket.pk)
    text = proposed(ticket, world.claire)[row.slug].text
    for _time in range(2):
        replying.reply(ticket, world.words(world.claire, f"Bonjour,\n\n{text}"), at=TUESDAY)

    use = NoteUse.objects.get()
    assert (use.note, use.ticket, use.kind, use.by) == (row, ticket, "answer", world.claire)


def test_a_customer_who_quotes_an_address_is_no_use(world: World) -> None:
    row = note(world)
    replying.reply(world.ticket(), world.words(world.jean, f"Vu : {row.get_absolute_url()}"), at=TUESDAY)

    assert not NoteUse.objects.exists()


def test_an_answer_without_a_note_asks_nothing_more(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert list(inserted_notes.carried_by("Bonjour, voici.")) == []


def test_many_notes_take_a_constant_number_of_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(8):
        note(world, "FortiGate 100F")
    ticket = world.ticket()

    with django_assert_max_num_queries(6):
        assert len(inserted_notes.proposals(ticket, world.claire)) == Note.objects.count()
