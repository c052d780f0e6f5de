"""What the charter promises, as loaded (CH-V.1, CH-V.2)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from sla import commitments
from sla.calendars import CHARTER
from sla.clock import Target
from sla.models import Calendar, CalendarVersion, Commitment, latest_version
from sla.timeline import BEGINNING

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("severity", "hours"), [(1, 2), (2, 4), (3, 8), (4, 12)])
def test_premium_promises_a_first_response_in_working_hours(severity: int, hours: int) -> None:
    assert commitments.promise("premium", severity).first_response == timedelta(hours=hours)


@pytest.mark.parametrize("severity", [1, 2, 3, 4, None])
def test_standard_promises_nothing(severity: int | None) -> None:
    assert commitments.promise("standard", severity).first_response is None


def test_a_severity_to_qualify_runs_on_the_strictest() -> None:
    assert commitments.promise("premium", None).first_response == timedelta(hours=2)


def test_an_unknown_level_promises_nothing() -> None:
    assert commitments.promise("gold", 1).first_response is None


def test_a_promise_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        commitments.promise("premium", 3)


def test_the_promises_of_a_level_cost_two_queries_in_all(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        promises = commitments.promises("premium")

    assert promises[4] == commitments.promise("premium", 4)


def test_a_promise_names_the_latest_version_of_its_calendar() -> None:
    night = Calendar.objects.create(code="night", name="Astreinte")
    version = CalendarVersion.objects.create(
        calendar=night, number=1, effective_from=BEGINNING, definition=CHARTER.to_json()
    )
    Commitment.objects.filter(level="premium", severity=1).update(calendar=night)

    assert commitments.promise("premium", 1).calendar_version == version.pk
    assert commitments.promise("premium", 2).calendar_version == latest_version().pk


def test_the_optional_targets_are_off_by_default() -> None:
    assert set(commitments.promise("premium", 1).targets) == {Target.FIRST_RESPONSE}


def test_a_promise_goes_through_json_unchanged() -> None:
    Commitment.objects.filter(level="premium", severity=1).update(resolution_minutes=900)
    promise = commitments.promise("premium", 1)

    assert commitments.Promise.from_json(json.loads(json.dumps(promise.to_json()))) == promise
    assert promise.pauses[Target.RESOLUTION] >= {"at_vendor", "waiting_customer"}


def test_no_state_stops_the_promise_of_the_charter_as_loaded() -> None:
    assert commitments.promise("premium", 1).pauses[Target.FIRST_RESPONSE] == frozenset()


@pytest.mark.parametrize(
    ("severity", "sentence"),
    [
        (1, "Traité dans l’ordre d’arrivée"),
        (2, "Traité dans l’ordre d’arrivée"),
        (3, "Aucun engagement de délai"),
        (4, "Aucun engagement de délai"),
        (None, "Traité dans l’ordre d’arrivée"),
    ],
)
def test_without_promise_the_charter_says_what_happens(severity: int | None, sentence: str) -> None:
    assert commitments.without_promise("standard", severity) == sentence


def test_the_four_impacts_are_the_charter_s() -> None:
    assert [str(sentence) for sentence in commitments.IMPACTS.values()] == [
        "Production interrompue",
        "Système partiellement utilisable, solution de contournement disponible",
        "Problème mineur avec impact mineur",
        "Aucun impact sur la production",
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"level": "premium", "severity": 1, "first_response_minutes": 60},
        {"level": "gold", "severity": 5, "first_response_minutes": 60},
        {"level": "gold", "severity": 1, "first_response_minutes": 0},
    ],
)
def test_the_database_refuses_a_promise_that_makes_no_sense(row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        Commitment.objects.create(**row)
