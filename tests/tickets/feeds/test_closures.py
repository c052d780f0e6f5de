"""The closures and openings of the centre in a feed (CH-I)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from sla.calendars import CHARTER
from sla.models import CST, Calendar, CalendarVersion
from tests.tickets.feeds.reading import address, calendar, events, on
from tests.world import PARIS, TUESDAY, World

SAVED = TUESDAY - timedelta(days=2)


def save(**changes: Any) -> CalendarVersion:
    """A second version of the centre's hours, from that month on."""
    return CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code=CST),
        number=2,
        effective_from=date(2026, 10, 1),
        definition={**CHARTER.to_json(), **changes},
        saved_at=SAVED,
    )


@pytest.fixture
def feed(world: World) -> str:
    return address(world.jean, closures=True)


def test_a_public_holiday_is_a_day_that_occupies_nobody(feed: str) -> None:
    [christmas] = on(feed, "2026-12-25")

    assert (christmas.decoded("dtstart"), christmas.decoded("dtend")) == (
        date(2026, 12, 25),
        date(2026, 12, 26),
    )
    assert christmas["SUMMARY"] == "CST fermé\u00a0: Noël"
    assert (christmas["TRANSP"], christmas["STATUS"]) == ("TRANSPARENT", "CONFIRMED")


def test_the_holidays_of_a_year_are_there_and_those_of_before_a_month_are_not(feed: str) -> None:
    days = [event.decoded("dtstart") for event in events(feed)]

    assert days == [
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
        date(2027, 7, 14),
        date(2027, 8, 15),
    ]


def test_a_closure_of_some_hours_has_its_times_in_the_zone_of_the_centre(feed: str) -> None:
    save(closures=[{"label": "Réveillon", "date": "2026-12-24", "hours": ["14:00", "18:00"]}])

    [closed] = on(feed, "2026-12-24")

    assert closed["SUMMARY"] == "CST fermé\u00a0: Réveillon"
    assert closed.decoded("dtstart") == datetime(2026, 12, 24, 14, tzinfo=PARIS)
    assert closed.decoded("dtend") == datetime(2026, 12, 24, 18, tzinfo=PARIS)
    assert closed["DTSTART"].params["TZID"] == "Europe/Paris"
    assert [zone["TZID"] for zone in calendar(feed).walk("VTIMEZONE")] == ["Europe/Paris"]


def test_an_exceptional_opening_is_an_event_of_its_own(feed: str) -> None:
    save(openings=[{"label": "Migration", "date": "2026-10-17", "hours": ["09:00", "12:00"]}])

    [opened] = on(feed, "2026-10-17")

    assert opened["SUMMARY"] == "CST ouvert\u00a0: Migration"
    assert opened.decoded("dtend") == datetime(2026, 10, 17, 12, tzinfo=PARIS)


def test_an_opening_that_ends_at_midnight_ends_the_day_after(feed: str) -> None:
    save(openings=[{"label": "Nuit", "date": "2026-10-24", "hours": ["22:00", "24:00"]}])

    [opened] = on(feed, "2026-10-24")

    assert opened.decoded("dtend") == datetime(2026, 10, 25, 0, tzinfo=PARIS)


def test_days_closed_in_a_row_are_an_event_each(feed: str) -> None:
    save(closures=[{"label": "Noël", "date": f"2026-12-{day}"} for day in (29, 30, 31)])

    uids = {event["UID"] for day in (29, 30, 31) for event in on(feed, f"2026-12-{day}")}

    assert uids == {f"cst-202612{day}-closed@localhost" for day in (29, 30, 31)}


def test_an_event_is_the_same_the_next_day(feed: str) -> None:
    today = {event["UID"]: event.to_ical() for event in events(feed)}

    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        tomorrow = {event["UID"]: event.to_ical() for event in events(feed)}

    assert today == tomorrow


def test_hours_that_were_changed_are_a_later_state_of_the_same_event(feed: str) -> None:
    [before] = on(feed, "2026-12-25")
    save(closures=[{"label": "Pont", "date": "2026-10-30"}])

    [after] = on(feed, "2026-12-25")

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("last-modified") == after.decoded("dtstamp") == SAVED.astimezone(UTC)


def test_a_year_of_hours_is_two_queries(
    feed: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    events(feed)

    with django_assert_max_num_queries(2):
        events(feed)
