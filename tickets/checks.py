"""System checks of the reference data that only tickets understands: `manage.py check --database default`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connections

from sla.models import PauseRule
from tickets.models import Status


def pause_rules_name_states(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A pause rule whose state no ticket can be in pauses nothing: W001."""
    return [
        checks.Warning(
            f"The pause rule “{rule}” names no state of a ticket, and pauses nothing.",
            hint=f"Correct it in the admin. The states are {', '.join(Status.values)}.",
            obj=rule,
            id="tickets.W001",
        )
        for alias in databases or ()
        if PauseRule._meta.db_table in connections[alias].introspection.table_names()
        for rule in PauseRule.objects.using(alias).exclude(state__in=Status.values)
    ]
