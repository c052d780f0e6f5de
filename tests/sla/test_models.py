"""Calendars in the database: versions, and the arithmetic on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError

from sla import calendars
from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion, latest_version, working_time
from sla.windows import Window

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
OCTOBER = datetime(2026, 10, 13, 9, 7, tzinfo=UTC)


def test_the_calendar_of_the_centre_is_loaded_with_the_charter_s_hours() -> None:
    version = latest_version()

    assert (version.calendar.code, version.number) == ("cst", 1)
    assert calendars.CalendarDefinition.from_json(version.definition) == CHARTER


def test_the_arithmetic_of_a_version_is_made_once() -> None:
    first, again = working_time(latest_version()), working_time(latest_version())

    assert first is again
    assert first.add(OCTOBER, timedelta(hours=2)) == datetime(2026, 10, 13, 12, 37, tzinfo=UTC)


def save_second(effective_from: date, **changes: Any) -> CalendarVersion:
    return CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code="cst"),
        number=2,
        effective_from=effective_from,
        definition=replace(CHARTER, **changes).to_json(),
    )


def test_a_version_counts_from_its_date_on_and_the_days_before_keep_their_hours() -> None:
    saved = save_second(date(2026, 10, 14), weekly=((Window(time(8), time(12)),),) * 7)
    tuesday, wednesday = (datetime(2026, 10, day, 16, tzinfo=PARIS) for day in (13, 14))

    assert latest_version() == saved
    assert working_time(saved).is_open(tuesday)
    assert not working_time(saved).is_open(wednesday)


def test_an_earlier_version_goes_on_as_it_was_known() -> None:
    first = latest_version()
    save_second(date(2020, 1, 1), weekly=((),) * 7)

    assert working_time(first).is_open(OCTOBER)


def test_an_unknown_calendar_is_an_error() -> None:
    with pytest.raises(CalendarVersion.DoesNotExist, match="'night' does not exist"):
        latest_version("night")


def test_the_first_version_holds_from_the_beginning() -> None:
    with pytest.raises(IntegrityError, match="calendar_version_1_from_the_beginning"):
        CalendarVersion.objects.create(
            calendar=Calendar.objects.create(code="night", name="Astreinte"),
            number=1,
            effective_from=date(2026, 1, 1),
            definition=CHARTER.to_json(),
        )


@pytest.mark.parametrize(
    "change",
    [lambda version: version.delete(), lambda version: version.save()],
    ids=["delete", "update"],
)
def test_the_database_refuses_to_change_a_version(change: Callable[[CalendarVersion], object]) -> None:
    version = latest_version()

    with pytest.raises((InternalError, ProgrammingError), match="Cannot update or delete"):
        change(version)
