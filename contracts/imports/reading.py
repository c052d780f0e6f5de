"""From bytes to a table: which kind of file it is, and whether it has the columns of a list of contracts."""

from __future__ import annotations

from contracts.imports import csv_reading, xlsx_reading
from contracts.imports.findings import Unreadable
from contracts.imports.tables import Table, listed

MOST_BYTES = 64 * 1024 * 1024
_OLD_WORKBOOK, _ARCHIVE = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def read(content: bytes) -> Table:
    """The table that a file holds, by its content whatever its name; `Unreadable` when it holds none."""
    if not content.strip(b"\x00\t\r\n "):
        raise Unreadable("empty_file")
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", most=MOST_BYTES // (1024 * 1024))
    if content.startswith(_OLD_WORKBOOK):
        raise Unreadable("old_workbook")
    opened = xlsx_reading.read(content) if content.startswith(_ARCHIVE) else csv_reading.read(content)
    if opened.layout.missing:
        raise Unreadable(
            "columns_missing",
            opened.header_line,
            missing_columns=" ".join(opened.layout.missing),
            found=listed([*opened.layout.headers.values(), *opened.layout.unknown]),
        )
    return opened
