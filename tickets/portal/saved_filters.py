"""The filters that a person keeps under a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.models import SavedFilter
from tickets.portal.filters import Wanted

MOST = 30
LONGEST_NAME, LONGEST_QUERY = 60, 1000


class NotSaved(ValueError):
    """The filter cannot be kept so; the message says why."""


@transaction.atomic
def save(user: User, name: str, query: str, at: datetime) -> SavedFilter:
    """Keep what `query`, of an address of the list, asks for; the same name again means this one. `NotSaved`."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two windows do not pass the limit together
    others = user.saved_filters.exclude(name=name)
    if others.count() >= MOST:
        raise NotSaved(_("Vous avez déjà %s filtres\u00a0: supprimez-en un.") % MOST)
    kept = Wanted.read(QueryDict(query)).query
    if len(kept) > LONGEST_QUERY:
        raise NotSaved(_("Ce filtre est trop long pour être enregistré."))
    row, _new = SavedFilter.objects.update_or_create(
        owner=user, name=_named(name), defaults={"query": kept, "saved_at": at}
    )
    return row


@transaction.atomic
def rename(row: SavedFilter, name: str) -> None:
    """Give the filter another name. `NotSaved` when it is empty, too long or another filter's."""
    name = _named(name)
    if SavedFilter.objects.filter(owner=row.owner_id, name=name).exclude(pk=row.pk).exists():
        raise NotSaved(_("Un autre de vos filtres porte déjà ce nom."))
    row.name = name
    row.save(update_fields=["name"])


def _named(name: str) -> str:
    if not name:
        raise NotSaved(_("Donnez un nom à ce filtre."))
    if len(name) > LONGEST_NAME:
        raise NotSaved(_("Un nom de filtre tient en %s caractères.") % LONGEST_NAME)
    return name
