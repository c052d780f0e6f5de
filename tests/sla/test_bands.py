"""The day ruler as bands side by side, for mails."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.bands import bands
from sla.calendars import CHARTER, working_time
from sla.rulers import Row, rulers

CST = working_time(CHARTER)
PARIS = ZoneInfo("Europe/Paris")


def rows(received: str, hours: float, now: str | None = None) -> list[Row]:
    start = datetime.fromisoformat(received).replace(tzinfo=PARIS)
    at = datetime.fromisoformat(now).replace(tzinfo=PARIS) if now else None
    drawn = rulers(start, CST.trace(start, timedelta(hours=hours)), CST, at)
    return [row for row in drawn if not row.collapsed]


def test_a_day_reads_from_the_night_before_to_the_night_after() -> None:
    [row] = rows("2026-10-13 11:07", 2, "2026-10-13 11:37")

    kinds = [band.kind for band in bands(row)]
    assert kinds == ["night", "open", "used", "left", "lunch", "left", "open", "night"]


def test_the_deadline_ends_a_band() -> None:
    [row] = rows("2026-10-13 11:07", 2)

    assert [(band.kind, band.due) for band in bands(row) if band.due] == [("left", True)]


def test_lunch_bears_its_name() -> None:
    [row] = rows("2026-10-13 11:07", 2)

    assert [band.label for band in bands(row) if band.kind == "lunch"] == ["pause"]


@pytest.mark.parametrize("hours", [0.5, 2, 12, 40])
@pytest.mark.parametrize("received", ["2026-10-13 11:07", "2026-05-07 17:59", "2026-10-17 23:30"])
def test_the_bands_of_a_row_fill_it_and_never_overlap(received: str, hours: float) -> None:
    for row in rows(received, hours, "2026-10-20 10:00"):
        assert sum(float(band.width) for band in bands(row)) == pytest.approx(100)
        assert all(float(band.width) > 0 for band in bands(row))
