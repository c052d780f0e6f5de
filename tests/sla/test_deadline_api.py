"""Deadlines and opening hours by program: /api/v1/deadlines/ and /api/v1/calendars/ (CH-I, CH-V)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from sla.calendars import CHARTER
from tests.sla.test_sla_command import ask as ask_command
from tests.world import TUESDAY, World


@pytest.fixture
def api(world: World, client: Client) -> Client:
    """A customer's client: what is asked here is for anybody signed in."""
    client.force_login(world.sophie)
    return client


def post(api: Client, **question: Any) -> Any:
    data = {"start": "2026-10-13T11:07:00+02:00", **question}
    return api.post("/api/v1/deadlines/", data, content_type="application/json")


@pytest.mark.parametrize(
    "question",
    [
        {"start": "2026-07-13T16:30:00+02:00", "minutes": 120},
        {"level": "premium", "severity": 1},
        {"level": "standard", "severity": 3},
        {"minutes": 90.5, "calendar": CHARTER.to_json()},
    ],
)
def test_the_api_answers_what_the_command_answers(
    api: Client, monkeypatch: pytest.MonkeyPatch, question: dict[str, Any]
) -> None:
    answer = post(api, **question)

    assert (answer.status_code, answer.json()) == (200, ask_command(monkeypatch, **question))


def test_the_reasons_are_in_the_reader_s_language(api: Client, world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(language="en")

    answer = post(api, minutes=120).json()

    assert answer["skipped"][0]["why"] == "lunch break"
    assert answer["text"].startswith("14:37 = received 11:07")


@pytest.mark.parametrize(
    ("question", "code", "detail"),
    [
        (
            {"start": "2026-10-13T11:07:00"},
            "invalid_instant",
            "start n’a pas de décalage\u00a0: écrivez par exemple 2026-10-13T11:07:00+02:00.",
        ),
        ({"start": "1969-10-13T11:07:00Z"}, "invalid_instant", "qui vont de 1970 à 2100."),
        ({"start": "9999-12-31T23:59:59-14:00"}, "invalid_instant", "qui vont de 1970 à 2100."),
        ({"minutes": -5}, "invalid_amount", "Une durée de travail ne peut pas être négative."),
        ({"minutes": 1e300}, "invalid_amount", "minutes est hors de toute mesure."),
        ({"minutes": 1e6}, "invalid_amount", "L’échéance tombe plus de deux ans après le départ"),
        ({"calendar": "mars"}, "invalid_question", "Calendrier inconnu\u00a0: mars."),
        ({"minuts": 5}, "invalid_question", "Champ inconnu\u00a0: minuts."),
        (
            {
                "calendar": CHARTER.to_json()
                | {"weekly": [[["09:00", "12:30"], ["12:00", "18:00"]]] + [[]] * 6}
            },
            "invalid_calendar",
            "lundi\u00a0: les plages 9h00-12h30 et 12h00-18h00 se chevauchent.",
        ),
        (
            {"calendar": CHARTER.to_json() | {"weekly": [[["12:30", "09:00"]]] + [[]] * 6}},
            "invalid_calendar",
            "La plage 12h30-9h00 se termine avant de commencer.",
        ),
        (
            {"calendar": CHARTER.to_json() | {"holidays": {"country": "FR", "subdivision": "Atlantide"}}},
            "invalid_calendar",
            "La subdivision «\u00a0Atlantide\u00a0» n’existe pas pour le pays FR.",
        ),
        ({"calendar": CHARTER.to_json() | {"weekly": [[]] * 7}}, "no_opening", "aucune ouverture"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:30],
)
def test_bad_input_is_refused_with_the_sentence_that_says_which_and_why(
    api: Client, question: dict[str, Any], code: str, detail: str
) -> None:
    answer = post(api, **{"minutes": 120, **question})

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["code"] == code
    assert detail in answer.json()["detail"]


def test_a_refusal_is_in_the_reader_s_language(api: Client, world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(language="en")
    overlapping = CHARTER.to_json() | {"weekly": [[["09:00", "12:30"], ["12:00", "18:00"]]] + [[]] * 6}

    answer = post(api, minutes=120, calendar=overlapping)

    assert answer.json()["detail"] == "Monday: the windows 9:00-12:30 and 12:00-18:00 overlap."


def test_a_calendar_of_the_largest_size_is_answered(api: Client) -> None:
    occasions = [{"label": "Fermé", "date": f"{2030 + n}-12-24", "hours": None} for n in range(200)]
    windows = [[f"{hour:02}:00", f"{hour:02}:01"] for hour in range(12)]
    large = CHARTER.to_json() | {"closures": occasions, "weekly": [windows] * 7}

    assert post(api, minutes=12 * 600, calendar=large).status_code == 200


@pytest.mark.parametrize(
    ("start", "status"), [("2099-06-01T10:00:00+02:00", 200), ("2100-12-30T17:59:00+01:00", 422)]
)
def test_up_to_the_end_of_the_calendars_there_is_an_answer(api: Client, start: str, status: int) -> None:
    assert post(api, start=start, minutes=600).status_code == status


def state(api: Client, at: str | None = None, code: str = "cst") -> Any:
    return api.get(f"/api/v1/calendars/{code}/", {"at": at} if at else {})


def test_the_centre_is_open_and_says_until_when(api: Client) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        answer = state(api)

    assert answer.json() == {
        "calendar": "cst",
        "at": "2026-10-13T11:07:00+02:00",
        "open": True,
        "next_opening": "2026-10-13T14:00:00+02:00",
        "next_closing": "2026-10-13T12:30:00+02:00",
        "today": [
            {"from": "2026-10-13T09:00:00+02:00", "to": "2026-10-13T12:30:00+02:00"},
            {"from": "2026-10-13T14:00:00+02:00", "to": "2026-10-13T18:00:00+02:00"},
        ],
        "text": "CST ouvert, pause à 12h30",
    }


def test_a_holiday_has_no_hours_and_says_when_the_centre_opens_again(api: Client) -> None:
    answer = state(api, "2026-07-14T10:00:00+02:00").json()

    assert (answer["open"], answer["today"]) == (False, [])
    assert answer["text"] == "CST fermé, ouvre mercredi à 9h00"


def test_a_plus_that_the_address_turned_into_a_space_is_a_plus(api: Client) -> None:
    answer = api.get("/api/v1/calendars/cst/?at=2026-07-14T10:00:00+02:00")

    assert answer.json()["at"] == "2026-07-14T10:00:00+02:00"


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00+14:00"])
def test_an_instant_outside_the_calendars_is_refused(api: Client, at: str) -> None:
    answer = api.get("/api/v1/calendars/cst/", {"at": at})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_instant")


@pytest.mark.parametrize("at", ["2026-07-14T10:00:00", "demain", ""])
def test_an_instant_that_cannot_be_read_is_refused(api: Client, at: str) -> None:
    answer = api.get("/api/v1/calendars/cst/", {"at": at})

    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("at", "invalid_instant")]


def test_an_unknown_calendar_is_not_found(api: Client) -> None:
    assert state(api, code="mars").json()["code"] == "not_found"


def test_asking_writes_nothing_and_takes_few_queries(api: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):  # session and person among them
        assert post(api, level="premium", severity=1).status_code == 200
