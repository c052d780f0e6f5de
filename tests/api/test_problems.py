"""Every error of the API is a problem (RFC 9457) that says what is wrong, quickly, in the reader's language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from api import deadlines
from tests.world import World

QUESTION = {"start": "2026-10-13T11:07:00+02:00", "minutes": 120}


@pytest.fixture
def api(world: World, client: Client) -> Client:
    client.force_login(world.jean)
    return client


def post(api: Client, body: Any, content_type: str = "application/json", **more: Any) -> Any:
    return api.post("/api/v1/deadlines/", body, content_type=content_type, **more)


def test_a_problem_bears_what_the_standard_asks_and_a_code(api: Client) -> None:
    answer = api.get("/api/v1/nowhere/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json() == {
        "type": "urn:cst:problem:not_found",
        "title": "Introuvable",
        "status": 404,
        "detail": "Il n’y a rien à cette adresse, ou rien que vous puissiez voir.",
        "code": "not_found",
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("nonsense", 400, "parse_error"),
        (b"\xff\xfe\xfd", 400, "parse_error"),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": NaN}', 400, "parse_error"),
        ('{"level": "\\ud800"}', 400, "parse_error"),
        ("1" * 5000, 400, "parse_error"),
        ("[1]", 400, "not_an_object"),
        ('{"start": ' + "[" * 40 + "]" * 40 + "}", 400, "body_too_deep"),
        ('{"start": ' + "[" * 10_000 + "]" * 10_000 + "}", 400, "body_too_deep"),
        ('{"start": "' + "x" * 70_000 + '"}', 413, "body_too_large"),
        ("", 422, "invalid_question"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_that_cannot_be_read_is_told_why(
    api: Client, body: str | bytes, status: int, code: str
) -> None:
    answer = post(api, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_hundred_megabytes_are_refused(api: Client) -> None:
    body = b'{"start": "' + b"x" * 100_000_000 + b'"}'

    answer = post(api, body)

    assert answer.status_code == 413
    assert answer.json()["detail"] == "Le corps de la requête dépasse 64\u00a0Kio."


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"],
)
def test_another_type_of_content_is_refused(api: Client, content_type: str) -> None:
    answer = post(api, json.dumps(QUESTION), content_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_another_method_is_refused_and_told_which_are_known(api: Client) -> None:
    answer = api.delete("/api/v1/deadlines/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer["Allow"]


def test_options_tell_nothing_of_the_inside(api: Client) -> None:
    answer = api.options("/api/v1/deadlines/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_question_to_an_address_without_its_slash_is_not_turned_into_a_get(api: Client) -> None:
    answer = api.post("/api/v1/deadlines", QUESTION, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_what_can_be_read_can_be_asked_for_by_its_head_alone(api: Client) -> None:
    answer = api.head("/api/v1/calendars/cst/")

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_program_that_wants_something_else_than_json_is_told(api: Client) -> None:
    answer = api.get("/api/v1/calendars/cst/", headers={"accept": "text/csv"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_whoever_is_not_signed_in_is_answered_401(db: None) -> None:
    answer = post(Client(), QUESTION)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_deactivated_person_is_not_signed_in(api: Client, world: World) -> None:
    type(world.jean).objects.filter(pk=world.jean.pk).update(is_active=False)

    assert post(api, QUESTION).status_code == 401


def test_a_session_s_question_needs_the_token_of_our_pages(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.jean)
    careful.get("/accounts/password/change/")
    token = careful.cookies["csrftoken"].value

    without, with_it = post(careful, QUESTION), post(careful, QUESTION, headers={"x-csrftoken": token})

    assert (without.status_code, without.json()["code"]) == (403, "csrf_failed")
    assert with_it.status_code == 200


def test_an_engineer_without_the_second_factor_is_told_and_not_sent_to_a_page(
    world: World, client: Client, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = True
    client.force_login(world.claire)

    answer = client.get("/api/v1/calendars/cst/")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert "second facteur" in answer.json()["detail"]


def test_a_fault_of_ours_is_a_problem_without_its_inside(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.raise_request_exception = False
    monkeypatch.setattr(deadlines, "Reference", lambda: 1 / 0)

    answer = post(api, QUESTION)

    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "division" not in answer.content.decode()


def test_an_address_of_a_page_still_answers_with_a_page(api: Client) -> None:
    answer = api.get("/nowhere/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours_is_a_problem_too(api: Client) -> None:
    answer = api.get("/api/v1/calendars/cst/", headers={"host": "elsewhere.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_body_in_chunks_is_refused_and_not_taken_for_none(api: Client) -> None:
    answer = api.generic("POST", "/api/v1/deadlines/", HTTP_TRANSFER_ENCODING="chunked")

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
