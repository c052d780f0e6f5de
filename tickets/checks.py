"""System checks of what only tickets understands: rules in the database (`check --database default`), the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connections

from sla.models import PauseRule
from tickets import scanning
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


def scanner_is_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """An address that names no clamd (E001), or none at all where customers send files (W002, `check --deploy`)."""
    if not settings.CLAMD_ADDRESS:
        return [
            checks.Warning(
                "No virus scanner: files of customers are taken and handed on unscanned.",
                hint="Set CLAMD_ADDRESS to the socket of clamd or to host:port (docs/operations.md), "
                "or silence tickets.W002 when another layer scans.",
                id="tickets.W002",
            )
        ]
    if not scanning.is_address(settings.CLAMD_ADDRESS):
        return [
            checks.Error(
                f"CLAMD_ADDRESS={settings.CLAMD_ADDRESS} is neither the absolute path of a socket nor host:port.",
                hint="For example /run/clamav/clamd.ctl, or clamav:3310.",
                id="tickets.E001",
            )
        ]
    return []
