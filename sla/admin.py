"""Reference data of sla in Django's admin; calendar versions only to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from sla.models import Calendar, CalendarVersion, Commitment

if TYPE_CHECKING:
    _CalendarAdmin = admin.ModelAdmin[Calendar]
    _CalendarVersionAdmin = admin.ModelAdmin[CalendarVersion]
    _CommitmentAdmin = admin.ModelAdmin[Commitment]
else:  # generic for the type checker only
    _CalendarAdmin = _CalendarVersionAdmin = _CommitmentAdmin = admin.ModelAdmin


@admin.register(Calendar)
class CalendarAdmin(_CalendarAdmin):
    list_display = ["code", "name"]


@admin.register(CalendarVersion)
class CalendarVersionAdmin(_CalendarVersionAdmin):
    """Read only: a version never changes, and a new one must be checked before it is written."""

    list_display = ["calendar", "number", "effective_from"]
    list_filter = ["calendar"]
    list_select_related = ["calendar"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CalendarVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CalendarVersion | None = None) -> bool:
        return False


@admin.register(Commitment)
class CommitmentAdmin(_CommitmentAdmin):
    list_display = ["level", "severity", "first_response_minutes"]
    list_filter = ["level"]
