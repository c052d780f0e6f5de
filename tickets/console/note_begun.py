"""A note that is begun from the incidents of a problem that comes back: what stands in its form already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Product
from knowledge.models import Note
from tickets import recurring
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.models import Ticket
from tickets.numbering import is_number

# Tickets that a note keeps as those it came from.
MOST = 100


@dataclass(frozen=True, slots=True)
class Begun:
    """The product that a note is begun for, None for none, and the fields of its form."""

    product: int | None = None
    initial: dict[str, Any] = field(default_factory=lambda: {"audience": Note.Audience.EVERYBODY})


def asked(request: SignedInRequest) -> Begun:
    """What the address names: ?produit= a product's key, ?version= an installed version; three queries at most."""
    key, version = typed(request.GET, "produit", 12), typed(request.GET, "version", 40)
    product = Product.objects.select_related("vendor").filter(pk=key).first() if key.isdecimal() else None
    if product is None:
        return Begun()
    found = (
        list(recurring.of_product(product, version, request.user, timezone.now())[:MOST]) if version else []
    )
    name = f"{product.name} {version}".strip()
    return Begun(
        product.pk,
        {
            "title": _("%s\u00a0: ") % name,
            "text": _text(),
            "products": product.name,
            "versions_from": version,
            "versions_to": version,
            "audience": Note.Audience.EVERYBODY,
            "tickets": " ".join(ticket.number for ticket in found),
        },
    )


def tickets(user: User, numbers: str) -> Sequence[Ticket]:
    """The tickets of these numbers that `user` sees; none, and no query, for no number."""
    named = [number for number in re.split(r"[\s,]+", numbers) if is_number(number)][:MOST]
    if not named:
        return ()
    return list(Ticket.objects.visible_to(user).filter(number__in=named).order_by("-received_at", "-id"))


def _text() -> str:
    """The titles that every note of the centre has. Nothing of the tickets: what customers wrote is theirs."""
    titles = (_("Ce qu’on voit"), _("D’où cela vient"), _("Que faire"))
    return "\n\n".join(f"# {title}\n" for title in titles)
