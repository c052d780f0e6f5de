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

    assert len(countries()) > 40


def test_every_country_offered_has_a_name_of_ours_in_both_languages() -> None:
    names = {}
    for language in ("fr", "en"):
        with translation.override(language):
            names[language] = dict(countries())

    assert names["fr"].keys() == names["en"].keys()
    assert (names["fr"]["DE"], names["en"]["DE"]) == ("Allemagne", "Germany")
    assert (names["fr"]["US"], names["en"]["US"]) == ("États-Unis", "United States")
    assert not {"AX", "BR", "CD"} & names["fr"].keys()


def test_a_region_is_offered_only_when_it_has_other_holidays_than_its_country() -> None:
    offered = dict(subdivisions("FR"))

    assert {"57", "6AE", "971", "974"} <= offered.keys()
    assert not {"Zone A", "Zone B", "Zone C", "PM"} & offered.keys()


def test_every_region_offered_has_a_name_rather_than_a_code() -> None:
    unnamed = [
        (country, name)
        for country, _name in countries()
        for code, name in subdivisions(country)
        if name == code and (name.isupper() or name.isdigit())
    ]

    assert unnamed == []


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
        names.index("Espagne") < names.index("Estonie") < names.index("États-Unis") < names.index("Finlande")
    )


def test_an_unknown_country_has_no_region() -> None:
    assert subdivisions("XX") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_france_is_france_in_both_languages(language: str) -> None:
    with translation.override(language):
        assert ("FR", "France") in countries()
