"""Who may hold a PS time credit, and whose somebody may read (CH-PS)."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Organisation


def holders() -> QuerySet[Organisation]:
    """Whoever may hold a credit: resellers and end customers."""
    return Organisation.objects.exclude(kind=Organisation.Kind.CENTRE)


def in_sight(organisation: Organisation) -> QuerySet[Organisation]:
    """Those whose credit `organisation` may read: its own; the centre everybody's."""
    if organisation.kind == Organisation.Kind.CENTRE:
        return holders()
    return holders().filter(pk=organisation.pk)
