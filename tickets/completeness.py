"""How complete a request is (CH-III.2): asked for and shown, never a wall."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.models import AttachmentCategory, Ticket

# Under this many characters a description rarely says since when, what changed and what was tried.
DETAILED = 120


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the charter asks for."""

    label: str
    done: bool


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


def measure(*, identified: bool, description: str, categories: Collection[str]) -> Completeness:
    """The completeness of a request: `identified` says whether its product is known."""
    return Completeness(
        (
            Item(_("produit identifié"), identified),
            Item(_("description détaillée"), len(description.strip()) >= DETAILED),
            Item(_("schéma"), AttachmentCategory.DIAGRAM in categories),
            Item(_("rapport technique"), AttachmentCategory.REPORT in categories),
            Item(_("sauvegarde de configuration"), AttachmentCategory.CONFIGURATION in categories),
        )
    )


def of_ticket(ticket: Ticket, description: str, categories: Collection[str]) -> Completeness:
    """The completeness of an open ticket, from its first message and all its attachments."""
    return measure(identified=ticket.device_id is not None, description=description, categories=categories)
