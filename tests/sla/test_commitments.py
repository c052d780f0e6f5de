"""What the charter promises, as loaded (CH-V.1, CH-V.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from sla import commitments
from sla.models import Commitment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("severity", "hours"), [(1, 2), (2, 4), (3, 8), (4, 12)])
def test_premium_promises_a_first_response_in_working_hours(severity: int, hours: int) -> None:
    assert commitments.promised("premium", severity) == timedelta(hours=hours)


@pytest.mark.parametrize("severity", [1, 2, 3, 4, None])
def test_standard_promises_nothing(severity: int | None) -> None:
    assert commitments.promised("standard", severity) is None


def test_a_severity_to_qualify_runs_on_the_strictest() -> None:
    assert commitments.promised("premium", None) == timedelta(hours=2)


def test_an_unknown_level_promises_nothing() -> None:
    assert commitments.promised("gold", 1) is None


def test_a_promise_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        commitments.promised("premium", 3)


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
