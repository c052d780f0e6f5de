"""`manage.py sla`: the stable output (CH-I, CH-V)."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.core.management import call_command

from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion, Commitment
from sla.timeline import BEGINNING
from sla.windows import Window

pytestmark = pytest.mark.django_db


def run(monkeypatch: pytest.MonkeyPatch, *lines: str | bytes, as_json: bool = True) -> list[str]:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    out = io.StringIO()
    call_command("sla", *(["--json"] if as_json else []), stdout=out)
    return out.getvalue().splitlines()


def ask(monkeypatch: pytest.MonkeyPatch, **question: Any) -> dict[str, Any]:
    [line] = run(monkeypatch, json.dumps({"start": "2026-10-13T11:07:00+02:00", **question}))
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_minutes_over_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, start="2026-07-13T16:30:00+02:00", minutes=120) == {
        "due": "2026-07-15T09:30:00+02:00",
        "minutes": 120,
        "steps": [
            {"from": "2026-07-13T16:30:00+02:00", "to": "2026-07-13T18:00:00+02:00", "minutes": 90},
            {"from": "2026-07-15T09:00:00+02:00", "to": "2026-07-15T09:30:00+02:00", "minutes": 30},
        ],
        "skipped": [
            {"from": "2026-07-13T18:00:00+02:00", "to": "2026-07-15T09:00:00+02:00", "why": "Fête nationale"}
        ],
        "text": "mercredi 9h30 = reçu lundi 16h30, 1h30 jusqu’à 18h00, 14 juillet, Fête nationale, "
        "0h30 à partir de mercredi 9h00 (2h ouvrées)",
    }


def test_a_level_and_a_severity(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(monkeypatch, level="premium", severity=1)

    assert (answer["due"], answer["minutes"]) == ("2026-10-13T14:37:00+02:00", 120)
    assert answer["text"] == (
        "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 (sévérité 1, 2h ouvrées)"
    )


def test_a_severity_not_given_runs_on_the_strictest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, level="premium")["minutes"] == 120


def test_a_level_without_promise_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, level="standard", severity=3) == {
        "due": None,
        "minutes": None,
        "steps": [],
        "skipped": [],
        "text": "Aucun engagement de délai",
    }


def test_an_instant_of_any_zone_is_answered_in_paris_with_its_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = ask(monkeypatch, start="2026-10-13T09:07:30Z", minutes=90.5)

    assert (answer["due"], answer["minutes"]) == ("2026-10-13T14:08:00+02:00", 90.5)
    assert answer["steps"][0]["minutes"] == 82.5


def alsace() -> Calendar:
    """A calendar with the holidays of Alsace-Moselle from 2026 on: Good Friday is one."""
    calendar = Calendar.objects.create(code="alsace", name="Alsace-Moselle")
    for number, day, subdivision in ((1, BEGINNING, None), (2, date(2026, 1, 1), "57")):
        definition = replace(CHARTER, holiday_subdivision=subdivision)
        CalendarVersion.objects.create(
            calendar=calendar, number=number, effective_from=day, definition=definition.to_json()
        )
    return calendar


def test_another_calendar_by_the_hours_in_force_on_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    alsace()

    before = ask(monkeypatch, start="2025-04-18T10:00:00+02:00", minutes=60, calendar="alsace")
    since = ask(monkeypatch, start="2026-04-03T10:00:00+02:00", minutes=60, calendar="alsace")

    assert before["due"] == "2025-04-18T11:00:00+02:00"
    assert since["due"] == "2026-04-07T10:00:00+02:00"


def test_a_level_is_answered_on_the_calendar_that_it_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Commitment.objects.filter(level="premium", severity=1).update(calendar=alsace())

    on_its_own = ask(monkeypatch, start="2026-04-03T10:00:00+02:00", level="premium", severity=1)
    on_another = ask(
        monkeypatch, start="2026-04-03T10:00:00+02:00", level="premium", severity=1, calendar="cst"
    )

    assert on_its_own["due"] == "2026-04-07T11:00:00+02:00"
    assert on_another["due"] == "2026-04-03T12:00:00+02:00"


def test_hours_of_one_s_own_are_tried_without_being_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    at_night = replace(CHARTER, weekly=((Window(time(20), time(0)),),) * 7)

    answer = ask(monkeypatch, minutes=90, calendar=at_night.to_json())

    assert answer["due"] == "2026-10-13T21:30:00+02:00"
    assert not CalendarVersion.objects.exclude(calendar__code="cst").exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"weekly": [[["09:00", "12:30"], ["12:00", "18:00"]], [], [], [], [], [], []]},
            "lundi\u00a0: les plages 9h00-12h30 et 12h00-18h00 se chevauchent.",
        ),
        (
            {"weekly": [[], [["18:00", "09:00"]], [], [], [], [], []]},
            "La plage 18h00-9h00 se termine avant de commencer.",
        ),
        (
            {"holidays": {"country": "FR", "subdivision": "ZZ"}},
            "La subdivision «\u00a0ZZ\u00a0» n’existe pas pour le pays FR.",
        ),
        ({"holidays": {"country": "ZZ", "subdivision": None}}, "Le pays «\u00a0ZZ\u00a0» n’existe pas."),
        ({"time_zone": "Mars/Olympus"}, "Le fuseau horaire «\u00a0Mars/Olympus\u00a0» n’existe pas."),
        ({"weekly": [[]] * 6}, "La semaine compte sept jours, du lundi au dimanche\u00a0: 6 sont donnés."),
        ({"weekly": [[["09:00", "09:01"]] * 13] + [[]] * 6}, "Un jour a plus de 12 plages"),
        ({"closures": [{"label": "x", "date": "12-24"}] * 201}, "Plus de 200 fermetures et ouvertures"),
        (
            {"closures": [{"label": "Noël", "date": f"{10**20}-12-24"}]},
            "«\u00a0Noël\u00a0»\u00a0: le jour 24/12/100000000000000000000 n’existe pas.",
        ),
        ({"holidays": None}, "holidays un pays et une subdivision"),
        ({"hours": []}, "Un calendrier se décrit par time_zone, weekly, holidays, closures et openings"),
        ({"weekly": [[]] * 7}, "Le calendrier ne prévoit aucune ouverture à moins de deux ans"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:30],
)
def test_hours_that_make_no_sense_are_refused_with_which_and_why(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], error: str
) -> None:
    answer = ask(monkeypatch, minutes=90, calendar={**CHARTER.to_json(), **change})

    assert error in answer["error"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("nonsense", "La ligne n’est pas du JSON."),
        (b"\xff\xfe\xfd", "La ligne n’est pas du JSON."),
        ("[" * 100_000, "La ligne n’est pas du JSON."),
        ("[1]", "La ligne n’est pas un objet JSON."),
        ('{"minutes": 5}', "Il manque start"),
        ('{"start": 5, "minutes": 5}', "start n’est pas un instant ISO 8601\u00a0: 5."),
        ('{"start": "demain", "minutes": 5}', "start n’est pas un instant ISO 8601"),
        ('{"start": "2026-10-13T11:07:00", "minutes": 5}', "écrivez par exemple 2026-10-13T11:07:00+02:00."),
        ('{"start": "2026-10-13T11:07:00Z"}', "Il manque minutes, ou level et severity."),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": "5"}', "minutes n’est pas un nombre"),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": true}', "minutes n’est pas un nombre"),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": -5}', "ne peut pas être négative"),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": NaN}', "minutes est hors de toute mesure."),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": Infinity}', "minutes est hors de toute mesure."),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": 1e300}', "minutes est hors de toute mesure."),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": 1e9}', "après 2100"),
        ('{"start": "0001-01-01T00:00:00+14:00", "minutes": 5}', "1970 à 2100"),
        ('{"start": "9999-12-31T23:59:59-14:00", "minutes": 0}', "1970 à 2100"),
        (
            '{"start": "2026-10-13T11:07:00Z", "level": "gold", "severity": 1}',
            "Niveaux connus\u00a0: premium, standard.",
        ),
        ('{"start": "2026-10-13T11:07:00Z", "level": "premium", "severity": 5}', "severity va de 1 à 4"),
        ('{"start": "2026-10-13T11:07:00Z", "level": "premium", "severity": true}', "severity va de 1 à 4"),
        ('{"start": "2026-10-13T11:07:00Z", "level": "premium", "minutes": 5}', "pas les deux"),
        (
            '{"start": "2026-10-13T11:07:00Z", "minutes": 5, "calendar": "mars"}',
            "Calendrier inconnu\u00a0: mars.",
        ),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": 5, "calendar": []}', "Calendrier inconnu"),
        ('{"start": "2026-10-13T11:07:00Z", "minutes": 5, "calendar": "a\\u0000b"}', "Calendrier inconnu"),
        ('{"start": "2026-10-13T11:07:00Z", "level": "\\ud800"}', "La ligne n’est pas du JSON."),
        ('{"start": "2026-10-13T11:07:00Z", "minuts": 5}', "Champ inconnu\u00a0: minuts."),
    ],
)
def test_bad_input_is_an_error_on_its_line_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, line: str | bytes, error: str
) -> None:
    first, second = run(monkeypatch, line, '{"start": "2026-10-13T11:07:00+02:00", "minutes": 120}')

    assert list(json.loads(first)) == ["error"]
    assert error in json.loads(first)["error"]
    assert json.loads(second)["due"] == "2026-10-13T14:37:00+02:00"


def test_empty_lines_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "", "  ", "") == []


def test_without_json_only_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(
        monkeypatch,
        '{"start": "2026-10-13T11:07:00+02:00", "level": "standard", "severity": 1}',
        "nonsense",
        as_json=False,
    )

    assert lines == ["Traité dans l’ordre d’arrivée", "erreur\u00a0: La ligne n’est pas du JSON."]


def test_a_wrong_call_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    from sla.management.commands.sla import Command

    with pytest.raises(SystemExit) as left:
        Command().run_from_argv(["manage.py", "sla", "--jsno"])

    assert left.value.code == 2
    assert capsys.readouterr().err == "manage.py sla: error: unrecognized arguments: --jsno\n"
