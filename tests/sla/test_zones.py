"""The time zones that a calendar is offered (CH-I)."""

from __future__ import annotations

import pytest

from sla.calendars import CalendarDefinition
from sla.zones import places


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"])
def test_the_zone_of_a_place_is_offered(zone: str) -> None:
    assert zone in places()


@pytest.mark.parametrize(
    "name",
    [
        "localtime",
        "Factory",
        "posix/Europe/Paris",
        "Etc/GMT+5",
        "Etc/Zulu",
        "US/Eastern",
        "Asia/Calcutta",
        "EST",
    ],
)
def test_what_is_no_place_and_what_was_renamed_are_not(name: str) -> None:
    assert name not in places()


def test_every_zone_offered_is_one_that_a_calendar_takes() -> None:
    for zone in places():
        assert CalendarDefinition(time_zone=zone).time_zone == zone

    assert len(places()) > 300
