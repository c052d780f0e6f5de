"""The address in the mail: one question of one person, without a login, and nothing that opening it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.actions import closing
from tickets.models import Event, Satisfaction, Ticket
from tickets.opinions import links

NOW = TUESDAY + timedelta(hours=5)


@pytest.fixture(autouse=True)
def in_the_afternoon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ticket(world: World) -> Ticket:
    found = world.ticket()
    closing.resolve(found, world.words(world.claire, "Voici."), at=TUESDAY)
    found.refresh_from_db()
    return found


def address(ticket: Ticket, person: User, mark: int | None = None) -> str:
    path = links.url(ticket, person, mark)
    return path[path.index("/avis/") :]


def test_opening_the_link_changes_nothing_and_proposes_its_mark(
    world: World, client: Client, ticket: Ticket
) -> None:
    response = client.get(address(ticket, world.jean, 1))

    assert response.status_code == 200
    assert 'value="1" checked' in response.content.decode()
    assert not Satisfaction.objects.exists()


def test_the_button_gives_the_opinion_in_the_name_of_who_was_asked(
    world: World, client: Client, ticket: Ticket
) -> None:
    response = client.post(address(ticket, world.jean, 3), {"mark": "3", "comment": "Rapide."}, follow=True)

    row = Satisfaction.objects.get()
    assert (row.mark, row.comment, row.given_by) == (3, "Rapide.", world.jean)
    assert "Merci : votre avis est noté." in words(response)


def test_sent_twice_it_is_one_opinion(world: World, client: Client, ticket: Ticket) -> None:
    for _ in range(2):
        client.post(address(ticket, world.jean), {"mark": "2"})

    assert ticket.events.filter(kind=Event.Kind.RATED).count() == 1


def test_the_page_shows_the_opinion_that_was_given(world: World, client: Client, ticket: Ticket) -> None:
    client.post(address(ticket, world.jean), {"mark": "2", "comment": "Bien."})

    page = client.get(address(ticket, world.jean)).content.decode()

    assert 'value="2" checked' in page and "Bien." in page


def test_without_a_mark_the_page_asks_for_one(world: World, client: Client, ticket: Ticket) -> None:
    response = client.post(address(ticket, world.jean), {"comment": "Bien."})

    assert response.status_code == 422
    assert "Choisissez l’un des trois avis." in words(response)
    assert "Bien." in words(response)


@pytest.mark.parametrize("mark", ["0", "4", "x", ""])
def test_a_mark_that_is_none_proposes_none(world: World, client: Client, ticket: Ticket, mark: str) -> None:
    page = client.get(address(ticket, world.jean) + f"?avis={mark}")

    assert page.status_code == 200
    assert " checked" not in page.content.decode()


def test_a_forged_token_opens_nothing(world: World, client: Client, ticket: Ticket) -> None:
    other = signing.dumps([ticket.pk, world.jean.pk], salt="something else")

    for token in (other, links.token(ticket, world.jean)[:-1] + "é", "nothing"):
        assert client.get(f"/avis/{token}/").status_code == 410


def test_the_link_is_worth_nothing_elsewhere(world: World, client: Client, ticket: Ticket) -> None:
    client.get(address(ticket, world.jean))

    assert client.get(ticket.get_absolute_url()).status_code == 302  # to the login


@pytest.mark.parametrize("now", [TUESDAY + timedelta(days=15), TUESDAY + timedelta(days=90)])
def test_after_two_weeks_the_question_is_closed(
    world: World, client: Client, ticket: Ticket, now: datetime
) -> None:
    link = address(ticket, world.jean)

    with time_machine.travel(now, tick=False):
        assert client.get(link).status_code == 410
        assert client.post(link, {"mark": "3"}).status_code == 410
    assert not Satisfaction.objects.exists()


def test_a_reopened_ticket_has_no_question_any_more(world: World, client: Client, ticket: Ticket) -> None:
    closing.reopen(ticket, actor=world.jean, at=NOW)

    assert client.get(address(ticket, world.jean)).status_code == 410


def test_who_left_answers_no_more(world: World, client: Client, ticket: Ticket) -> None:
    link = address(ticket, world.jean)
    User.objects.filter(pk=world.jean.pk).update(is_active=False)

    assert client.get(link).status_code == 410


def test_the_page_is_in_the_language_of_who_was_asked_and_kept_nowhere(
    world: World, client: Client, ticket: Ticket
) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")

    response = client.get(address(ticket, world.jean))

    assert 'lang="en"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()


def test_the_subject_is_shown_as_text(world: World, client: Client) -> None:
    ticket = closing.close(world.ticket(subject="<b>Panne</b>"), actor=world.claire, at=TUESDAY)

    page = client.get(address(ticket, world.jean)).content.decode()

    assert escape("<b>Panne</b>") in page and "<b>Panne</b>" not in page
