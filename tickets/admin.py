"""Reference data that speaks of tickets, in Django's admin: the states in which a clock stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sla.models import PauseRule
from tickets.models import Status

if TYPE_CHECKING:
    _PauseRuleAdmin = admin.ModelAdmin[PauseRule]
    _PauseRuleForm = forms.ModelForm[PauseRule]
else:  # generic for the type checker only
    _PauseRuleAdmin = admin.ModelAdmin
    _PauseRuleForm = forms.ModelForm

# Where the ball may be elsewhere. With the centre it is not; an ended ticket's clocks stand still by themselves.
ELSEWHERE = (Status.WAITING_CUSTOMER, Status.AT_VENDOR, Status.WITH_RESELLER)


class PauseRuleForm(_PauseRuleForm):
    state = forms.ChoiceField(
        label=_("état"),
        choices=[(status.value, status.label) for status in ELSEWHERE],
        help_text=_(
            "État dans lequel ce délai ne court pas. Vaut pour les promesses à venir, et pour un ticket en cours à "
            "partir de sa requalification."
        ),
    )

    class Meta:
        model = PauseRule
        fields = ["target", "state"]


@admin.register(PauseRule)
class PauseRuleAdmin(_PauseRuleAdmin):
    form = PauseRuleForm
    list_display = ["target", "state"]
    list_filter = ["target"]
