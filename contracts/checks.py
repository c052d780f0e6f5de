"""System checks of the settings that only contracts understands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage


def erp_folder_is_one_place(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A folder named relative to wherever a worker was started: E001. A whole state that comes from nowhere: W001."""
    if settings.ERP_FOLDER and not Path(settings.ERP_FOLDER).is_absolute():
        return [
            checks.Error(
                f"CST_ERP_FOLDER={settings.ERP_FOLDER} is another folder for each process.",
                hint="Give the whole path, as the worker sees it.",
                id="contracts.E001",
            )
        ]
    if settings.ERP_COMPLETE and not settings.ERP_FOLDER:
        return [
            checks.Warning(
                "CST_ERP_COMPLETE means nothing without CST_ERP_FOLDER: a file sent by page ends nothing else.",
                hint="Set CST_ERP_FOLDER too, or leave CST_ERP_COMPLETE out.",
                id="contracts.W001",
            )
        ]
    return []
