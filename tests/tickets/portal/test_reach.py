"""Nothing in the portal, the drafts or the API queries tickets at large: each starts from what its reader can reach."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tickets.api
import tickets.drafting
import tickets.portal

SOURCES = [
    path
    for package in (tickets.portal, tickets.drafting, tickets.api)
    for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
]
AT_LARGE = re.compile(
    r"\b(?:Ticket|Message|Attachment|Event|Estimate|VendorCase)\.objects\.(?!visible_to\b)\w+"
)
# What goes along with tickets that are in sight already.
ALLOWED = {
    "Estimate.objects.filter",
    "Estimate.objects.select_related",
    "Event.objects.select_related",
    "VendorCase.objects.select_related",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_query_starts_from_what_is_in_sight(source: Path) -> None:
    assert set(AT_LARGE.findall(source.read_text())) <= ALLOWED


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 15
