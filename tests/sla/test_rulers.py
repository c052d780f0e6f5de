"""The day ruler: where things stand on a row from 8h to 19h, and which rows there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from sla import waits
from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.clock import Pause
from sla.rulers import Row, rulers
from sla.windows import Window
from sla.working_time import WorkingTime

PARIS = ZoneInfo("Europe/Paris")
CST = working_time(CHARTER)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def draw(
    received: str, hours: int = 2, now: str | None = None, calendar: WorkingTime = CST
) -> tuple[Row, ...]:
    start = at(received)
    return rulers(start, calendar.trace(start, timedelta(hours=hours)), calendar, at(now) if now else None)


def segments(row: Row, *kinds: str) -> list[tuple[str, str, str]]:
    return [(segment.kind, segment.x, segment.width) for segment in row.segments if segment.kind in kinds]


def test_a_deadline_over_lunch_is_one_row() -> None:
    [row] = draw("2026-10-13 11:07")

    assert row.label == "mar. 13 oct."
    assert segments(row, "open") == [("open", "9.1", "31.8"), ("open", "54.5", "36.4")]
    assert segments(row, "left") == [("left", "28.3", "12.6"), ("left", "54.5", "5.7")]
    assert [(mark.kind, mark.x, mark.label) for mark in row.marks] == [
        ("received", "28.3", "11h07"),
        ("due", "60.2", "14h37"),
    ]


def test_open_and_closed_time_fill_the_row() -> None:
    [row] = draw("2026-10-13 11:07")

    widths = [float(segment.width) for segment in row.segments if segment.kind not in {"used", "left"}]
    assert round(sum(widths), 1) == 100


def test_lunch_and_the_nights_bear_their_names() -> None:
    [row] = draw("2026-10-13 11:07")

    closed = [(s.kind, s.label) for s in row.segments if s.kind in {"lunch", "night", "holiday"}]
    assert closed == [("night", "nuit"), ("lunch", "pause"), ("night", "nuit")]


def test_now_divides_the_time_used_from_the_time_left() -> None:
    [row] = draw("2026-10-13 11:07", now="2026-10-13 14:10")

    assert segments(row, "used", "left") == [
        ("used", "28.3", "12.6"),
        ("used", "54.5", "1.6"),
        ("left", "56.1", "4.1"),
    ]
    assert [mark.kind for mark in row.marks] == ["received", "now", "due"]


def test_a_request_explained_as_it_arrives_has_no_now() -> None:
    [row] = draw("2026-10-13 11:07", now="2026-10-13 11:07")

    assert [mark.kind for mark in row.marks] == ["received", "due"]


def test_ticks_name_the_hours_of_opening_and_give_way_to_now() -> None:
    [row] = draw("2026-10-13 11:07", now="2026-10-13 14:10")

    assert [(tick.x, tick.label) for tick in row.ticks] == [("9.1", "9h"), ("90.9", "18h")]


def test_a_tick_gives_way_to_a_label_that_is_pushed_over_it_from_the_end_of_the_row() -> None:
    today = draw("2026-10-13 17:00", now="2026-10-13 23:46")[0]

    assert today.marks[-1].anchor == "end"
    assert [tick.label for tick in today.ticks] == ["9h", "12h30", "14h"]


def test_an_arrival_just_before_its_deadline_has_its_label_before_it() -> None:
    [row] = draw("2026-10-13 15:00", hours=1)

    assert [(mark.kind, mark.anchor) for mark in row.marks] == [("received", "end"), ("due", "")]


def test_an_arrival_early_in_the_day_keeps_its_label_clear_of_the_deadline_s_pole() -> None:
    [before], [after] = draw("2026-10-13 09:15"), draw("2026-10-13 09:05", hours=1)

    assert [(mark.x, mark.label_x, mark.anchor) for mark in before.marks] == [
        ("11.4", "14.2", ""),
        ("29.5", "", ""),
    ]
    assert [(mark.x, mark.label_x, mark.anchor) for mark in after.marks] == [
        ("9.8", "19.9", "start"),
        ("18.9", "", "start"),
    ]


def test_a_deadline_early_or_late_in_the_day_keeps_its_label_within_the_row() -> None:
    early, late = draw("2026-10-12 17:31", hours=1)[-1].marks[-1], draw("2026-10-13 15:49")[-1].marks[-1]

    assert (early.label, early.anchor) == ("9h31", "start")
    assert (late.label, late.anchor) == ("17h49", "end")


def test_a_weekend_in_the_middle_is_one_collapsed_row() -> None:
    rows = draw("2026-10-16 17:30")

    assert [(row.label, row.collapsed) for row in rows] == [
        ("ven. 16 oct.", False),
        ("17–18 oct.", True),
        ("lun. 19 oct.", False),
    ]
    assert [segment.label for segment in rows[1].segments] == ["week-end"]


def test_a_holiday_in_the_middle_is_collapsed_and_named() -> None:
    rows = draw("2026-07-13 16:30")

    assert (rows[1].label, rows[1].segments[0].label) == ("mar. 14 juil.", "Fête nationale")


def test_a_request_of_a_closed_day_has_its_row_hatched_and_named() -> None:
    row = draw("2026-10-17 10:00")[0]

    assert [(s.kind, s.x, s.width, s.label) for s in row.segments] == [
        ("holiday", "0.0", "100.0", "week-end")
    ]
    assert [mark.kind for mark in row.marks] == ["received"]


def test_a_long_span_keeps_its_ends_in_five_rows_at_most() -> None:
    rows = draw("2026-07-01 10:00", hours=90)

    assert len(rows) <= 5
    assert (rows[0].label, rows[-1].label) == ("mer. 1 juil.", "lun. 20 juil.")
    assert [row.segments[0].label for row in rows if row.collapsed] == ["17 jours, dont 10 ouvrés"]


def test_an_overdue_deadline_keeps_today_in_sight() -> None:
    rows = draw("2026-07-01 10:00", hours=90, now="2026-09-15 10:00")

    assert len(rows) <= 5
    assert rows[-1].label == "mar. 15 sept."
    assert [mark.kind for mark in rows[-1].marks] == ["now"]
    assert {mark.kind for row in rows for mark in row.marks} == {"received", "due", "now"}


def test_labels_at_the_ends_of_a_row_are_anchored_inside_and_marks_kept_within() -> None:
    early, late = draw("2026-10-13 05:00")[0].marks[0], draw("2026-10-13 21:00")[0].marks[0]

    assert (early.x, early.anchor) == ("0.0", "start")
    assert (late.x, late.anchor) == ("100.0", "end")


def test_the_row_grows_with_windows_outside_office_hours() -> None:
    day = (Window.from_json(["06:30", "24:00"]),)
    shift = working_time(CalendarDefinition(weekly=(day,) * 7, holiday_country=None))

    [row] = draw("2026-10-13 15:00", calendar=shift)

    # From 6h to 24h: 6h30 is half an hour of eighteen.
    assert segments(row, "open") == [("open", "2.8", "97.2")]
    assert segments(row, "left") == [("left", "50.0", "11.1")]


def draw_paused(since: str | None, now: str) -> tuple[Row, ...]:
    """Received on Tuesday at 11h07, waited from 11h30 to 12h00 or until now."""
    start, noon = at("2026-10-13 11:07"), at("2026-10-13 12:00")
    pauses = [] if since else [Pause(at("2026-10-13 11:30"), noon)]
    course = waits.course(start, timedelta(hours=2), CST, pauses, at(since) if since else None)
    return rulers(start, course.trace, CST, at(now), course.waited, at(since) if since else None)


def test_a_wait_lies_over_the_open_hours_between_what_counts() -> None:
    [row] = draw_paused(None, "2026-10-13 12:10")

    assert segments(row, "used", "wait", "left") == [
        ("used", "28.3", "3.5"),
        ("used", "36.4", "1.5"),
        ("left", "37.9", "3.0"),
        ("left", "54.5", "10.2"),
        ("wait", "31.8", "4.6"),
    ]


def test_a_clock_that_stands_still_waits_until_now_and_has_no_due_time() -> None:
    rows = draw_paused("2026-10-13 11:30", "2026-10-19 10:00")

    assert [mark.kind for row in rows for mark in row.marks] == ["received", "now"]
    assert segments(rows[0], "used", "wait") == [
        ("used", "28.3", "3.5"),
        ("wait", "31.8", "9.1"),
        ("wait", "54.5", "36.4"),
    ]
    assert segments(rows[-1], "left", "wait") == [("wait", "9.1", "9.1")]


def test_days_waited_throughout_say_so_where_they_are_collapsed() -> None:
    rows = draw_paused("2026-10-13 11:30", "2026-10-19 10:00")

    assert [row.segments[0].label for row in rows if row.collapsed] == ["5 jours, dont 3 ouvrés, en attente"]


def test_numbers_keep_their_dot_in_french() -> None:
    with translation.override("fr"):
        [row] = draw("2026-10-13 11:07")

    assert all("," not in segment.x + segment.width for segment in row.segments)
