"""Editing a calendar in the console: by leads, never without its effect (CH-I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sla.calendars import CHARTER, CalendarDefinition
from sla.models import CST, Calendar, CalendarVersion, latest_version
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
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.console import calendar_preview
from tickets.models import Event


@pytest.mark.parametrize("person", ["claire", "ines", "jean"])
@pytest.mark.parametrize("address", [EDIT, NEW])
def test_others_than_leads_edit_nothing(world: World, as_: As, person: str, address: str) -> None:
    client = as_(getattr(world, person))

    assert client.get(address).status_code == 403
    assert client.post(address, {"do": "save"}).status_code == 403
    assert CalendarVersion.objects.count() == 1


def test_the_form_shows_what_holds_from_today_on(world: World, as_: As) -> None:
    saved(world, closed(Row("Noël", "28/12/2026", "31/12/2026"), Row("Réveillon", "24/12", "", "14h-18h")))

    form = as_(world.hugo).get(EDIT).context["form"]

    assert form["day-0"].value() == "9h00–12h30, 14h00–18h00"
    assert form["day-6"].value() == ""
    assert (form["country"].value(), form["effective_from"].value()) == ("FR", TODAY)
    assert [typed.row for typed in form.closures.rows] == [
        Row("Noël", "28/12/2026", "31/12/2026"),
        Row("Réveillon", "24/12", "", "14h00–18h00"),
    ]


def test_the_form_starts_from_a_planned_version_when_it_is_asked_to(world: World, as_: As) -> None:
    saved(world, replace(CHARTER, holiday_subdivision="57"), date(2027, 3, 1))

    form = as_(world.hugo).get(EDIT, {"version": 2}).context["form"]

    assert (form["subdivision"].value(), form["effective_from"].value()) == ("57", date(2027, 3, 1))


def test_the_effect_says_what_moves_and_saves_nothing(world: World, as_: As) -> None:
    ticket = world.ticket()

    shown = looked_at(as_(world.hugo), AFTERNOON_OFF)

    page = words(shown)
    assert shown.status_code == 200
    assert "1 ticket ouvert change d’échéance." in page
    assert (
        f"{ticket.number} première réponse avant mardi 13 octobre 14h37 après mercredi 14 octobre 9h37"
        in page
    )
    assert "1 jour change en 2026" in page
    assert "mar. 13 oct. 9h00–12h30, 14h00–18h00 devient 9h00–12h30, Réunion" in page
    assert CalendarVersion.objects.count() == 1


def test_the_effect_counts_those_that_become_overdue(world: World, as_: As) -> None:
    monday = TUESDAY - timedelta(hours=17, minutes=37)  # 17h30
    world.ticket(severity=2, received_at=monday)  # due at 12h30, at 11h30 if the day begins at eight
    world.ticket(severity=2)

    shown = looked_at(as_(world.hugo), **{"day-1": "8h-12h30, 14h-18h"})

    assert "1 ticket ouvert change d’échéance ; 1 passe en retard." in words(shown)
    assert [line.state for line in shown.context["preview"].moves] == ["passe en retard"]


def test_the_effect_counts_those_that_are_overdue_no_longer(world: World, as_: As) -> None:
    world.ticket(
        severity=2, received_at=TUESDAY - timedelta(hours=18, minutes=7)
    )  # Monday 17h00, due at 12h00

    shown = looked_at(as_(world.hugo), Row("Réunion", "13/10/2026", "", "9h-10h"))

    assert "1 ticket ouvert change d’échéance ; 1 n’est plus en retard." in words(shown)


def test_the_first_of_many_moves_are_listed_and_the_rest_counted(world: World, as_: As) -> None:
    for _each in range(calendar_preview.MOST_MOVES + 2):
        world.ticket()

    shown = looked_at(as_(world.hugo), AFTERNOON_OFF)

    assert len(shown.context["preview"].moves) == calendar_preview.MOST_MOVES
    assert "22 tickets ouverts changent d’échéance." in words(shown)
    assert "et 2 autres échéances" in words(shown)


def test_without_a_running_deadline_the_effect_says_so(world: World, as_: As) -> None:
    assert "Aucune échéance ne court sur ce calendrier." in words(looked_at(as_(world.hugo), AFTERNOON_OFF))


def test_a_change_that_moves_no_deadline_says_how_many_stay(world: World, as_: As) -> None:
    world.ticket()
    world.ticket()

    page = words(looked_at(as_(world.hugo), Row("Réveillon", "24/12", "", "14h-18h")))

    assert "Aucune des 2 échéances en cours ne change." in page


def test_what_was_shown_is_saved_and_the_deadline_follows_with_an_event(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.hugo)

    answered = save(client, looked_at(client, AFTERNOON_OFF))

    assert (answered.status_code, answered["Location"]) == (302, f"{PAGE}#main")
    version = latest_version()
    assert CalendarDefinition.from_json(version.definition) == closed(AFTERNOON_OFF)
    assert (version.number, version.effective_from, version.note, version.saved_by) == (
        2,
        TODAY,
        "Réunion d’équipe",
        "Hugo Leroy",
    )
    ticket.refresh_from_db()
    assert ticket.due_at == TUESDAY + timedelta(hours=22, minutes=30)
    assert ticket.events.filter(kind=Event.Kind.CALENDAR_CHANGED).count() == 1
    assert "Version 2 enregistrée, 1 échéance déplacée." in words(client.get(PAGE))


def test_nothing_is_saved_that_was_not_shown(world: World, as_: As) -> None:
    client = as_(world.hugo)

    answered = client.post(EDIT, fields(client.get(EDIT), AFTERNOON_OFF, do="save", note="Vite"))

    assert "Rien n’est encore enregistré : voici l’effet des horaires que vous venez de changer." in words(
        answered
    )
    assert CalendarVersion.objects.count() == 1


def test_hours_changed_after_the_effect_are_shown_before_they_are_saved(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, AFTERNOON_OFF)

    answered = save(client, shown, **{"day-5": "9h-12h"})

    assert "voici l’effet des horaires que vous venez de changer" in words(answered)
    assert answered.context["form"]["day-5"].value() == "9h-12h"
    assert CalendarVersion.objects.count() == 1
    assert save(client, answered).status_code == 302


def test_a_ticket_made_late_meanwhile_is_shown_before_anything_is_saved(world: World, as_: As) -> None:
    client = as_(world.hugo)
    early = {"label": ["Permanence"], "first": ["13/10/2026"], "last": [""], "hours": ["6h-9h"]}
    shown = looked_at(client, **{f"opening-{part}": typed for part, typed in early.items()})
    world.ticket(severity=2, received_at=TUESDAY.replace(hour=6))

    answered = save(client, shown)

    page = words(answered)
    assert "l’effet a changé depuis que vous l’avez lu" in page and "1 passe en retard." in page
    assert answered.context["form"]["note"].value() == "Réunion d’équipe"
    assert CalendarVersion.objects.count() == 1
    assert save(client, answered).status_code == 302


def test_tickets_that_come_meanwhile_keep_nobody_from_saving(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, AFTERNOON_OFF)
    ticket = world.ticket()

    assert save(client, shown).status_code == 302
    ticket.refresh_from_db()
    assert ticket.calendar_version.number == 2


def test_a_version_saved_by_another_meanwhile_is_never_undone_unseen(world: World, as_: As) -> None:
    client = as_(world.hugo)
    opened = client.get(EDIT)
    CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code=CST),
        number=2,
        effective_from=TODAY,
        definition=closed(Row("Réveillon", "24/12", "", "14h-18h")).to_json(),
        saved_by="Nora Blanc",
        saved_at=NOW,
    )

    answered = client.post(EDIT, fields(opened, AFTERNOON_OFF))

    page = words(answered)
    assert "La version 2 a été enregistrée par Nora Blanc depuis que vous avez ouvert ce formulaire" in page
    assert "jeu. 24 déc. 9h00–12h30, Réveillon devient 9h00–12h30, 14h00–18h00" in page
    assert save(client, answered).status_code == 302


def test_a_version_saved_meanwhile_by_oneself_is_said_to_be_one_s_own(world: World, as_: As) -> None:
    client = as_(world.hugo)
    opened = client.get(EDIT)
    saved(world, closed(Row("Réveillon", "24/12", "", "14h-18h")))

    page = words(client.post(EDIT, fields(opened, AFTERNOON_OFF)))

    assert "Vous avez vous-même enregistré la version 2 depuis que vous avez ouvert ce formulaire" in page


def test_a_planned_version_that_would_be_replaced_is_named(world: World, as_: As) -> None:
    saved(world, replace(CHARTER, holiday_subdivision="57"), date(2027, 3, 1))

    page = words(looked_at(as_(world.hugo), AFTERNOON_OFF))

    assert "Remplace la version 2, prévue pour le lundi 1er mars 2027." in page


def test_a_version_that_began_today_is_said_to_be_replaced(world: World, as_: As) -> None:
    saved(world, closed(AFTERNOON_OFF))

    page = words(looked_at(as_(world.hugo), **{"day-5": "9h-12h"}))

    assert "Remplace la version 2, en vigueur depuis le mardi 13 octobre." in page


def test_a_slip_is_said_and_not_refused(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, Row("Déjeuner", "20/10/2026", "", "12h30-14h"))

    assert "« Déjeuner » couvre exactement la pause de 12h30–14h00" in words(shown)
    assert save(client, shown).status_code == 302


def test_another_year_of_the_effect_is_one_button_away(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, Row("Réveillon", "24/12", "", "14h-18h"))

    assert [year.number for year in shown.context["preview"].years] == [2026, 2027, 2028]
    answered = client.post(EDIT, fields(shown, do="year-2027"))
    assert "1 jour change en 2027" in words(answered)


def test_each_year_says_how_many_of_its_days_change(world: World, as_: As) -> None:
    rows = [Row("Travaux", f"01/{month:02}/2027", f"28/{month:02}/2027") for month in range(1, 13)]

    shown = looked_at(as_(world.hugo), *rows, Row("Travaux", "03/01/2028"), Row("Pont", "02/01/2029"))

    assert [(year.number, year.changed) for year in shown.context["preview"].years] == [
        (2026, 0),
        (2027, 234),
        (2028, 1),
        (2029, 1),
        (2030, 0),
    ]
    assert "2027 (234), 234 jours changent" in words(shown)


def test_the_days_of_hours_that_are_replaced_count_among_those_that_change(world: World, as_: As) -> None:
    saved(world, closed(Row("Pont", "02/01/2029")))
    shown = as_(world.hugo).get(EDIT)
    without = {f"closure-{part}": [""] for part in ("label", "first", "last", "hours")}

    answered = as_(world.hugo).post(EDIT, fields(shown, **without))

    assert [year.changed for year in answered.context["preview"].years] == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("number", ["0", "1969", "2101", "99999", "²", "٢", "99999999999999999999"])
@pytest.mark.parametrize("button", ["year", "preview"])
def test_a_year_that_is_none_shows_that_of_the_effect(
    world: World, as_: As, button: str, number: str
) -> None:
    answered = looked_at(as_(world.hugo), AFTERNOON_OFF, do=f"{button}-{number}")

    assert answered.status_code == 200
    assert answered.context["preview"].year.number == 2026


@pytest.mark.parametrize("place", ["", "x", "-1", "7", "²", "99999999999999999999"])
def test_a_row_that_is_none_is_not_taken_away_and_every_other_stays(
    world: World, as_: As, place: str
) -> None:
    answered = looked_at(as_(world.hugo), AFTERNOON_OFF, do=f"remove-closure-{place}")

    assert answered.status_code == 200
    assert [typed.row for typed in answered.context["form"].closures.rows] == [AFTERNOON_OFF]


def test_hours_that_were_saved_and_are_sent_again_lead_to_the_calendar(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, AFTERNOON_OFF)
    save(client, shown)

    again = save(client, shown)

    assert (again.status_code, again["Location"]) == (302, f"{PAGE}#main")
    assert "Ces horaires sont déjà enregistrés : c’est la version 2." in words(client.get(PAGE))
    assert latest_version().number == 2


def test_hours_that_were_saved_and_are_looked_at_again_say_so(world: World, as_: As) -> None:
    client = as_(world.hugo)
    shown = looked_at(client, AFTERNOON_OFF)
    save(client, shown)

    again = client.post(EDIT, fields(shown))

    assert "Ces horaires sont déjà enregistrés : c’est la version 2." in words(again)
