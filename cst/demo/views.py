"""Views of the list that the centre keeps: two of the lead's for the team, one of Claire's own."""

from __future__ import annotations

from datetime import datetime

from cst.demo import cast
from tickets.console import kept_views
from tickets.models import KeptView

CLAIRE, HUGO = cast.PEOPLE[6].email, cast.PEOPLE[7].email
_VIEWS = (
    (HUGO, "Urgences sans personne", "vue=non-affectes&severite=1", (), True),
    (HUGO, "Mails à trier", "vue=a-repondre&canal=mail", ("severite", "revendeur", "recu", "affecte"), True),
    (CLAIRE, "Réseau Plus", "vue=tous&organisation=R%C3%A9seau+Plus&tri=recus", (), False),
)


def load(now: datetime) -> None:
    """Keep those that nobody keeps yet; one that was renamed or deleted comes back."""
    for owner, name, query, columns, shared in _VIEWS:
        person = cast.person(owner)
        if not KeptView.objects.filter(owner=person, name=name).exists():
            kept_views.keep(person, name, query, shown=columns, shared=shared, at=now)
