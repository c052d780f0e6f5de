"""Another calendar beside the centre's own: other hours, another country, another zone (CH-I)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from sla.calendars import CalendarDefinition
from sla.models import Calendar, CalendarVersion
from sla.timeline import BEGINNING
from tickets.actions.writing import NotPossible

# The word that the address of the form for a new calendar takes.
RESERVED = frozenset({"nouveau"})


def add_calendar(
    code: str, name: str, definition: CalendarDefinition, note: str, *, actor: User, at: datetime
) -> Calendar:
    """A calendar whose first version holds for whatever day is asked; its code is kept in lower case.

    Raises `PermissionDenied` unless `actor` is a lead, `NotPossible` when the code is reserved or taken, in any case.
    """
    if not actor.is_lead:
        raise PermissionDenied
    code = code.lower()
    if code in RESERVED:
        raise NotPossible(_("Le code «\u00a0%s\u00a0» est réservé.") % code)
    if Calendar.objects.filter(code__iexact=code).exists():
        raise NotPossible(_taken(code))
    try:
        with transaction.atomic():
            calendar = Calendar.objects.create(code=code, name=name)
            CalendarVersion.objects.create(
                calendar=calendar,
                number=1,
                effective_from=BEGINNING,
                definition=definition.to_json(),
                note=note,
                saved_by=actor.full_name,
                saved_at=at,
            )
    except IntegrityError as taken:
        raise NotPossible(_taken(code)) from taken
    return calendar


def _taken(code: str) -> str:
    return _("Le code «\u00a0%s\u00a0» est déjà pris.") % code
