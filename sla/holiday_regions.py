"""The countries and subdivisions that a calendar is offered public holidays of, by name (CH-I).

Codes are those of the `holidays` library, which names subdivisions in the language of the country and countries in
English; those that the centre and its customers are likely to work in are named here in the reader's language, and are
the ones offered. A calendar may have any other that the library knows.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from holidays.registry import COUNTRIES

_NAMES = {
    "AD": gettext_lazy("Andorre"),
    "AT": gettext_lazy("Autriche"),
    "BE": gettext_lazy("Belgique"),
    "BG": gettext_lazy("Bulgarie"),
    "CA": gettext_lazy("Canada"),
    "CH": gettext_lazy("Suisse"),
    "CI": gettext_lazy("Côte d’Ivoire"),
    "CY": gettext_lazy("Chypre"),
    "CZ": gettext_lazy("Tchéquie"),
    "DE": gettext_lazy("Allemagne"),
    "DK": gettext_lazy("Danemark"),
    "DZ": gettext_lazy("Algérie"),
    "EE": gettext_lazy("Estonie"),
    "ES": gettext_lazy("Espagne"),
    "FI": gettext_lazy("Finlande"),
    "FR": gettext_lazy("France"),
    "GB": gettext_lazy("Royaume-Uni"),
    "GF": gettext_lazy("Guyane"),
    "GP": gettext_lazy("Guadeloupe"),
    "GR": gettext_lazy("Grèce"),
    "HR": gettext_lazy("Croatie"),
    "HU": gettext_lazy("Hongrie"),
    "IE": gettext_lazy("Irlande"),
    "IT": gettext_lazy("Italie"),
    "LT": gettext_lazy("Lituanie"),
    "LU": gettext_lazy("Luxembourg"),
    "LV": gettext_lazy("Lettonie"),
    "MA": gettext_lazy("Maroc"),
    "MC": gettext_lazy("Monaco"),
    "MG": gettext_lazy("Madagascar"),
    "MQ": gettext_lazy("Martinique"),
    "MT": gettext_lazy("Malte"),
    "NL": gettext_lazy("Pays-Bas"),
    "NO": gettext_lazy("Norvège"),
    "PL": gettext_lazy("Pologne"),
    "PT": gettext_lazy("Portugal"),
    "RE": gettext_lazy("La Réunion"),
    "RO": gettext_lazy("Roumanie"),
    "SE": gettext_lazy("Suède"),
    "SI": gettext_lazy("Slovénie"),
    "SK": gettext_lazy("Slovaquie"),
    "SN": gettext_lazy("Sénégal"),
    "TN": gettext_lazy("Tunisie"),
    "US": gettext_lazy("États-Unis"),
}
# One local law for the three departments, of which the library knows two codes.
_SUBDIVISIONS = {
    ("FR", "57"): gettext_lazy("Alsace-Moselle (Moselle)"),
    ("FR", "6AE"): gettext_lazy("Alsace-Moselle (Alsace)"),
}
# Movable feasts, substitute days and feasts of some years only have all shown within so many years.
_COMPARED = range(2020, 2031)
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def countries() -> list[tuple[str, str]]:
    """Code and name of the countries to choose from, by name in the active language."""
    named = [(code, country_name(code)) for code in _NAMES]
    return sorted(named, key=lambda each: _unaccented(each[1]))


def country_name(code: str) -> str:
    """France; the code itself when nothing knows it."""
    return str(_NAMES.get(code) or _english().get(code, code))


def subdivisions(country: str) -> list[tuple[str, str]]:
    """Code and name of the subdivisions with other holidays than their country's, by name."""
    found = [(code, subdivision_name(country, code)) for code in _of_their_own(country)]
    return sorted(found, key=lambda each: _unaccented(each[1]))


def subdivision_name(country: str, code: str) -> str:
    """Alsace-Moselle (Moselle); Bayern; the code itself when the library gives no name."""
    return str(_SUBDIVISIONS.get((country, code)) or _aliases(country).get(code, code))


def region_name(country: str | None, subdivision: str | None) -> str:
    """France, Alsace-Moselle (Moselle); "aucun jour férié" without a country."""
    if country is None:
        return _("aucun jour férié")
    name = country_name(country)
    return f"{name}, {subdivision_name(country, subdivision)}" if subdivision else name


@lru_cache(maxsize=64)
def _of_their_own(country: str) -> tuple[str, ...]:
    """The subdivisions whose holidays are not the whole country's: the library has school zones, too."""
    if not (codes := _known().get(country)):
        return ()
    usual = _days_off(country, None)
    return tuple(code for code in codes if _days_off(country, code) != usual)


def _days_off(country: str, subdivision: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=_COMPARED))


@lru_cache(maxsize=1)
def _known() -> dict[str, list[str]]:
    return dict(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """United States from the library's own UnitedStates."""
    return {entry[1]: _WORDS.sub(" ", entry[0]) for entry in COUNTRIES.values()}


@lru_cache(maxsize=64)
def _aliases(country: str) -> dict[str, str]:
    """The longest name that the library gives each subdivision: the others are abbreviations."""
    names: dict[str, str] = {}
    if country not in _known():
        return names
    found = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    for name, code in found.items():
        if len(name) > len(names.get(code, "")):
            names[code] = name
    return names


def _unaccented(name: str) -> str:
    return name.translate(str.maketrans("ÉÈÊÀÂÎÔÛÇéèêàâîôûç", "EEEAAIOUCeeeaaiouc")).lower()
