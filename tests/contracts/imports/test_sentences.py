"""Each code that the engine finds has its sentence, which names what the finding names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.imports import sentences
from contracts.imports.columns import Column, label
from contracts.imports.report import Subject

_SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(Path(sentences.__file__).parent.glob("*.py"))
)
REFUSED = set(re.findall(r"(?:Wrong|Unreadable)\(\s*\"(\w+)\"", _SOURCE)) | set(
    re.findall(r"Misnamed\(\s*[\w\[\]]+,\s*\"(\w+)\"", _SOURCE)
)
WARNED = set(re.findall(r"warn\([^\"]*?\"(\w+)\"", _SOURCE, re.DOTALL))
NUMBERS = ("most", "longest", "length", "line", "missing", "running", "first", "last", "count")
TEXTS = (
    "found", "signs", "start", "levels", "names", "name", "code", "value", "reseller", "number", "former", "until",
    "column", "known", "customer",
)  # fmt: skip
FACTS = {
    **dict.fromkeys(NUMBERS, 1),
    **dict.fromkeys(TEXTS, "x"),
    "kind": "reseller",
    "missing_columns": "number ends_on",
}


def test_the_engine_finds_no_less_than_it_did() -> None:
    assert len(REFUSED) > 30
    assert len(WARNED) > 6


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_a_refusal_has_its_sentence(code: str) -> None:
    said = sentences.refusal(code, FACTS)

    assert said.endswith(".") and "%(" not in said


@pytest.mark.parametrize("code", sorted(WARNED))
def test_a_warning_has_its_sentence(code: str) -> None:
    said = sentences.warning(code, FACTS)

    assert said.endswith(".") and "%(" not in said


def test_columns_and_things_have_names() -> None:
    assert all(label(column) for column in Column)
    assert all(sentences.thing(subject, "EX-1").endswith(" EX-1") for subject in Subject)
