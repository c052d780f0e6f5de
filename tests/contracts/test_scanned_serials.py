"""What may be a serial in what a scanner read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import normalise_serial
from contracts.scanned_serials import LONGEST, SHORTEST, candidates

SERIAL = "FG100F-PREM-0001"


@pytest.mark.parametrize(
    "text",
    [
        SERIAL,
        " fg100f-prem-0001 ",
        f"S/N: {SERIAL}",
        f"SN={SERIAL}",
        f"SN {SERIAL} MAC 00:11:22:33:44:55",
        f"Serial No. {SERIAL}",
        f"Serial Number:{SERIAL}",
        f"N° de série : {SERIAL}",
        f"MODEL FG-100F SN:{SERIAL} REV 2",
        f"https://support.example/product?id=7&serial={SERIAL}",
        f"https://q.example/p/{SERIAL}/",
        f"(01)04012345678901(21){SERIAL}",
    ],
)
def test_a_label_names_its_serial(text: str) -> None:
    assert SERIAL in candidates(text)


def test_what_was_typed_comes_first() -> None:
    assert candidates("fg100f-prem-0001")[0] == SERIAL


@pytest.mark.parametrize("text", ["", "   ", "S/N:", "\x00", "x" * 1000])
def test_nothing_is_no_serial(text: str) -> None:
    assert candidates(text) == []


@given(st.text(max_size=200))
def test_candidates_are_few_normalised_and_of_a_serials_length(text: str) -> None:
    found = candidates(text)

    assert len(found) == len(set(found)) <= 20
    assert all(each == normalise_serial(each) and SHORTEST <= len(each) <= LONGEST for each in found)
