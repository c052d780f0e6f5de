"""Whom a note is sent to: the people of organisations that have something of what it is about under contract today.

The versions of a note narrow it to the machines that run one of them; a machine whose version nobody told may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from contracts.models import ContractLine
from knowledge import versions
from knowledge.models import Note
from knowledge.visibility import covered_lines, owners_of, readers

# Organisations that a page names; the others are counted.
MOST = 50


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a note goes: its `devices` under contract today, of them `unknown` by their version, and who is told."""

    devices: int
    unknown: int
    people: int
    told: int
    organisations: Sequence[tuple[str, int]]
    others: int

    @property
    def left(self) -> int:
        """How many people are still to be told."""
        return self.people - self.told


def is_about_something(note: Note) -> bool:
    """Whether `note` names a product or a family: one about everything would go to everybody."""
    return bool(note.families) or note.products.exists()


def lines(note: Note, at: datetime) -> QuerySet[ContractLine]:
    """The lines of the affected devices under contract on the day of `at`."""
    covered = covered_lines(note, at)
    if not (note.versions_from or note.versions_to):
        return covered
    known = covered.order_by().values_list("device__installed_version", flat=True).distinct()
    return covered.filter(
        device__installed_version__in=[each for each in known if versions.covers(note, each)]
    )


def people(note: Note, at: datetime) -> QuerySet[User]:
    """The owners of affected devices who read `note`, told already or not, by their key."""
    return User.objects.people().filter(readers(note, at) & owners_of(lines(note, at))).order_by("pk")


def to_tell(note: Note, at: datetime) -> QuerySet[User]:
    """Those of `people` who were not told of `note` yet."""
    return people(note, at).exclude(pk__in=note.sent.values("person"))


def reach(note: Note, at: datetime) -> Reach:
    """The figures that are confirmed before a note leaves; a handful of queries, however many people."""
    affected = lines(note, at)
    counted = affected.aggregate(
        devices=Count("device", distinct=True),
        unknown=Count("device", distinct=True, filter=Q(device__installed_version="")),
    )
    everyone = people(note, at)
    by_organisation = list(
        everyone.order_by("organisation__name", "organisation")
        .values_list("organisation__name")
        .annotate(many=Count("pk"))
    )
    return Reach(
        devices=counted["devices"],
        unknown=counted["unknown"],
        people=sum(many for _name, many in by_organisation),
        told=everyone.filter(pk__in=note.sent.values("person")).count(),
        organisations=by_organisation[:MOST],
        others=max(0, len(by_organisation) - MOST),
    )
