"""The views of the console's list that are kept under a name: one's own, and those that somebody shares with the team.

A shared view is everybody's to open, its owner's and the leads' to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.console import columns
from tickets.console.columns import NAMELESS
from tickets.console.filters import Wanted
from tickets.models import KeptView

MOST = 30
LONGEST_NAME, LONGEST_QUERY = 60, 1000


class NotKept(ValueError):
    """The view cannot be kept so; the message, for users, says why."""


def in_sight(user: User) -> QuerySet[KeptView]:
    """One's own and the team's, by name; the nameless row of one's columns with them (columns.py)."""
    return (
        KeptView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by("name", "id")
    )


def named(rows: Iterable[KeptView]) -> list[KeptView]:
    """Those that are views, among the rows in sight."""
    return [row for row in rows if row.name != NAMELESS]


def may_change(row: KeptView, user: User) -> bool:
    """Whether `user` may rename, share, replace or delete it."""
    return row.owner_id == user.pk or (row.shared and user.is_lead)


@transaction.atomic
def keep(
    user: User, name: str, query: str, *, shown: Iterable[str] = (), shared: bool = False, at: datetime
) -> KeptView:
    """Keep what `query`, of an address of the list, asks for, and the columns `shown`; the same name means this one.

    Raises `NotKept`.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two windows do not pass the limit together
    if user.kept_views.exclude(name__in=(name, NAMELESS)).count() >= MOST:
        raise NotKept(_("Vous avez déjà %s vues\u00a0: supprimez-en une.") % MOST)
    kept = Wanted.read(QueryDict(query)).query
    if len(kept) > LONGEST_QUERY:
        raise NotKept(_("Cette vue est trop longue pour être enregistrée."))
    values = {"query": kept, "columns": list(columns.read(shown)), "shared": shared, "saved_at": at}
    row, _new = KeptView.objects.update_or_create(owner=user, name=_checked(name), defaults=values)
    return row


@transaction.atomic
def change(row: KeptView, name: str, *, shared: bool, actor: User) -> None:
    """Give the view another name, share it or take it back. Raises `NotKept`, `PermissionDenied`."""
    _require(row, actor)
    name = _checked(name)
    if KeptView.objects.filter(owner=row.owner_id, name=name).exclude(pk=row.pk).exists():
        raise NotKept(_("Une autre vue de la même personne porte déjà ce nom."))
    row.name, row.shared = name, shared
    row.save(update_fields=["name", "shared"])


def show(row: KeptView, names: Iterable[str], *, actor: User) -> None:
    """Show these columns in the view. Raises `PermissionDenied`."""
    _require(row, actor)
    row.columns = list(columns.read(names))
    row.save(update_fields=["columns"])


def delete(row: KeptView, *, actor: User) -> None:
    """Forget the view; the tickets are not touched. Raises `PermissionDenied`."""
    _require(row, actor)
    row.delete()


def _require(row: KeptView, actor: User) -> None:
    if not may_change(row, actor):
        raise PermissionDenied


def _checked(name: str) -> str:
    if not name:
        raise NotKept(_("Donnez un nom à cette vue."))
    if len(name) > LONGEST_NAME:
        raise NotKept(_("Un nom de vue tient en %s caractères.") % LONGEST_NAME)
    return name
