"""Reference data of sla in Django's admin; calendar versions only to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sla.models import Calendar, CalendarVersion, Commitment, PauseRule

if TYPE_CHECKING:
    _CalendarAdmin = admin.ModelAdmin[Calendar]
    _CalendarVersionAdmin = admin.ModelAdmin[CalendarVersion]
    _CommitmentAdmin = admin.ModelAdmin[Commitment]
    _PauseRuleAdmin = admin.ModelAdmin[PauseRule]
    _PauseRuleForm = forms.ModelForm[PauseRule]
else:  # generic for the type checker only
    _CalendarAdmin = _CalendarVersionAdmin = _CommitmentAdmin = _PauseRuleAdmin = admin.ModelAdmin
    _PauseRuleForm = forms.ModelForm


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


class PauseRuleForm(_PauseRuleForm):
    class Meta:
        model = PauseRule
        fields = ["target", "state"]
        help_texts = {
            # The states are those of tickets.models.Status; tickets/checks.py finds a rule that names none of them.
            "state": _(
                "Code de l’état dans lequel ce délai ne court pas\u00a0: new, open, waiting_customer, at_vendor, "
                "resolved, closed, with_reseller ou refused. Vaut pour les promesses à venir, et pour un ticket en "
                "cours dès qu’il est requalifié."
            )
        }


@admin.register(PauseRule)
class PauseRuleAdmin(_PauseRuleAdmin):
    form = PauseRuleForm
    list_display = ["target", "state"]
    list_filter = ["target"]
