"""Development: every component of the look on one page, on made-up data."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The components in all their states; the data stands in templates/dev/gallery.json."""
    path = settings.BASE_DIR / "templates" / "dev" / "gallery.json"
    return render(request, "dev/gallery.html", json.loads(path.read_text(encoding="utf-8")))
