"""A year of opening hours, day by day (CH-I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import translation

from sla.calendars import CHARTER, CalendarDefinition
from sla.occasion_rows import Row, occasions
from sla.timeline import BEGINNING, Timeline
from sla.windows import Window
from sla.year_view import Change, Day, Kind, day_of, to_come, year_of

CST = Timeline(((BEGINNING, CHARTER),))
USUAL = "9h00–12h30, 14h00–18h00"


def hours(definition: CalendarDefinition, since: date = BEGINNING) -> Timeline:
    """The charter's hours, then others from a day on."""
    return CST.then(since, definition)


def closed(*rows: Row) -> Timeline:
    return hours(replace(CHARTER, closures=tuple(each for row in rows for each in occasions(row))))


def opened(*rows: Row) -> Timeline:
    return hours(replace(CHARTER, openings=tuple(each for row in rows for each in occasions(row))))


def seen(calendar: Timeline, day: date) -> tuple[Kind, str, str]:
    shown = day_of(calendar, day)
    return shown.kind, shown.hours, shown.name


def test_each_day_of_the_year_is_there_once_at_its_place_in_the_week() -> None:
    year = year_of(CST, 2026)

    assert [day.day for day in year.days] == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    for month in year.months:
        for week in month.weeks:
            assert len(week) == 7
            assert all(day is None or day.day.weekday() == place for place, day in enumerate(week))


def test_a_leap_year_has_its_day() -> None:
    assert len(year_of(CST, 2028).days) == 366


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 13), (Kind.USUAL, USUAL, "")),
        (date(2026, 10, 17), (Kind.WEEKLY, "fermé", "")),
        (date(2026, 7, 14), (Kind.HOLIDAY, "fermé", "Fête nationale")),
        (date(2026, 8, 15), (Kind.HOLIDAY, "fermé", "Assomption")),  # a Saturday
    ],
)
def test_the_charter_s_days(day: date, expected: tuple[Kind, str, str]) -> None:
    assert seen(CST, day) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row("Pont", "13/10/2026"), (Kind.CLOSURE, "fermé", "Pont")),
        (Row("Réunion", "13/10/2026", "", "14h-18h"), (Kind.SHORTENED, "9h00–12h30", "Réunion")),
        (Row("Déjeuner", "13/10/2026", "", "12h30-14h"), (Kind.USUAL, USUAL, "")),
    ],
)
def test_a_closure_takes_the_day_a_part_of_it_or_nothing(row: Row, expected: tuple[Kind, str, str]) -> None:
    assert seen(closed(row), date(2026, 10, 13)) == expected


@pytest.mark.parametrize(
    ("day", "typed", "expected"),
    [
        ("17/10/2026", "9h-12h", (Kind.OPENING, "9h00–12h00", "Migration")),
        ("13/10/2026", "12h30-14h", (Kind.OPENING, "9h00–18h00", "Migration")),
        ("14/07/2026", "9h-12h", (Kind.SHORTENED, "9h00–12h00", "Fête nationale, Migration")),
        ("14/07/2026", "19h-22h", (Kind.CHANGED, "19h00–22h00", "Fête nationale, Migration")),
    ],
)
def test_an_opening_adds_hours_also_to_a_holiday(
    day: str, typed: str, expected: tuple[Kind, str, str]
) -> None:
    number, month, year = map(int, day.split("/"))

    assert seen(opened(Row("Migration", day, "", typed)), date(year, month, number)) == expected


def test_holidays_are_named_in_the_reader_s_language() -> None:
    with translation.override("en"):
        assert day_of(CST, date(2026, 7, 14)).name == "National Day"


def test_alsace_moselle_has_two_more() -> None:
    alsace = year_of(hours(replace(CHARTER, holiday_subdivision="57")), 2026, CST)

    assert [(change.days, change.after) for change in alsace.changes] == [
        ("ven. 3 avr.", "fermé, Vendredi saint")
    ]
    assert day_of(hours(replace(CHARTER, holiday_subdivision="57")), date(2026, 12, 26)).kind is Kind.HOLIDAY


def test_what_a_month_has_that_the_week_has_not_stands_beside_it_alike_days_in_one_line() -> None:
    december = year_of(closed(Row("Noël", "21/12/2026", "31/12/2026")), 2026).months[11]

    assert [(each.days, each.sample.kind, each.sample.name) for each in december.remarkable] == [
        ("21–24 déc.", Kind.CLOSURE, "Noël"),
        ("ven. 25 déc.", Kind.HOLIDAY, "Noël"),
        ("28–31 déc.", Kind.CLOSURE, "Noël"),
    ]


def test_a_weekend_does_not_part_a_closure() -> None:
    may = year_of(closed(Row("Travaux", "17/09/2026", "22/09/2026")), 2026).months[8]

    assert [each.days for each in may.remarkable] == ["17–22 sept."]


def test_a_changed_day_says_what_it_was() -> None:
    year = year_of(closed(Row("Réunion", "13/10/2026", "", "14h-18h")), 2026, CST)

    assert year.changed == 1
    [day] = [each for each in year.days if each.before is not None]
    assert (day.day, day.hours) == (date(2026, 10, 13), "9h00–12h30")
    assert isinstance(day.before, Day) and day.before.hours == USUAL
    assert year.changes == (Change("mar. 13 oct.", 1, USUAL, "9h00–12h30, Réunion"),)


def test_days_before_the_date_of_effect_do_not_change() -> None:
    no_monday = replace(CHARTER, weekly=((), *CHARTER.weekly[1:]))
    year = year_of(hours(no_monday, date(2026, 12, 1)), 2026, CST)

    assert [each.day for each in year.days if each.before] == [date(2026, 12, day) for day in (7, 14, 21, 28)]


def test_many_days_that_change_alike_are_counted() -> None:
    no_monday = replace(CHARTER, weekly=((), *CHARTER.weekly[1:]))
    [change] = year_of(hours(no_monday, date(2026, 10, 1)), 2026, CST).changes

    assert change == Change("13 fois le lundi, du 5 octobre au 28 décembre", 13, USUAL, "fermé")


def test_compared_with_itself_nothing_changes() -> None:
    year = year_of(CST, 2026, CST)

    assert (year.changed, year.changes) == (0, ())


def test_the_totals_count_the_open_days_and_their_hours() -> None:
    year = year_of(closed(Row("Réunion", "13/10/2026", "", "14h-18h")), 2026, CST)

    assert year.totals == "252 jours ouverts, 1886h"
    assert year.totals_before == "252 jours ouverts, 1890h"


def test_bars_are_drawn_once_by_pattern_from_eight_to_nineteen() -> None:
    year = year_of(CST, 2026)

    assert [(bar.key, bar.pieces) for bar in year.bars] == [
        ("540-750-840-1080", (("9.1", "31.8"), ("54.5", "36.4")))
    ]
    assert year.axis == ("8h00", "19h00")


def test_bars_make_room_for_earlier_and_later_hours() -> None:
    early = replace(CHARTER, weekly=((Window(time(6, 30), time(22)),), *CHARTER.weekly[1:]))

    assert year_of(hours(early), 2026).axis == ("6h00", "22h00")


def test_the_bar_of_a_changed_day_is_there_for_what_it_was_too() -> None:
    year = year_of(hours(replace(CHARTER, weekly=((Window(time(9), time(12)),), *((),) * 6))), 2026, CST)

    assert {bar.key for bar in year.bars} == {"540-720", "540-750-840-1080"}


def test_what_is_to_come_starts_on_the_day_and_stops_after_the_days_asked() -> None:
    found = to_come(CST, date(2026, 11, 11), 45)

    assert [each.sample.name for each in found] == ["Armistice", "Noël"]
    assert to_come(CST, date(2026, 11, 12), 43) == ()


def test_only_the_kinds_that_occur_are_in_the_legend() -> None:
    assert year_of(CST, 2026).kinds == (Kind.USUAL, Kind.WEEKLY, Kind.HOLIDAY)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_name(kind: Kind) -> None:
    assert kind.label
