"""The columns of the console's list: which there are, and which a person sees.

Chosen with a kept view, or by each person for every list: a nameless row of theirs (KeptView) holds that choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy

from accounts.models import User
from tickets.models import KeptView


class Column(StrEnum):
    """What may stand beside the deadline and the subject, which always do."""

    SEVERITY = "severite"
    PRODUCT = "produit"
    ASSIGNEE = "affecte"
    STATE = "etat"
    RECEIVED = "recu"
    CHANGED = "change"
    RESELLER = "revendeur"
    CONTRACT = "contrat"
    KIND = "nature"
    CHANNEL = "canal"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Column.SEVERITY: gettext_lazy("Sévérité"),
    Column.PRODUCT: gettext_lazy("Produit"),
    Column.ASSIGNEE: gettext_lazy("Affecté à"),
    Column.STATE: gettext_lazy("État"),
    Column.RECEIVED: gettext_lazy("Reçu"),
    Column.CHANGED: gettext_lazy("Dernier changement"),
    Column.RESELLER: gettext_lazy("Revendeur"),
    Column.CONTRACT: gettext_lazy("Contrat"),
    Column.KIND: gettext_lazy("Nature"),
    Column.CHANNEL: gettext_lazy("Canal"),
}
USUAL = (Column.SEVERITY, Column.PRODUCT, Column.ASSIGNEE, Column.STATE)
# The choice of a person for every list is the row of this name, which no kept view can bear.
NAMELESS = ""


def read(names: Iterable[str]) -> tuple[Column, ...]:
    """Those of `names` that there are, in the order of the list; the usual ones when none is left."""
    asked = set(names)
    return tuple(column for column in Column if column.value in asked) or USUAL


def of_person(kept: Iterable[KeptView], user: User) -> tuple[Column, ...]:
    """What `user` chose for every list, among the rows `kept`."""
    own = next((row for row in kept if row.owner_id == user.pk and row.name == NAMELESS), None)
    return read(own.columns) if own is not None else USUAL


def choose(user: User, names: Iterable[str], at: datetime) -> None:
    """Show `user` these columns in every list from now on."""
    KeptView.objects.update_or_create(
        owner=user, name=NAMELESS, defaults={"columns": list(read(names)), "saved_at": at}
    )
