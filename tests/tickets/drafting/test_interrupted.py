"""A form older than the session that sends it: refused, with its words kept for the person who typed them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tickets.console.reading import words
from tests.world import World
from tickets.drafting import submission
from tickets.models import Message

NEW = "/console/horaires/nouveau/"


@pytest.fixture
def careful(world: World) -> Client:
    """Hugo, who has logged in again since his forms were shown: none of their security tokens is good."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.hugo)
    return client


def typed(world: World, **changes: Any) -> dict[str, Any]:
    key = submission.new(world.hugo).token
    return {"code": "lille", "name": "Lille", "submission_key": key, "csrfmiddlewaretoken": "x", **changes}


def test_an_expired_form_is_refused_by_a_page_of_ours(careful: Client, world: World) -> None:
    answered = careful.post(NEW, typed(world))

    assert answered.status_code == 403
    assert "Cette page avait expiré" in words(answered)
    assert "Ce que vous aviez saisi est gardé : reprenez-le, puis renvoyez." in words(answered)
    assert f'href="{NEW}"' in answered.content.decode()


def test_the_page_of_an_expired_form_is_in_the_language_of_its_reader(careful: Client, world: World) -> None:
    type(world.hugo).objects.filter(pk=world.hugo.pk).update(language="en")

    assert "This page had expired" in words(careful.post(NEW, typed(world)))


def test_what_was_typed_is_there_again_once(careful: Client, world: World) -> None:
    careful.post(NEW, typed(world))

    first, second = careful.get(NEW), careful.get(NEW)

    assert (first.context["form"]["code"].value(), first.context["form"]["name"].value()) == (
        "lille",
        "Lille",
    )
    assert second.context["form"]["code"].value() is None


def test_the_answer_to_a_ticket_is_there_again(careful: Client, world: World) -> None:
    ticket = world.ticket()
    page = reverse("console:ticket", args=[ticket.number])
    answer = typed(world, intent="answer", body="Bonjour Jean, quelle version ?")

    refused = careful.post(reverse("console:messages", args=[ticket.number]), answer)

    assert f'href="{page}"' in refused.content.decode()
    assert "Bonjour Jean, quelle version ?" in words(careful.get(page))
    assert not Message.objects.filter(body="Bonjour Jean, quelle version ?").exists()


def test_an_expired_form_does_not_shorten_the_session(careful: Client, world: World) -> None:
    before = careful.session.get_expiry_age()

    careful.post(NEW, typed(world))

    assert careful.session.get_expiry_age() == before


@pytest.mark.parametrize("whose", ["claire", None])
def test_the_words_of_another_s_form_are_not_kept(careful: Client, world: World, whose: str | None) -> None:
    key = submission.new(getattr(world, whose)).token if whose else "forged"

    refused = careful.post(NEW, typed(world, submission_key=key))

    assert refused.status_code == 403
    assert "Revenez en arrière : vos mots y sont encore. Copiez-les" in words(refused)
    assert careful.get(NEW).context["form"]["code"].value() is None


def test_whoever_has_not_logged_in_is_told_to_go_back(db: None) -> None:
    refused = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "hugo"})

    assert refused.status_code == 403
    assert "Revenez en arrière : vos mots y sont encore. Copiez-les" in words(refused)
