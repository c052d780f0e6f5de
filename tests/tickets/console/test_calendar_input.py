"""What is typed into new hours: wrong values, rows, regions, an ended session; nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sla.calendars import CHARTER
from sla.models import CST, CalendarVersion, latest_version
from sla.occasion_rows import Row
from tests.tickets.console.calendar_pages import (
    AFTERNOON_OFF,
    EDIT,
    NEW,
    NOW,
    PAGE,
    TODAY,
    As,
    closed,
    fields,
    looked_at,
    save,
    saved,
)
from tests.tickets.console.reading import Answered, words
from tests.world import World


def test_saving_asks_why(world: World, as_: As) -> None:
    client = as_(world.hugo)

    answered = save(client, looked_at(client, AFTERNOON_OFF), note=" ")

    assert answered.status_code == 422
    assert answered.context["form"].errors["note"] == ["Dites pourquoi ces horaires changent."]
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day-0", "9h-12h, 11h-14h", "lundi : les plages 9h00-12h00 et 11h00-14h00 se chevauchent."),
        ("day-1", "18h-14h", "La plage 18h00-14h00 se termine avant de commencer."),
        (
            "day-2",
            "matin",
            "mercredi : « matin » n’est pas une plage. Écrivez par exemple 9h-12h30, 14h-18h.",
        ),
        ("country", "XX", "Le pays « XX » n’existe pas."),
        ("subdivision", "BY", "La subdivision « BY » n’existe pas pour le pays FR."),
        ("effective_from", "demain", "Ce n’est pas un jour : écrivez par exemple 24/12/2026."),
        ("effective_from", "", "Dites à partir de quel jour."),
        ("effective_from", "1969-12-31", "Les calendriers commencent en 1970."),
        ("effective_from", "2101-01-01", "Les calendriers s’arrêtent en 2100."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(
    world: World, as_: As, field: str, typed: str, sentence: str
) -> None:
    answered = looked_at(as_(world.hugo), AFTERNOON_OFF, **{field: typed, "day-4": "9h-17h"})

    form = answered.context["form"]
    assert answered.status_code == 422
    assert [each.replace("\u00a0", " ") for each in form.errors[field]] == [sentence]
    assert sentence in words(answered)
    assert (form[field].value(), form["day-4"].value()) == (typed, "9h-17h")
    assert [row.row for row in form.closures.rows] == [AFTERNOON_OFF]
    assert answered.context["preview"] is None


def test_a_week_without_an_open_hour_is_refused(world: World, as_: As) -> None:
    answered = looked_at(as_(world.hugo), **{f"day-{place}": "fermé" for place in range(7)})

    assert answered.status_code == 422
    assert "Aucun jour n’est ouvert : aucune échéance ne pourrait plus être donnée." in words(answered)


@pytest.mark.parametrize(
    ("row", "sentence", "fault"),
    [
        (Row("Pont", "31/02"), "« Pont » : le jour 31/02 n’existe pas.", "first"),
        (Row("", "24/12"), "La fermeture ou l’ouverture du 24/12 n’a pas de nom.", "label"),
        (Row("Pont", "24/12", "", "18h-14h"), "La plage 18h00-14h00 se termine avant de commencer.", "hours"),
        (
            Row("Pont", "24/12", "23/12"),
            "« Pont » dure 365 jours : 62 au plus par ligne. Vérifiez l’année.",
            "last",
        ),
    ],
)
def test_a_closure_that_is_wrong_says_so_in_its_row(
    world: World, as_: As, row: Row, sentence: str, fault: str
) -> None:
    answered = looked_at(as_(world.hugo), AFTERNOON_OFF, row)

    typed = answered.context["form"].closures.rows
    assert answered.status_code == 422
    assert [(each.row, each.error.replace("\u00a0", " "), each.fault) for each in typed] == [
        (AFTERNOON_OFF, "", ""),
        (row, sentence, fault),
    ]
    assert sentence in words(answered)


def test_an_opening_without_hours_says_so_in_its_row(world: World, as_: As) -> None:
    shown = as_(world.hugo).get(EDIT)
    changes = {"opening-label": ["Migration"], "opening-first": ["17/10/2026"]}

    answered = as_(world.hugo).post(EDIT, fields(shown, **changes))

    assert answered.status_code == 422
    assert "L’ouverture exceptionnelle « Migration » doit donner ses heures." in words(answered)


@pytest.mark.parametrize("part", ["label", "first", "last", "hours"])
def test_what_is_too_long_in_a_row_is_refused_rather_than_cut(world: World, as_: As, part: str) -> None:
    row = replace(AFTERNOON_OFF, **{part: "x" * 300})

    answered = looked_at(as_(world.hugo), row)

    [typed] = answered.context["form"].closures.rows
    assert answered.status_code == 422
    assert (typed.row, typed.fault) == (row, part)
    assert "300 caractères : la limite est de 200. Rien n’a été coupé, raccourcissez." in words(answered)


def test_rows_beyond_a_hundred_are_refused_rather_than_forgotten(world: World, as_: As) -> None:
    many = [Row(f"Jour {place}", "24/12/2026") for place in range(101)]

    answered = looked_at(as_(world.hugo), *many)

    assert answered.status_code == 422
    assert len(answered.context["form"].closures.rows) == 101
    assert "Cent lignes au plus : retirez celles qui sont passées." in words(answered)


def test_a_nul_character_is_left_out(world: World, as_: As) -> None:
    client = as_(world.hugo)

    answered = save(client, looked_at(client, replace(AFTERNOON_OFF, label="Ré\x00union")))

    assert answered.status_code == 302
    assert latest_version().definition["closures"][0]["label"] == "Réunion"


def test_a_row_is_added_and_taken_away_without_a_script_and_without_a_word_of_error(
    world: World, as_: As
) -> None:
    client = as_(world.hugo)
    half_typed = Row("Pont", "", "", "")
    more = client.post(EDIT, fields(client.get(EDIT), half_typed, AFTERNOON_OFF, do="add-closure"))
    less = client.post(EDIT, fields(more, do="remove-closure-0"))

    assert [len(rows.with_room) for rows in more.context["form"].occasions] == [4, 1]
    assert [typed.row for typed in less.context["form"].closures.rows] == [AFTERNOON_OFF]
    for answered in (more, less):
        assert answered.status_code == 200
        assert "field-error" not in answered.content.decode()


def test_the_regions_of_another_country_are_offered_when_asked_for(world: World, as_: As) -> None:
    client = as_(world.hugo)

    answered = client.post(EDIT, fields(client.get(EDIT), country="DE", do="regions"))

    assert ("BY", "Bayern") in answered.context["form"].fields["subdivision"].widget.choices


@pytest.mark.parametrize(
    ("country", "subdivision", "names"),
    [
        ("NZ", None, "New Zealand"),
        ("AU", "NSW", "New South Wales"),
        ("FR", "PM", "Saint-Pierre-et-Miquelon"),
    ],
)
def test_a_country_and_a_region_that_are_no_longer_offered_stay_where_a_calendar_has_them(
    world: World, as_: As, country: str, subdivision: str | None, names: str
) -> None:
    saved(world, replace(CHARTER, holiday_country=country, holiday_subdivision=subdivision))

    page = words(as_(world.hugo).get(EDIT))

    assert names in page


def test_alsace_moselle_is_chosen_by_name_and_saved(world: World, as_: As) -> None:
    client = as_(world.hugo)
    page = client.get(EDIT)
    assert "Alsace-Moselle (Moselle)" in words(page)

    assert save(client, looked_at(client, subdivision="57")).status_code == 302
    assert "France, Alsace-Moselle (Moselle)" in words(client.get(PAGE))


def after_the_session_ended(client: Client, person: User, address: str, typed: dict[str, Any]) -> Answered:
    """The page that shows the form again, once `person` has logged in to send what was typed."""
    client.logout()
    answered = client.post(address, typed)
    assert answered["Location"].startswith("/accounts/login/")
    kept = client.session["interrupted_form"]
    client.force_login(person)
    session = client.session
    session["interrupted_form"] = kept
    session.save()
    return client.get(address)


def test_hours_sent_after_the_session_ended_come_back(client: Client, world: World) -> None:
    client.force_login(world.hugo)
    typed = fields(client.get(EDIT), AFTERNOON_OFF, **{"day-5": "9h-12h"})

    form = after_the_session_ended(client, world.hugo, EDIT, typed).context["form"]

    assert form["day-5"].value() == "9h-12h"
    assert [each.row for each in form.closures.rows] == [AFTERNOON_OFF]


def test_a_new_calendar_sent_after_the_session_ended_comes_back(client: Client, world: World) -> None:
    client.force_login(world.hugo)
    typed = {"code": "lille", "name": "Lille", "submission_key": client.get(NEW).context["token"]}

    form = after_the_session_ended(client, world.hugo, NEW, typed).context["form"]

    assert (form["code"].value(), form["name"].value()) == ("lille", "Lille")


def test_deadlines_that_still_wait_are_counted_until_there_are_none(world: World, as_: As) -> None:
    world.ticket()
    version = saved(world, closed(AFTERNOON_OFF))
    waiting = reverse("console:calendar_waiting", args=[CST])

    assert words(as_(world.claire).get(waiting)) == ""
    CalendarVersion.objects.create(
        calendar=version.calendar,
        number=3,
        effective_from=TODAY,
        definition=CHARTER.to_json(),
        saved_by="Hugo Leroy",
        saved_at=NOW,
    )
    assert "1 échéance suit encore l’ancienne version" in words(as_(world.claire).get(waiting))
    assert "1 échéance suit encore l’ancienne version" in words(as_(world.claire).get(PAGE))
