"""Hours that changed over the years: each day has those in force on it (CH-I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import CHARTER, working_time
from sla.errors import InvalidCalendarError
from sla.timeline import BEGINNING, Timeline
from sla.windows import Occasion, Window

PARIS = ZoneInfo("Europe/Paris")
LONGER = replace(CHARTER, weekly=((Window(time(8), time(19)),),) * 5 + ((), ()))
CHRISTMAS_EVE = replace(CHARTER, closures=(Occasion.on(date(2026, 12, 24), "Réveillon"),))
FIRST = Timeline(((BEGINNING, CHARTER),))
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_a_deadline_that_crosses_the_change_counts_each_day_by_its_own_hours() -> None:
    changed = working_time(FIRST.then(date(2026, 10, 14), LONGER))

    # 17:00 to 18:00 on Tuesday by the old hours, then from 8:00 on Wednesday by the new ones.
    assert changed.add(at("2026-10-13 17:00"), 2 * HOUR) == at("2026-10-14 09:00")
    assert changed.between(at("2026-10-13 00:00"), at("2026-10-15 00:00")) == timedelta(hours=7.5 + 11)


def test_the_years_before_keep_their_hours() -> None:
    changed = working_time(FIRST.then(date(2026, 10, 14), LONGER))

    assert changed.add(at("2020-03-03 17:00"), 2 * HOUR) == at("2020-03-04 10:00")


def test_what_is_saved_later_wins_from_its_date_on_over_what_was_planned() -> None:
    planned = FIRST.then(date(2027, 1, 4), LONGER).then(date(2026, 12, 1), CHRISTMAS_EVE)

    assert [day for day, _hours in planned.in_force] == [BEGINNING, date(2026, 12, 1)]
    assert planned.definition_on(date(2027, 1, 5)) == CHRISTMAS_EVE


def test_a_later_date_leaves_what_comes_before_it() -> None:
    twice = FIRST.then(date(2026, 12, 1), CHRISTMAS_EVE).then(date(2027, 1, 4), LONGER)

    days = (date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 4))
    assert [twice.definition_on(day) for day in days] == [CHARTER, CHRISTMAS_EVE, LONGER]


def test_a_night_over_the_day_of_the_change_has_one_reason() -> None:
    changed = working_time(FIRST.then(date(2026, 10, 14), LONGER))

    [night] = changed.closed_between(at("2026-10-13 18:00"), at("2026-10-14 08:00"))
    assert night.why == "nuit"


def test_hours_that_do_not_reach_back_to_the_beginning_are_refused() -> None:
    with pytest.raises(InvalidCalendarError, match="valent depuis le 01/01/1970"):
        Timeline(((date(2026, 1, 1), CHARTER),))


def test_another_time_zone_is_another_calendar() -> None:
    with pytest.raises(InvalidCalendarError, match="garde son fuseau horaire, Europe/Paris"):
        FIRST.then(date(2026, 10, 14), replace(CHARTER, time_zone="America/Cayenne"))
