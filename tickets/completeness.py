"""How complete a request is (CH-III.2): asked for and shown, never a wall."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from tickets import guidance
from tickets.models import AttachmentCategory, Ticket

_FILES = "files-field"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the charter asks for; `field` is the id of what asks for it in the opening form."""

    label: str
    done: bool
    field: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """The meter: what is there and what would help."""

    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        return sum(item.done for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def missing(self) -> list[str]:
        return [item.label for item in self.items if not item.done]


class Said(Protocol):
    """A message: a row of the database, or a line of the thread."""

    @property
    def body(self) -> str: ...
    @property
    def by_centre(self) -> bool: ...


def measure(*, identified: bool, told: Collection[str], categories: Collection[str]) -> Completeness:
    """The completeness of a request: `identified` says whether its product is known, `told` what its texts tell
    (tickets/guidance.py)."""
    return Completeness(
        (
            Item(_("produit identifié"), identified, "id_serial"),
            Item(_("ce qui se passe"), "description" in told, "id_description"),
            Item(_("depuis quand"), "since" in told, "id_since"),
            Item(_("ce qui a changé"), "changed" in told, "id_changed"),
            Item(_("ce qui a été essayé"), "tried" in told, "id_tried"),
            Item(_("schéma"), AttachmentCategory.DIAGRAM in categories, _FILES),
            Item(_("rapport technique"), AttachmentCategory.REPORT in categories, _FILES),
            Item(_("sauvegarde de configuration"), AttachmentCategory.CONFIGURATION in categories, _FILES),
        )
    )


def of_ticket(ticket: Ticket, messages: Sequence[Said], categories: Collection[str]) -> Completeness:
    """The completeness of an open ticket, from what its people wrote in `messages` and all its attachments.

    The first message counts whoever wrote it: an engineer notes a call.
    """
    words = "\n\n".join(row.body for n, row in enumerate(messages) if n == 0 or not row.by_centre)
    told = guidance.told_in(words)
    return measure(identified=ticket.device_id is not None, told=told, categories=categories)
