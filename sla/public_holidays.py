"""Public holidays by the `holidays` library, named in French and in English (CH-I). Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from sla.errors import InvalidCalendarError, gettext_noop


def check_country(country: str | None, subdivision: str | None) -> None:
    """Refuse a country or a subdivision that the library does not know; no country means no holidays."""
    known = holidays.list_supported_countries(include_aliases=False)
    if country is None:
        if subdivision is not None:
            raise InvalidCalendarError(
                gettext_noop("La subdivision «\u00a0%(subdivision)s\u00a0» est donnée sans pays."),
                subdivision=subdivision,
            )
        return
    if country not in known:
        raise InvalidCalendarError(
            gettext_noop("Le pays «\u00a0%(country)s\u00a0» n’existe pas."), country=country
        )
    if subdivision is not None and subdivision not in known[country]:
        raise InvalidCalendarError(
            gettext_noop(
                "La subdivision «\u00a0%(subdivision)s\u00a0» n’existe pas pour le pays %(country)s."
            ),
            subdivision=subdivision,
            country=country,
        )


@lru_cache(maxsize=1024)
def holiday_names(country: str | None, subdivision: str | None, year: int) -> dict[date, tuple[str, str]]:
    """The holidays of a year: French name, English name."""
    if country is None:
        return {}
    french, english = (_in_language(country, subdivision, year, language) for language in ("fr", "en_US"))
    return {day: (name, english.get(day, name)) for day, name in french.items()}


def _in_language(country: str, subdivision: str | None, year: int, language: str) -> dict[date, str]:
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=year, language=_supported(country, language)
    )
    # Two holidays on one day (Ascension and 1 May 2008) come joined by a semicolon, and apostrophes are straight.
    return {
        day: name.replace("; ", ", ").replace("'", "’") for day, name in found.items() if day.year == year
    }


@lru_cache(maxsize=64)
def _supported(country: str, language: str) -> str | None:
    """The language if this country's names exist in it, else None: the country's own."""
    return (
        language
        if language in holidays.list_localized_countries(include_aliases=False).get(country, [])
        else None
    )
