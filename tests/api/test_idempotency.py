"""An Idempotency-Key: the same answer within a day, a mistake told, nothing kept of what was refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from api import idempotency
from api.models import KeptAnswer
from tests.world import TUESDAY, World

QUESTION = {"start": "2026-10-13T11:07:00+02:00", "minutes": 120}


@pytest.fixture
def api(world: World, client: Client) -> Client:
    client.force_login(world.jean)
    return client


def post(api: Client, key: str, **changes: Any) -> Any:
    return api.post(
        "/api/v1/deadlines/",
        {**QUESTION, **changes},
        content_type="application/json",
        headers={"idempotency-key": key},
    )


def test_the_same_key_is_answered_the_same_and_says_so(api: Client) -> None:
    first, second = post(api, "k1"), post(api, "k1")

    assert second.json() == first.json()
    assert (second.status_code, second["Idempotency-Replayed"]) == (200, "true")
    assert "Idempotency-Replayed" not in first
    assert KeptAnswer.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(api: Client) -> None:
    post(api, "k1")

    answer = post(api, "k1", minutes=90)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_its_person_s(api: Client, world: World) -> None:
    post(api, "k1")
    api.force_login(world.sophie)

    answer = post(api, "k1", minutes=90)

    assert (answer.status_code, "Idempotency-Replayed" in answer) == (200, False)


def test_what_was_refused_leaves_the_key_free(api: Client) -> None:
    refused = post(api, "k1", minutes=-1)

    assert (refused.status_code, KeptAnswer.objects.count()) == (422, 0)
    assert post(api, "k1").status_code == 200


@pytest.mark.parametrize("key", ["", "deux mots", "é", "x" * 201])
def test_a_key_that_cannot_be_kept_is_refused(api: Client, key: str) -> None:
    answer = post(api, key)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_refused")


def test_after_a_day_a_key_is_as_new(api: Client) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        post(api, "k1")
    with time_machine.travel(TUESDAY + timedelta(hours=24), tick=False):
        answer = post(api, "k1", minutes=90)

    assert answer.status_code == 200


def test_answers_older_than_a_day_are_forgotten(api: Client) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        post(api, "k1")
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        post(api, "k2")

    assert idempotency.forget(TUESDAY + timedelta(hours=24, minutes=30)) == 1
    assert KeptAnswer.objects.get().key == "k2"
