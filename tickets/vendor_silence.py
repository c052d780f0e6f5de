"""When an engineer is reminded that a manufacturer said nothing: after so many hours of work of the centre (CH-I)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla.models import latest_version, working_time

# What is proposed: a day of the centre's.
USUAL_HOURS = 8


def reminder(hours: int | None, since: datetime) -> datetime | None:
    """The instant after `hours` working hours without a word since `since`, aware; None when nobody is reminded."""
    return working_time(latest_version()).add(since, timedelta(hours=hours)) if hours else None
