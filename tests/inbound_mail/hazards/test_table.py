"""The table of hazards in docs/rules/mail.md names tests that exist, and leaves out no file of this folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MAIL_TESTS = HERE.parent
PAGE = HERE.parents[2] / "docs" / "rules" / "mail.md"
_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    """The rows of the table, without its head."""
    table = PAGE.read_text().partition("## The hazards")[2].partition("\n## ")[0]
    return [line for line in table.splitlines() if line.startswith("| ")][1:]


def test_every_hazard_of_the_table_names_a_test() -> None:
    assert len(rows()) > 25
    assert [row for row in rows() if not _NAMED.search(row)] == []


@pytest.mark.parametrize(("file", "name"), sorted(set(_NAMED.findall("\n".join(rows())))))
def test_the_test_that_the_table_names_exists(file: str, name: str) -> None:
    source = (MAIL_TESTS / file).read_text()

    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


def test_the_table_leaves_out_no_file_of_hazards() -> None:
    named = {file for file, _name in _NAMED.findall("\n".join(rows()))}

    assert {f"hazards/{path.name}" for path in HERE.glob("test_*.py")} - {"hazards/test_table.py"} <= named
