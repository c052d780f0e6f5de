"""A CSV file in any of the dialects that spreadsheets and ERPs write, found out from the file itself.

UTF-8 and UTF-16 with or without a mark, else windows-1252; separated by semicolons, commas, tabs or bars, whichever
makes sense of the headers.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from contracts.imports.findings import Unreadable
from contracts.imports.tables import HEAD, Line, Table, bounded, head_of, no_headers

SEPARATORS = (";", ",", "\t", "|")
# A line that no file holds, put at the end: whatever does not give it back has a quotation mark open.
_LAST = "\x00end of file\x00"
# Enough for the headers, with titles above them.
_HEAD_CHARACTERS = 50_000


def read(content: bytes) -> Table:
    """The table of a CSV file; `Unreadable` without headers."""
    text, encoding = decoded(content)
    separator = _separator(text)
    start = list(islice(_lines(text[:_HEAD_CHARACTERS], separator), HEAD))
    head = head_of(start)
    if head is None:
        raise no_headers(start)
    return Table(
        header_line=head.line,
        layout=head.layout,
        lines=bounded(_closed_lines(text, separator), head.line),
        expected=max(0, text.count("\n") - head.line),
        read_as=("csv", encoding, {"\t": "tab"}.get(separator, separator)),
    )


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. What windows-1252 does not know becomes U+FFFD, and its cell is refused; so
    do zeros, which no database keeps, not even in a report on them."""
    encoding, mark = _encoding(content)
    return content[len(mark) :].decode(encoding, errors="replace").replace("\0", "\ufffd"), encoding


def _encoding(content: bytes) -> tuple[str, bytes]:
    """The encoding of a file, and the mark that it begins with."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return encoding, mark
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le", b""
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be", b""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", b""
    return "utf-8", b""


def _separator(text: str) -> str:
    """The separator under which the first lines name most columns."""

    def worth(separator: str) -> int:
        head = head_of(list(islice(_lines(text[:_HEAD_CHARACTERS], separator), HEAD)))
        return head.worth if head is not None else -100

    return max(SEPARATORS, key=worth)


def _lines(text: str, separator: str) -> Iterator[Line]:
    """Each record with its number; one that runs over several lines of text counts once, as in a spreadsheet."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, cells in enumerate(records, start=1):
            yield number, cells
    except csv.Error as error:
        raise Unreadable("line_unreadable", number + 1) from error


def _closed_lines(text: str, separator: str) -> Iterator[Line]:
    """The same; `Unreadable` instead of a record that swallowed the end of the file."""
    ending = "" if text.endswith(("\n", "\r")) else "\n"
    for number, cells in _lines(f"{text}{ending}{_LAST}", separator):
        if cells and cells[-1].endswith(_LAST):
            if cells != [_LAST]:
                raise Unreadable("quotation_left_open", number)
            return
        yield number, cells
