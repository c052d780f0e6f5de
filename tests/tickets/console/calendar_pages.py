"""How the tests walk the pages of calendars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from sla.calendars import CHARTER, CalendarDefinition
from sla.models import CST, Calendar, CalendarVersion, latest_version
from sla.occasion_rows import Row, occasions
from tests.tickets.console.reading import Answered
from tests.world import TUESDAY, World
from tickets.actions.rescheduling import save_version

As = Callable[[User], Client]

NOW, TODAY = TUESDAY + timedelta(hours=1), TUESDAY.date()
LIST, NEW = "/console/horaires/", "/console/horaires/nouveau/"
PAGE, EDIT = "/console/horaires/cst/", "/console/horaires/cst/modification/"
AFTERNOON_OFF = Row("Réunion", "13/10/2026", "", "14h-18h")


def closed(*rows: Row) -> CalendarDefinition:
    return replace(CHARTER, closures=tuple(each for row in rows for each in occasions(row)))


def saved(
    world: World, definition: CalendarDefinition, since: date = TODAY, note: str = "Essai"
) -> CalendarVersion:
    calendar, latest = Calendar.objects.get(code=CST), latest_version()
    return save_version(calendar, definition, since, note, based_on=latest.number, actor=world.hugo, at=NOW)


def fields(shown: Answered, *closures: Row, **changes: Any) -> dict[str, Any]:
    """The form as it was shown, with closures added and fields changed."""
    form, preview = shown.context["form"], shown.context["preview"]
    sent = {name: form[name].value() or "" for name in form.fields}
    for rows in form.occasions:
        kept = [typed.row for typed in rows.rows] + (list(closures) if rows.prefix == "closure" else [])
        for part in ("label", "first", "last", "hours"):
            sent[f"{rows.prefix}-{part}"] = [getattr(row, part) for row in [*kept, Row()]]
    sent |= {"based_on": shown.context["sheet"].latest.number, "submission_key": shown.context["token"]}
    return sent | {"seal": preview.seal if preview else "", "do": "preview"} | changes


def looked_at(client: Client, *closures: Row, **changes: Any) -> Answered:
    """The answer to "Voir l’effet" on the form as it is, with closures added and fields changed."""
    return client.post(EDIT, fields(client.get(EDIT), *closures, **changes))


def save(client: Client, shown: Answered, **changes: Any) -> Answered:
    """The answer to "Enregistrer" beside an effect that was shown."""
    return client.post(EDIT, fields(shown, **{"note": "Réunion d’équipe", "do": "save", **changes}))
