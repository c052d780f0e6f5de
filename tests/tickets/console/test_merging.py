"""Merging through the page: what is proposed, what is typed, where it leads, what a merged ticket shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.console.reading import Answered, answer, note, words
from tests.world import TUESDAY, World
from tickets.actions.merging import merge
from tickets.models import Status, Ticket

As = Callable[[User], Client]


@pytest.fixture
def into(world: World) -> Ticket:
    return world.ticket(subject="Tunnel vers Lyon", received_at=TUESDAY - timedelta(hours=1))


@pytest.fixture
def source(world: World) -> Ticket:
    return world.ticket()


@pytest.fixture
def gone(world: World, source: Ticket, into: Ticket) -> Ticket:
    """The source, merged."""
    merge(source, into, actor=world.hugo, at=TUESDAY)
    source.refresh_from_db()
    return source


def opened(client: Client, ticket: Ticket) -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]), {"action": "merger"})


def merging(client: Client, ticket: Ticket, **data: Any) -> Answered:
    return client.post(reverse("console:merger", args=[ticket.number]), {"intent": "merger", **data})


def merger_form(response: Answered) -> Any:
    return next(panel.form for panel in response.context["panels"] if panel.form.intent == "merger")


def test_the_other_open_tickets_of_the_requester_are_proposed(
    world: World, as_: As, source: Ticket, into: Ticket
) -> None:
    page = opened(as_(world.claire), source)

    assert [value for value, _label in merger_form(page).fields["proposed"].choices] == [into.number]
    assert f"{into.number}, nouveau, même matériel" in words(page)


def test_it_says_what_happens_before_it_does(world: World, as_: As, source: Ticket, into: Ticket) -> None:
    page = words(opened(as_(world.claire), source))

    assert "celui-ci est clos, et les demandeurs sont prévenus par mail" in page
    assert "Fusionner et clore" in page


def test_without_another_ticket_only_a_number_is_asked(world: World, as_: As, source: Ticket) -> None:
    page = opened(as_(world.claire), source)

    assert merger_form(page).choices == []
    assert "Numéro du ticket à garder" in words(page)


@pytest.mark.parametrize("way", ["proposed", "number"])
def test_it_leads_to_the_ticket_that_goes_on(
    world: World, as_: As, source: Ticket, into: Ticket, way: str
) -> None:
    client = as_(world.claire)
    response = merging(client, source, **{way: into.number})

    assert response.status_code == 302
    assert response["Location"] == reverse("console:ticket", args=[into.number])
    page = words(opened(client, into))
    assert f"{source.number} est fusionné avec {into.number}. Première réponse avant 12h07." in page
    assert f"Claire Martin a fusionné ici la demande {source.number}" in page


def test_a_number_is_read_as_people_type_it(world: World, as_: As, source: Ticket, into: Ticket) -> None:
    merging(as_(world.claire), source, number=f" {into.number.lower()} ")
    source.refresh_from_db()

    assert source.merged_into == into


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choisissez un ticket, ou écrivez son numéro"),
        ("42", "Choisissez un ticket, ou écrivez son numéro"),
        ("CST-2026-000123-bis", "Écrivez le numéro comme CST-2026-000123."),
        ("CST-2026-999999", "Aucun ticket ne porte le numéro CST-2026-999999."),
    ],
)
def test_a_number_that_leads_nowhere_is_explained(
    world: World, as_: As, source: Ticket, typed: str, sentence: str
) -> None:
    response = merging(as_(world.claire), source, number=typed)

    assert response.status_code == 422
    assert sentence in words(response)
    assert merger_form(response)["number"].value() == typed


def test_what_the_verb_refuses_comes_back_in_the_form(world: World, as_: As, source: Ticket) -> None:
    other = world.ticket(world.sophie)
    response = merging(as_(world.claire), source, number=other.number)

    assert response.status_code == 422
    assert "ne sont pas vus par les mêmes personnes" in words(response)
    assert Ticket.objects.get(pk=source.pk).status == Status.NEW


def test_a_second_click_leads_to_the_same_ticket(world: World, as_: As, gone: Ticket, into: Ticket) -> None:
    response = merging(as_(world.claire), gone, number=into.number)

    assert response["Location"] == reverse("console:ticket", args=[into.number])
    assert into.messages.count() == 2


def test_a_merged_ticket_says_where_it_went_and_offers_nothing_else(
    world: World, as_: As, gone: Ticket, into: Ticket
) -> None:
    page = opened(as_(world.claire), gone)

    assert f"sont dans {into.number}, « Tunnel vers Lyon »" in words(page)
    assert reverse("console:ticket", args=[into.number]) in page.content.decode()
    assert (page.context["panels"], page.context["composer"]) == ([], None)
    assert page.context["ways"] == {"take": False, "remind": False, "close": False, "reopen": False}


@pytest.mark.parametrize(("route", "box"), [("messages", answer), ("notes", note)])
def test_what_was_typed_before_the_merge_comes_back_with_where_to_write_it(
    world: World, as_: As, gone: Ticket, into: Ticket, route: str, box: Callable[..., dict[str, Any]]
) -> None:
    sent = box(world.claire, gone) if route == "messages" else box(world.claire)
    response = as_(world.claire).post(reverse(f"console:{route}", args=[gone.number]), sent)

    assert response.status_code == 422
    assert f"Ce ticket est fusionné avec {into.number} : la suite s’y passe." in words(response)
    assert sent["body"] in response.content.decode()


def test_it_is_not_reopened(world: World, as_: As, gone: Ticket, into: Ticket) -> None:
    client = as_(world.claire)
    client.post(reverse("console:reopening", args=[gone.number]))

    assert f"Ce ticket est fusionné avec {into.number} : la suite s’y passe." in words(opened(client, gone))


def test_in_the_list_of_all_tickets_it_reads_as_merged(world: World, as_: As, gone: Ticket) -> None:
    page = words(as_(world.claire).get(reverse("console:queue"), {"vue": "tous", "q": gone.number}))

    assert "fusionné" in page


def test_said_twice_it_was_one_incident(world: World, as_: As, gone: Ticket, into: Ticket) -> None:
    later = world.ticket(received_at=TUESDAY + timedelta(minutes=30))

    assert "2e incident sur ce matériel" in words(opened(as_(world.claire), later))
