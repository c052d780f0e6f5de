"""The OpenAPI document of the API, and the page that shows it and lets one try."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.resources import Resource

VERSION = "v1"


class Document(Resource):
    """`openapi.json`: the same for everybody, in the language of whoever asks."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """OpenAPI 3.1, as JSON."""
        return HttpResponse(_as_json(translation.get_language()), content_type="application/json")


def document() -> dict[str, Any]:
    """The OpenAPI document in the active language."""
    generator = SchemaGenerator(api_version=VERSION)  # type: ignore[no-untyped-call]
    found: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


@lru_cache(maxsize=4)
def _as_json(language: str) -> bytes:
    """Made once in each process and language: it takes a second, and changes with the code alone."""
    with translation.override(language):
        return json.dumps(document(), ensure_ascii=False, default=str).encode()


@require_safe
@login_required
def reference(request: HttpRequest) -> HttpResponse:
    """Swagger UI, in the session of whoever looks: what it tries is done for real."""
    return render(request, "api/reference.html", {"title": _("Référence de l’API")})
