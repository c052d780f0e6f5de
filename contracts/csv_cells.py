"""CSV files for people, who open them in a spreadsheet: what a cell holds is shown there, and never carried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

# What a spreadsheet takes for the beginning of a formula, in both widths of East Asian text.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# By it Excel knows that the file is UTF-8.
_MARK = "\ufeff"


def inert(text: str) -> str:
    """`text` as a cell that no spreadsheet computes: behind an apostrophe when it begins like a formula."""
    begins = text.lstrip()
    if begins.startswith(_FORMULA) or text[:1] in {"\t", "\r", "\n"}:
        return f"'{text}"
    return text


def lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as lines of a file, one at a time, separated as a French spreadsheet does; every cell inert.

    Rows that are made while they are read say their words in the language that is active now: a streamed answer is read
    when its request is over.
    """
    return _lines(_in_language(iter(rows), get_language() or settings.LANGUAGE_CODE))


def _in_language(rows: Iterator[Sequence[str]], language: str) -> Iterator[Sequence[str]]:
    while True:
        with translation.override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _lines(rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield _MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([inert(cell) for cell in row])
        yield line.getvalue()
