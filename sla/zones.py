"""The time zones that a calendar is offered: those of places, under the name in use today (CH-I)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

# The zone database's own table: a line for each place, its zone third. Former names (Asia/Calcutta), zones that are no
# place (Etc/GMT+5, Factory) and the files beside them (localtime, posix/…) are not in it.
_TABLE = "zone.tab"


@lru_cache(maxsize=1)
def places() -> tuple[str, ...]:
    """Europe/Paris and the others, by name; a system without the table offers all the zones that it has."""
    known = available_timezones()
    found = {zone for path in TZPATH for zone in _read(Path(path, _TABLE))} & known
    return tuple(sorted(found or known))


def _read(table: Path) -> list[str]:
    if not table.is_file():
        return []
    lines = table.read_text("utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line and not line.startswith("#")]
