"""Two lists read in turn: a Paginator finds every row once, in order, on either side of the seam."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator

from contracts.in_turn import InTurn
from contracts.models import Vendor


@pytest.fixture
def vendors(db: None) -> InTurn[Vendor]:
    for place in range(10):
        Vendor.objects.create(name=f"In turn {place}")
    rows = Vendor.objects.filter(name__startswith="In turn")
    return InTurn(
        rows.filter(name__gte="In turn 6").order_by("name"),
        rows.filter(name__lt="In turn 6").order_by("-name"),
    )


def names(rows: list[Vendor]) -> list[int]:
    return [int(row.name[-1]) for row in rows]


@pytest.mark.parametrize("size", [1, 3, 4, 10, 25])
def test_pages_hold_every_row_once_in_order(vendors: InTurn[Vendor], size: int) -> None:
    pages = [list(page) for page in Paginator(vendors, size)]

    assert [name for page in pages for name in names(page)] == [6, 7, 8, 9, 5, 4, 3, 2, 1, 0]


def test_a_row_is_found_on_either_side(vendors: InTurn[Vendor]) -> None:
    assert names([vendors[3], vendors[4]]) == [9, 5]


def test_nothing_and_nothing_is_empty(db: None) -> None:
    none = InTurn(Vendor.objects.none(), Vendor.objects.none())

    assert (len(none), none[0:25]) == (0, [])
