"""The console's pages on the mail that arrived: what became of each, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse


def mails(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    raise NotImplementedError
