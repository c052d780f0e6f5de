"""What one cell says: each function takes its text, spaces already made single, and gives the value or raises `Wrong`.

The habits of ERPs and spreadsheets are read without asking; what a spreadsheet has destroyed is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.plain_text import plain
from contracts.imports.findings import Wrong
from contracts.models import normalise_serial

# Contracts and ends of support lie between these years; what is outside is a slip, or an ERP's "without end".
FIRST_YEAR, LAST_YEAR = 1990, 2099

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\xad"))
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_SPREADSHEET_ERROR = re.compile(
    r"#(N/?A|REF!|VALUE!|VALEUR ?!|DIV/0 ?!|NAME\?|NOM ?\?|NUL ?!|NULL!|NUM!|NOMBRE ?!|GETTING_DATA|#+)", re.I
)
_SCIENTIFIC = re.compile(r"[+-]?\d([.,]\d+)?E\+\d+", re.I)
_SERIAL_SIGNS = re.compile(r"[A-Z0-9._/:+#()*@-]+")

_TIME = r"(?:[T ]\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?Z?)?"
_DAY_MONTH_YEAR = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}){_TIME}", re.ASCII)
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_TIME}", re.ASCII)
_BARE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SHORT_YEAR = re.compile(rf"\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ]\d{{2}}{_TIME}", re.ASCII)
# A spreadsheet counts days from here on, in numbers of five digits for the years that matter.
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SPREADSHEET_DAY = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)

_YES = {"oui", "o", "yes", "y", "vrai", "true", "1", "x"}
_NO = {"non", "n", "no", "faux", "false", "0"}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a line is withdrawn: from `on`, or, without a day, from the day of the file."""

    on: date | None


def tidy(cell: str) -> str:
    """The text of a cell: spaces of all kinds made single, nothing invisible, no marks that keep it text."""
    if not cell.isascii():
        cell = cell.translate(_INVISIBLE)
    cell = " ".join(cell.split())
    if cell[:1] in {"=", "'"}:
        formula = _TEXT_FORMULA.fullmatch(cell)
        cell = formula[1].strip() if formula else cell.removeprefix("'").lstrip()
    return cell


def text(cell: str, longest: int) -> str:
    """Words of at most `longest` characters."""
    _require_readable(cell)
    if len(cell) > longest:
        raise Wrong("too_long", longest=longest, length=len(cell))
    return cell


def identifier(cell: str, longest: int) -> str:
    """A number or code that names something: as text, but nothing that a spreadsheet has turned into a quantity."""
    if _SCIENTIFIC.fullmatch(cell):
        raise Wrong("destroyed_by_spreadsheet")
    return text(cell, longest)


def serial(cell: str) -> str:
    """A serial number as it is stored (contracts.models.normalise_serial)."""
    found = normalise_serial(identifier(cell, 80))
    if not _SERIAL_SIGNS.fullmatch(found):
        signs = sorted(set(_SERIAL_SIGNS.sub("", found)))
        raise Wrong("serial_impossible", signs=" ".join(signs))
    return text(found, 60)


def day(cell: str) -> date:
    """A day: 31/12/2026, 31-12-2026, 31.12.2026, 2026-12-31, 20261231, each with or without a time, or a spreadsheet's
    number of days. A year of two digits is refused: 01/02/03 has three readings."""
    _require_readable(cell)
    if _SHORT_YEAR.fullmatch(cell):
        raise Wrong("date_of_two_digits")
    if found := _DAY_MONTH_YEAR.fullmatch(cell):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_MONTH_DAY.fullmatch(cell) or _BARE_DIGITS.fullmatch(cell):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SPREADSHEET_DAY.fullmatch(cell):
        return _in_range(_SPREADSHEET_EPOCH + timedelta(days=int(found[1])))
    raise Wrong("date_unreadable")


def yes_or_no(cell: str) -> bool:
    """Oui or non, in the ways that people and spreadsheets write them."""
    _require_readable(cell)
    word = plain(cell)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Wrong("neither_yes_nor_no")


def withdrawal(cell: str) -> Withdrawn | None:
    """A day, oui or non; None for non."""
    try:
        return Withdrawn(None) if yes_or_no(cell) else None
    except Wrong as wrong:
        if wrong.code != "neither_yes_nor_no":
            raise
    return Withdrawn(day(cell))


def words(longest: int) -> Callable[[str], str]:
    """`text` of at most `longest` characters, as a function of the cell alone."""
    return lambda cell: text(cell, longest)


def name(longest: int) -> Callable[[str], str]:
    """`identifier` of at most `longest` characters, as a function of the cell alone."""
    return lambda cell: identifier(cell, longest)


def _date(year: int, month: int, day_of_month: int) -> date:
    try:
        return _in_range(date(year, month, day_of_month))
    except ValueError as error:
        raise error if isinstance(error, Wrong) else Wrong("date_unreadable") from error


def _in_range(found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong("date_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _require_readable(cell: str) -> None:
    """Refuse what a spreadsheet computes or failed to, and signs that no text has."""
    if cell.startswith("#") and _SPREADSHEET_ERROR.fullmatch(cell):
        raise Wrong("spreadsheet_error")
    if cell.startswith("="):
        raise Wrong("formula_without_value")
    if not cell.isprintable() or "\ufffd" in cell:
        raise Wrong("unreadable_sign")
