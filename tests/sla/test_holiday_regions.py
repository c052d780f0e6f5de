"""The countries and regions that one chooses holidays of (CH-I)."""

from __future__ import annotations

import pytest
from django.utils import translation

from sla.holiday_regions import countries, region_name, subdivisions
from sla.public_holidays import check_country


def test_every_country_and_region_offered_is_one_that_a_calendar_takes() -> None:
    for country, _name in countries():
        for subdivision in (None, *(code for code, _name in subdivisions(country))):
            check_country(country, subdivision)

    assert len(countries()) > 200


@pytest.mark.parametrize(
    ("country", "subdivision", "name"),
    [
        ("FR", None, "France"),
        ("FR", "57", "France, Alsace-Moselle (Moselle)"),
        ("DE", "BY", "Allemagne, Bayern"),
        ("NZ", None, "New Zealand"),
        (None, None, "aucun jour férié"),
    ],
)
def test_a_region_has_its_name(country: str | None, subdivision: str | None, name: str) -> None:
    assert region_name(country, subdivision) == name


def test_countries_are_sorted_by_their_name_without_accents() -> None:
    names = [name for _code, name in countries()]

    assert (
        names.index("Espagne") < names.index("Estonie") < names.index("États-Unis") < names.index("Ethiopia")
    )


def test_an_unknown_country_has_no_region() -> None:
    assert subdivisions("XX") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_france_is_france_in_both_languages(language: str) -> None:
    with translation.override(language):
        assert ("FR", "France") in countries()
