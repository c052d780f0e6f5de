"""Arrivals out of a CSV file, as a spreadsheet writes it: what `manage.py staffing --csv` replays.

A French spreadsheet separates by semicolons, writes 12,5 and begins the file with a mark; all that is read unasked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.utils.translation import gettext as _

from sla.commitments import STRICTEST, Promise
from sla.errors import SlaError
from sla.explain import refusal
from sla.staffing import Arrival
from tickets.arrivals import arrival, due

REQUIRED = ("received_at", "level", "severity")
HANDLING = "handling_minutes"
# A handling beyond this is a slip of the pen: some 220 working days.
MOST_MINUTES = 100_000

_SEPARATORS = ";\t,"
_Value = TypeVar("_Value")


class RefusedFileError(ValueError):
    """A file that cannot be replayed; `reasons` are sentences, each with the number of its line."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Reader:
    """What a line needs to become an arrival: promises by level and severity, and the handling where it says none."""

    promises: Mapping[str, Mapping[int, Promise]]
    handling: timedelta

    def read(self, raw: bytes) -> list[Arrival]:
        """Every line as an arrival, in the order of the file. Raises RefusedFileError naming every bad line at once."""
        arrivals: list[Arrival] = []
        reasons: list[str] = []
        rows = _rows(raw)
        columns = _columns(*next(rows, (1, [])))
        for number, row in rows:
            try:
                arrivals.append(self._arrival(_by_column(columns, row)))
            except SlaError as error:
                reasons.append(_on_line(number, refusal(error)))
            except _LineError as error:
                reasons.extend(_on_line(number, reason) for reason in error.reasons)
        if reasons:
            raise RefusedFileError(reasons)
        return arrivals

    def _arrival(self, cells: Mapping[str, str]) -> Arrival:
        found = _Cells(cells)
        at = found.read("received_at", _instant)
        level = found.read("level", self._level)
        severity = found.read("severity", _severity)
        handling = found.read(HANDLING, minutes) if cells.get(HANDLING) else self.handling
        if found.reasons or at is None or level is None or handling is None:
            raise _LineError(found.reasons)
        promise = self.promises[level][STRICTEST if severity is None else severity]
        promised = promise.first_response
        # Asked for even where nothing is promised: a calendar refuses what lies outside its years.
        due_at = due(at, promised or timedelta(0), promise.calendar_version)
        return arrival(at.astimezone(UTC), None if promised is None else due_at, severity, handling)

    def _level(self, given: str) -> str:
        known = {code.casefold(): code for code in self.promises}
        if given.casefold() not in known:
            raise ValueError(
                _("niveau inconnu\u00a0: %(given)s. Niveaux connus\u00a0: %(known)s.")
                % {"given": _shown(given), "known": ", ".join(sorted(known.values()))}
            )
        return known[given.casefold()]


def minutes(given: str) -> timedelta:
    """A handling in minutes, above zero: 45 or 12,5. Raises ValueError with the sentence to show."""
    try:
        amount = timedelta(minutes=float(given.replace(",", ".")))
    except (ValueError, OverflowError) as error:  # no number at all; infinite or beyond a timedelta
        raise ValueError(_("%(given)s n’est pas un nombre de minutes.") % {"given": _shown(given)}) from error
    if not timedelta(0) < amount <= timedelta(minutes=MOST_MINUTES):
        raise ValueError(
            _("un traitement dure plus de 0 et au plus %(most)s minutes\u00a0: %(given)s.")
            % {"most": MOST_MINUTES, "given": _shown(given)}
        )
    return amount


class _LineError(ValueError):
    """What is wrong with one line; its number is not known here."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


class _Cells:
    """The cells of a line, each read by its own rule; what is wrong is gathered."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.reasons: list[str] = []

    def read(self, column: str, rule: Callable[[str], _Value]) -> _Value | None:
        try:
            return rule(self._cells[column])
        except ValueError as error:
            self.reasons.append(f"{column}, {error}")
            return None


def _instant(given: str) -> datetime:
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise ValueError(_("%(given)s n’est pas un instant ISO 8601.") % {"given": _shown(given)}) from error
    if at.tzinfo is None:
        raise ValueError(
            _("%(given)s n’a pas de décalage\u00a0: écrivez par exemple +02:00 à sa fin.")
            % {"given": _shown(given)}
        )
    return at


def _severity(given: str) -> int | None:
    """1 to 4; empty: nobody qualified it."""
    if not given:
        return None
    if given not in {"1", "2", "3", "4"}:
        raise ValueError(
            _("une sévérité va de 1 à 4, %(given)s n’en est pas une.") % {"given": _shown(given)}
        )
    return int(given)


def _rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of the line each begins on, empty ones left out. Raises RefusedFileError."""
    text = _text(raw)
    header = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count))
    number = 1
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, cells
            number = rows.line_num + 1
    except csv.Error as error:  # a cell beyond any measure
        raise RefusedFileError([_on_line(number, _("ce n’est pas du CSV\u00a0: %s.") % error)]) from error


def _columns(number: int, cells: list[str]) -> list[str]:
    """The columns that the header names. Raises RefusedFileError: without a header, no line means anything."""
    columns = [cell.casefold() for cell in cells]
    missing = [column for column in REQUIRED if column not in columns]
    # A misspelt column would be read as if it were not there.
    unknown = [_shown(cell) for cell in cells if cell.casefold() not in {*REQUIRED, HANDLING}]
    reasons = []
    if missing:
        reasons.append(_("il manque dans l’en-tête\u00a0: %s.") % ", ".join(missing))
    if unknown:
        reasons.append(_("colonne inconnue\u00a0: %s.") % ", ".join(unknown))
    if len(set(columns)) < len(columns):
        reasons.append(_("une colonne est deux fois dans l’en-tête."))
    if reasons:
        raise RefusedFileError([_on_line(number, reason) for reason in reasons])
    return columns


def _by_column(columns: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        counts = {"expected": len(columns), "found": len(cells)}
        raise _LineError([_("%(expected)s colonnes attendues, %(found)s trouvées.") % counts])
    return dict(zip(columns, cells, strict=True))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise RefusedFileError([_on_line(number, _("ce n’est pas de l’UTF-8."))]) from error


def _on_line(number: int, reason: str) -> str:
    return _("ligne %(number)s\u00a0: %(reason)s") % {"number": number, "reason": reason}


def _shown(given: str) -> str:
    """What was given, short enough for a line and in quotes."""
    return _("«\u00a0%s\u00a0»") % (given if len(given) <= 40 else f"{given[:39]}…")
