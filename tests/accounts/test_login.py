"""Logging in: by e-mail, throttled, the same answer for known and unknown addresses."""

from __future__ import annotations

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cst.demo.cast import PASSWORD
from tests.world import World


def log_in(client: Client, email: str, password: str) -> str:
    answer = client.post(reverse("account_login"), {"login": email, "password": password}, follow=True)
    return answer.content.decode()


def test_the_address_is_read_without_case(world: World, client: Client) -> None:
    log_in(client, world.jean.email.upper(), PASSWORD)

    assert client.session["_auth_user_id"] == str(world.jean.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(world: World) -> None:
    wrong = log_in(Client(), world.jean.email, "not-this-one")
    unknown = log_in(Client(), "nobody@reseau-plus.example", "not-this-one")

    sentence = "L’adresse e-mail ou le mot de passe sont incorrects."
    assert sentence in wrong.replace("&#x27;", "’") and sentence in unknown.replace("&#x27;", "’")


def test_failures_are_counted_and_stop(world: World, client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/300s/key"}
    cache.clear()
    for _attempt in range(3):
        log_in(client, world.jean.email, "not-this-one")

    assert "Trop de tentatives" in log_in(client, world.jean.email, PASSWORD)
    assert "_auth_user_id" not in client.session
