"""A page as its reader sees it: the words, without the markup."""

from __future__ import annotations

from html import unescape
from typing import Any, Protocol

from django.utils.html import strip_tags

from accounts.models import User
from tests.world import FORTIGATE
from tickets.drafting import submission


class Page(Protocol):
    """Any response of the test client."""

    @property
    def content(self) -> bytes: ...


def words(response: Page) -> str:
    """The text of a page, with single plain spaces."""
    text = unescape(strip_tags(response.content.decode().replace("<", " <")))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def filled(person: User, **changes: Any) -> dict[str, Any]:
    """The opening form as `person` would send it: Premium, severity 1."""
    return {
        "submission_key": submission.new(person).token,
        "intent": "open",
        "kind": "incident",
        "serial": FORTIGATE,
        "severity": "1",
        "subject": "Le tunnel IPsec tombe",
        "description": "Depuis la mise à jour de cette nuit.",
        **changes,
    }
