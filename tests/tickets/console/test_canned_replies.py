"""The canned replies of the console: written, found, changed, and proposed beside the answer box."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.actions.keeping_canned import Wording, keep
from tickets.models import CannedReply

As = Callable[[User], Client]
TYPED = {
    "title": "Premier contact",
    "shortcut": "Bonjour",
    "text": "Bonjour {{ prenom }}, nous regardons {{ produit }}.",
    "text_en": "Hello {{ prenom }}, we look at {{ produit }}.",
    "shared": "on",
}


def kept(owner: User, **changes: object) -> CannedReply:
    wording = {
        "shortcut": "bonjour",
        "title": "Premier contact",
        "text": "Bonjour {{ prenom }},",
        "text_en": "Hello {{ prenom }},",
        "shared": True,
    }
    return keep(None, Wording(**{**wording, **changes}), actor=owner, at=TUESDAY)  # type: ignore[arg-type]


def test_what_is_written_is_found_by_the_team(world: World, as_: As) -> None:
    response = as_(world.claire).post(reverse("console:canned_new"), TYPED)

    assert response.status_code == 302
    assert "/bonjour" in words(as_(world.hugo).get(reverse("console:canned")))


def test_an_unknown_variable_is_said_beside_its_text_and_what_was_typed_stays(world: World, as_: As) -> None:
    typed = {**TYPED, "text": "Bonjour {{ prenon }}"}
    response = as_(world.claire).post(reverse("console:canned_new"), typed)

    assert response.status_code == 422
    assert "Vouliez-vous écrire {{ prenom }}" in words(response)
    assert "Bonjour {{ prenon }}" in words(response)
    assert not CannedReply.objects.exists()


def test_a_shortcut_that_is_taken_is_said_beside_it(world: World, as_: As) -> None:
    kept(world.hugo)
    response = as_(world.claire).post(reverse("console:canned_new"), TYPED)

    assert response.status_code == 422
    assert "Le raccourci /bonjour est déjà pris" in words(response)


def test_changing_one_shows_it_as_it_is(world: World, as_: As) -> None:
    row = kept(world.hugo)
    page = as_(world.claire).get(reverse("console:canned_edit", args=[row.pk]))
    as_(world.claire).post(reverse("console:canned_edit", args=[row.pk]), {**TYPED, "title": "Autre"})
    row.refresh_from_db()

    assert "Bonjour {{ prenom }}," in words(page)
    assert row.title == "Autre"


def test_what_a_colleague_keeps_for_themself_does_not_exist(world: World, as_: As) -> None:
    row = kept(world.hugo, shared=False)
    client = as_(world.claire)

    assert client.get(reverse("console:canned_edit", args=[row.pk])).status_code == 404
    assert "Premier contact" not in words(client.get(reverse("console:canned")))


def test_one_of_one_s_own_is_given_up(world: World, as_: As) -> None:
    row = kept(world.claire)
    for _ in range(2):
        as_(world.claire).post(reverse("console:canned_removal", args=[row.pk]))

    assert not CannedReply.objects.exists()


def test_words_find_a_reply_and_nothing_is_said_plainly(world: World, as_: As) -> None:
    kept(world.claire)
    client = as_(world.claire)

    assert "Premier contact" in words(client.get(reverse("console:canned"), {"q": "/bonj"}))
    assert "Aucune réponse type ne répond" in words(client.get(reverse("console:canned"), {"q": "zzz"}))


def test_more_replies_take_no_more_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kept(world.claire)
    client = as_(world.claire)
    with django_assert_max_num_queries(15) as first:
        client.get(reverse("console:canned"))
    for number in range(30):
        kept(world.claire, shortcut=f"r{number}")

    with django_assert_max_num_queries(len(first)):
        client.get(reverse("console:canned"))


def test_beside_the_box_a_reply_is_filled_in_with_the_ticket(world: World, as_: As) -> None:
    kept(world.hugo)
    ticket = world.ticket()
    response = as_(world.claire).get(reverse("console:canned_proposals", args=[ticket.number]))

    assert 'data-text="Bonjour Jean,"' in response.content.decode()


def test_beside_the_box_a_reply_is_in_the_language_of_the_customer(world: World, as_: As) -> None:
    kept(world.hugo)
    world.jean.language = "en"
    world.jean.save()
    ticket = world.ticket()
    response = as_(world.claire).get(reverse("console:canned_proposals", args=[ticket.number]))

    assert 'data-text="Hello Jean,"' in response.content.decode()


def test_a_gap_is_told_before_it_is_sent(world: World, as_: As) -> None:
    kept(world.hugo, text="Votre {{ produit }}", text_en="")
    ticket = world.ticket(
        channel="mail", serial="", severity=None, received_at=TUESDAY + timedelta(minutes=1)
    )
    response = as_(world.claire).get(reverse("console:canned_proposals", args=[ticket.number]))

    assert 'data-said="À compléter\u00a0: produit"' in response.content.decode().replace(" :", "\u00a0:")


def test_the_words_of_a_ticket_do_not_become_markup(world: World, as_: As) -> None:
    kept(world.hugo, text="{{ objet }}", text_en="")
    ticket = world.ticket(subject='"><script>x</script>')
    response = as_(world.claire).get(reverse("console:canned_proposals", args=[ticket.number]))

    assert b"<script>" not in response.content


@pytest.mark.parametrize("missing", ["title", "shortcut", "text"])
def test_what_is_missing_is_said(world: World, as_: As, missing: str) -> None:
    response = as_(world.claire).post(reverse("console:canned_new"), {**TYPED, missing: ""})

    assert response.status_code == 422
    assert f'id="id_{missing}_error"' in response.content.decode()
