"""The OpenAPI document: 3.1, made without a warning, an example for each body, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from accounts.models import User
from api.document import document
from tests.world import World

_JSON = "application/json"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    with translation.override("fr"):
        return document()


def operations(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_made_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--api-version", "v1", "--file", str(file))

    assert file.read_text().startswith("openapi: 3.1")


def test_each_operation_has_a_name_of_its_own_and_a_sentence(made: dict[str, Any]) -> None:
    names = [operation["operationId"] for _name, operation in operations(made)]

    assert len(set(names)) == len(names) > 50
    assert [name for name, operation in operations(made) if not operation.get("summary")] == []


def test_each_body_has_an_example(made: dict[str, Any]) -> None:
    bare = []
    for name, operation in operations(made):
        bodies = [operation.get("requestBody", {})]
        bodies += [body for status, body in operation["responses"].items() if status.startswith("2")]
        for body in bodies:
            if _JSON in body.get("content", {}) and "examples" not in body["content"][_JSON]:
                bare.append(name)

    assert bare == []


def test_each_post_takes_a_key(made: dict[str, Any]) -> None:
    keyless = [
        name
        for name, operation in operations(made)
        if name.startswith("POST")
        and "Idempotency-Key" not in {each["name"] for each in operation.get("parameters", [])}
    ]

    assert keyless == []


def test_what_is_read_with_a_tag_may_be_answered_304(made: dict[str, Any]) -> None:
    tagged = {
        operation["operationId"]
        for _name, operation in operations(made)
        if "If-None-Match" in {each["name"] for each in operation.get("parameters", [])}
        and "304" in operation["responses"]
    }

    assert tagged == {"contracts_read", "mails_read", "notes_read", "ticket_read", "tickets_time"}


def test_a_piece_in_the_wrong_place_is_told_where_to_go_on(made: dict[str, Any]) -> None:
    assert made["components"]["schemas"]["Problem"]["properties"]["received"]["type"] == "integer"


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Lister les tickets"), ("en", "List tickets")])
def test_it_speaks_its_reader_s_language(world: World, client: Client, language: str, sentence: str) -> None:
    User.objects.filter(pk=world.jean.pk).update(language=language)
    client.force_login(world.jean)

    answer = client.get("/api/v1/openapi.json").json()

    assert answer["paths"]["/api/v1/tickets/"]["get"]["summary"] == sentence
