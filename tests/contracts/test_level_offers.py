"""What each level gives, read from the levels and their commitments: an edit in the admin is what customers read."""

from __future__ import annotations

import pytest

from contracts import level_offers
from contracts.models import SupportLevel
from sla.models import Commitment


def rows() -> dict[str, tuple[str, ...]]:
    offers = level_offers.offers().values()
    return {row.question: row.answers for row in level_offers.compared(offers)}


def promised(level: str, **minutes: int | None) -> str:
    """The line of a level after its severities were given other minutes, as s1=60."""
    for severity, amount in minutes.items():
        found = Commitment.objects.filter(level=level, severity=int(severity[1:]))
        found.update(first_response_minutes=amount)
    return level_offers.offers()[level].delay


@pytest.mark.django_db
def test_the_charter_s_levels_stand_side_by_side_the_best_first() -> None:  # CH-II, CH-III, CH-V
    assert [offer.name for offer in level_offers.offers().values()] == ["Premium", "Standard"]
    assert rows() == {
        "Qui ouvre": ("revendeur et client final", "revendeur"),
        "Joindre le CST": ("portail, mail, téléphone", "mail"),
        "Session à distance": ("oui, en lecture seule", "non"),
        "Production interrompue": ("2h ouvrées", "Traité dans l’ordre d’arrivée"),
        "Système partiellement utilisable, solution de contournement disponible": (
            "4h ouvrées",
            "Traité dans l’ordre d’arrivée",
        ),
        "Problème mineur avec impact mineur": ("8h ouvrées", "Aucun engagement de délai"),
        "Aucun impact sur la production": ("12h ouvrées", "Aucun engagement de délai"),
    }


@pytest.mark.django_db
def test_a_channel_that_is_opened_is_read_at_once() -> None:  # CH-III.1
    SupportLevel.objects.filter(code="standard").update(channels=["mail", "web"])

    assert rows()["Joindre le CST"][1] == "mail, portail"


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        ({}, "2h à 12h ouvrées selon l’impact"),
        ({"s1": 60}, "1h à 12h ouvrées selon l’impact"),
        ({"s4": None}, "dès 2h ouvrées selon l’impact"),
        ({"s1": 240, "s2": 240, "s3": 240, "s4": 240}, "4h ouvrées"),
        ({"s1": None, "s2": None, "s3": None, "s4": None}, "Aucun engagement de délai"),
    ],
)
@pytest.mark.django_db
def test_one_line_goes_from_the_shortest_to_the_longest(minutes: dict[str, int | None], line: str) -> None:
    assert promised("premium", **minutes) == line


@pytest.mark.django_db
def test_a_level_without_commitments_promises_nothing() -> None:
    SupportLevel.objects.create(
        code="gold", name="Gold", rank=0, channels=["web"], open_to_end_customers=False, remote_sessions=True
    )

    assert level_offers.offers()["gold"].delay == "Aucun engagement de délai"
