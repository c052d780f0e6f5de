"""How often a token, a session and an address that guesses may ask; the real Valkey counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.api.tokens.making import bearer, make
from tests.world import TUESDAY, World

ME = "/api/v1/me/"


@pytest.fixture(autouse=True)
def rates(settings: Settings) -> None:
    cache.clear()
    settings.API_TOKEN_RATE, settings.API_SESSION_RATE, settings.API_REFUSED_RATE = 3, 5, 2


def test_each_answer_says_what_is_left(world: World, client: Client) -> None:
    with time_machine.travel(TUESDAY.replace(second=48), tick=False):
        _token, secret = make(world.lea)
        answer = client.get(ME, headers=bearer(secret))

    said = [answer[f"RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")]
    assert said == ["3", "2", "12"]


def test_beyond_the_limit_a_token_waits_for_the_next_minute(world: World, client: Client) -> None:
    _token, secret = make(world.lea)
    with time_machine.travel(TUESDAY.replace(second=48), tick=False):
        statuses = [client.get(ME, headers=bearer(secret)).status_code for _each in range(3)]
        refused = client.get(ME, headers=bearer(secret))
    with time_machine.travel(TUESDAY.replace(minute=8), tick=False):
        later = client.get(ME, headers=bearer(secret))

    assert statuses == [200, 200, 200]
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert (refused["Retry-After"], refused["RateLimit-Remaining"]) == ("12", "0")
    assert later.status_code == 200


def test_another_token_of_the_same_person_is_counted_apart(world: World, client: Client) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        for _each in range(4):
            client.get(ME, headers=bearer(make(world.lea)[1]))
        answer = client.get(ME, headers=bearer(make(world.lea)[1]))

    assert answer["RateLimit-Remaining"] == "2"


def test_what_a_token_may_not_do_is_counted_too(world: World, client: Client) -> None:
    _token, secret = make(world.lea)

    answer = client.post("/api/v1/tickets/", {}, "application/json", headers=bearer(secret))

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert "le droit open" in answer.json()["detail"]
    assert answer["RateLimit-Remaining"] == "2"


def test_a_session_is_counted_by_its_person(world: World, client: Client) -> None:
    client.force_login(world.lea)
    with time_machine.travel(TUESDAY, tick=False):
        statuses = [client.get(ME).status_code for _each in range(6)]

    assert statuses == [200] * 5 + [429]


def test_an_address_that_sends_tokens_that_nobody_made_is_told_to_wait(world: World, client: Client) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        statuses = [client.get(ME, headers=bearer(f"cst_{n}")).status_code for n in range(3)]
        _token, secret = make(world.lea)
        colleague = client.get(ME, headers=bearer(secret))

    assert statuses == [401, 401, 429]
    assert colleague.status_code == 200  # the same address, with a token that holds


def test_while_valkey_is_away_nobody_is_held_up(world: World, client: Client, settings: Settings) -> None:
    _token, secret = make(world.lea)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

    answer = client.get(ME, headers=bearer(secret))

    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer


def test_of_many_at_once_none_is_forgotten(transactional_world: World, settings: Settings) -> None:
    settings.API_TOKEN_RATE = 10
    _token, secret = make(transactional_world.lea)

    def ask(_each: int) -> int:
        try:
            return Client().get(ME, headers=bearer(secret)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(ask, range(16)))

    assert statuses.count(429) in {6, 0}  # 0: the minute changed between
