"""The page on which a person makes and revokes feeds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.tickets.console.reading import words
from tests.tickets.feeds.reading import address
from tests.world import TUESDAY, World
from tickets.feeds import keys
from tickets.models import CalendarFeed

PAGE = "/programmes/agenda/"
ASKED = {"name": "Outlook du bureau", "closures": "on", "sessions": "on"}


def test_a_feed_is_made_and_its_address_opens_it(world: World, client: Client) -> None:
    client.force_login(world.jean)

    page = client.post(PAGE, ASKED, follow=True)

    [secret] = re.findall(r"http://localhost:8000/agenda/([\w-]{43})\.ics</code>", page.content.decode())
    row = CalendarFeed.objects.get(owner=world.jean)
    assert (row.name, row.with_closures, row.with_sessions) == ("Outlook du bureau", True, True)
    assert keys.opened_by(secret) == row
    assert f'href="webcal://localhost:8000/agenda/{secret}.ics"' in page.content.decode()


def test_its_address_is_shown_once_and_stays_nowhere(world: World, client: Client) -> None:
    client.force_login(world.jean)
    redirection = client.post(PAGE, ASKED)
    client.get(PAGE)

    again = client.get(PAGE)

    assert redirection["Location"] == PAGE
    assert "/agenda/" not in again.content.decode().replace(PAGE, "")
    assert "feed_made" not in client.session


def test_the_list_says_what_each_shows_and_when_it_was_read(world: World, client: Client) -> None:
    path = address(world.jean, closures=True)
    client.get(path)
    client.force_login(world.jean)

    page = words(client.get(PAGE))

    assert "Bureau fermetures du CST créé le 13 octobre 2026 · lu le 13 octobre 2026 12:07" in page


def test_without_any_the_page_says_what_to_do(world: World, client: Client) -> None:
    client.force_login(world.jean)

    assert "Aucun agenda" in words(client.get(PAGE))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Ce champ est obligatoire."),
        ({"closures": "", "sessions": ""}, "Choisissez au moins une chose à montrer."),
        ({"name": "x" * 61}, "au plus 60 caractères"),
    ],
)
def test_what_is_missing_is_said_and_nothing_made(
    world: World, client: Client, changes: dict[str, str], said: str
) -> None:
    client.force_login(world.jean)

    answer = client.post(PAGE, {**ASKED, **changes})

    assert (answer.status_code, CalendarFeed.objects.count()) == (422, 0)
    assert said in words(answer)


def test_nobody_has_more_than_ten(world: World, client: Client) -> None:
    for _ in range(keys.MOST):
        address(world.jean, closures=True)
    client.force_login(world.jean)

    answer = client.post(PAGE, ASKED)

    assert answer.status_code == 422
    assert "Vous avez déjà 10 agendas : révoquez-en un." in words(answer)
    assert keys.live(world.jean).count() == keys.MOST


def test_one_click_revokes_it(world: World, client: Client) -> None:
    path = address(world.jean, closures=True)
    client.force_login(world.jean)

    page = client.post(f"{PAGE}{CalendarFeed.objects.get().pk}/revocation/", follow=True)

    assert "L’agenda « Bureau » est révoqué" in words(page)
    assert client.get(path).status_code == 404


def test_revoked_twice_it_keeps_the_first_instant(world: World) -> None:
    address(world.jean, closures=True)
    keys.revoke(CalendarFeed.objects.get(), TUESDAY)

    keys.revoke(CalendarFeed.objects.get(), TUESDAY + timedelta(days=1))

    assert CalendarFeed.objects.get().revoked_at == TUESDAY


def test_nobody_revokes_that_of_another(world: World, client: Client) -> None:
    address(world.jean, closures=True)
    client.force_login(world.lea)

    answer = client.post(f"{PAGE}{CalendarFeed.objects.get().pk}/revocation/")

    assert answer.status_code == 404
    assert keys.live(world.jean).exists()


def test_who_has_no_sessions_is_not_offered_any(world: World, client: Client) -> None:
    client.force_login(world.ines)

    client.post(PAGE, ASKED)

    assert "sessions" not in words(client.get(PAGE)).partition("Nouvel agenda")[2]
    assert not CalendarFeed.objects.get().with_sessions
