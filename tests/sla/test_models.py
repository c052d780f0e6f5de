"""Calendars in the database: versions, and the arithmetic on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InternalError, ProgrammingError

from sla import calendars
from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion, current_version, working_time

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 13, 9, 7, tzinfo=UTC)


def test_the_calendar_of_the_centre_is_loaded_with_the_charter_s_hours() -> None:
    version = current_version(OCTOBER)

    assert (version.calendar.code, version.number) == ("cst", 1)
    assert calendars.CalendarDefinition.from_json(version.definition) == CHARTER


def test_the_arithmetic_of_a_version_is_made_once() -> None:
    first, again = working_time(current_version(OCTOBER)), working_time(current_version(OCTOBER))

    assert first is again
    assert first.add(OCTOBER, timedelta(hours=2)) == datetime(2026, 10, 13, 12, 37, tzinfo=UTC)


def test_a_version_is_in_force_from_its_date_on() -> None:
    later = replace(CHARTER, holiday_subdivision="57")
    CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code="cst"),
        number=2,
        effective_from=OCTOBER,
        definition=later.to_json(),
    )

    assert current_version(OCTOBER - timedelta(microseconds=1)).number == 1
    assert current_version(OCTOBER).number == 2
    assert working_time(current_version(OCTOBER)) == calendars.working_time(later)


def test_a_calendar_unknown_or_not_yet_in_force_is_an_error() -> None:
    with pytest.raises(CalendarVersion.DoesNotExist, match="'night' has no version in force"):
        current_version(OCTOBER, "night")


@pytest.mark.parametrize(
    "change",
    [lambda version: version.delete(), lambda version: version.save()],
    ids=["delete", "update"],
)
def test_the_database_refuses_to_change_a_version(change: Callable[[CalendarVersion], object]) -> None:
    version = current_version(OCTOBER)

    with pytest.raises((InternalError, ProgrammingError), match="Cannot update or delete"):
        change(version)
