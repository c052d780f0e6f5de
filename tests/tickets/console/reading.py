"""A page of the console as its reader sees it, and its forms as they send them."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from django.utils.html import strip_tags

from accounts.models import User
from tickets.console.news import last_event
from tickets.drafting import submission
from tickets.models import Ticket

if TYPE_CHECKING:
    # What the test client answers: a response that remembers the context it was made from.
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answered = _MonkeyPatchedWSGIResponse
else:
    Answered = Any


def words(response: Answered) -> str:
    """The text of a page, with single plain spaces."""
    text = unescape(strip_tags(response.content.decode()))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def answer(person: User, ticket: Ticket, **changes: Any) -> dict[str, Any]:
    """The answer box as `person` would send it from a page shown now."""
    return {
        "submission_key": submission.new(person).token,
        "intent": "answer",
        "shown": last_event(ticket),
        "body": "Bonjour Jean, quelle est la version exacte ?",
        **changes,
    }


def note(person: User, **changes: Any) -> dict[str, Any]:
    """The note box as `person` would send it."""
    return {
        "submission_key": submission.new(person).token,
        "intent": "note",
        "body": "Déjà vu en 7.4.5.",
        **changes,
    }
