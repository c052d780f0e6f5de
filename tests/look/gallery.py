"""The gallery's own data, and a way to render a component with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def data() -> dict[str, Any]:
    """The context of templates/dev/gallery.html."""
    loaded: dict[str, Any] = json.loads((TEMPLATES / "dev" / "gallery.json").read_text("utf-8"))
    return loaded


def component(name: str, **context: Any) -> str:
    """A component rendered alone."""
    return render_to_string(f"components/_{name}.html", context)
