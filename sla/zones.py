"""The time zones that a calendar may have, and those it is offered: of places, by the name in use today (CH-I)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

# The zone database's own table: a line for each place, its zone third. Former names (Asia/Calcutta), zones that are no
# place (Etc/GMT+5, Factory) and the files beside them (localtime, posix/…) are not in it.
_TABLE = "zone.tab"


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Every zone that the system has. Kept: finding them reads its folders, and each definition that is built asks."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def places() -> tuple[str, ...]:
    """Europe/Paris and the others, by name; a system without the table offers all the zones that it has."""
    found = {zone for path in TZPATH for zone in _read(Path(path, _TABLE))} & known()
    return tuple(sorted(found or known()))


def _read(table: Path) -> list[str]:
    if not table.is_file():
        return []
    lines = table.read_text("utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line and not line.startswith("#")]
