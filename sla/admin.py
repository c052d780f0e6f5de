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
    """Names alone: the console makes a calendar together with its hours, and its code is what promises name."""

    list_display = ["code", "name"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Calendar | None = None) -> bool:
        return False


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
    """What is promised, and the centre's own aims. Running deadlines keep what they were promised."""

    list_display = [
        "level",
        "severity",
        "first_response_minutes",
        "next_response_minutes",
        "resolution_minutes",
        "calendar",
    ]
    list_filter = ["level"]
    list_select_related = ["calendar"]

    def has_delete_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        """A promise is taken back by emptying it, where one sees what it says then."""
        return False
