"""Another calendar beside the centre's own (CH-I)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla.calendars import CHARTER, CalendarDefinition
from sla.models import CST, Calendar, latest_version
from tests.tickets.console.calendar_pages import (
    LIST,
    NEW,
    As,
)
from tests.tickets.console.reading import words
from tests.world import World


def test_a_calendar_starts_as_a_copy_in_its_own_zone(world: World, as_: As) -> None:
    client = as_(world.hugo)
    typed = {
        "code": "reunion",
        "name": "La Réunion",
        "time_zone": "Indian/Reunion",
        "copied_from": Calendar.objects.get(code=CST).pk,
    }

    answered = client.post(NEW, typed)

    assert answered["Location"] == "/console/horaires/reunion/"
    version = latest_version("reunion")
    assert CalendarDefinition.from_json(version.definition) == replace(CHARTER, time_zone="Indian/Reunion")
    assert (version.number, version.saved_by) == (1, "Hugo Leroy")
    assert "La Réunion" in words(client.get(LIST))


def test_a_code_is_kept_in_lower_case(world: World, as_: As) -> None:
    typed = {
        "code": "Reunion",
        "name": "La Réunion",
        "time_zone": "Indian/Reunion",
        "copied_from": Calendar.objects.get(code=CST).pk,
    }

    answered = as_(world.hugo).post(NEW, typed)

    assert answered["Location"] == "/console/horaires/reunion/"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "cst"}, "code", "Le code « cst » est déjà pris."),
        ({"code": "CST"}, "code", "Le code « cst » est déjà pris."),
        ({"code": "nouveau"}, "code", "Le code « nouveau » est réservé."),
        ({"code": "NOUVEAU"}, "code", "Le code « nouveau » est réservé."),
        (
            {"code": "la réunion"},
            "code",
            "Un code n’a que des lettres sans accent, des chiffres et des traits d’union.",
        ),
        ({"name": ""}, "name", "Donnez un nom au calendrier."),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Choisissez un fuseau de la liste."),
        ({"time_zone": "Etc/GMT+5"}, "time_zone", "Choisissez un fuseau de la liste."),
        ({"copied_from": "999"}, "copied_from", "Choisissez un calendrier de la liste."),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_the_field(
    world: World, as_: As, changes: dict[str, str], field: str, sentence: str
) -> None:
    typed = {
        "code": "reunion",
        "name": "La Réunion",
        "time_zone": "Indian/Reunion",
        "copied_from": Calendar.objects.get(code=CST).pk,
    }

    answered = as_(world.hugo).post(NEW, {**typed, **changes})

    assert answered.status_code == 422
    assert [each.replace("\u00a0", " ") for each in answered.context["form"].errors[field]] == [sentence]
    assert Calendar.objects.count() == 1


def test_a_calendar_sent_empty_asks_for_what_is_missing(world: World, as_: As) -> None:
    answered = as_(world.hugo).post(NEW, {})

    assert answered.status_code == 422
    assert "Donnez un code au calendrier." in words(answered)
