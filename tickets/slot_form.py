"""When a remote session would be, whoever proposes it (CH-III.3); what is possible is the verb's business."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from contracts.sentences import hours
from tickets.drafting.request_form import TOO_LONG

LENGTHS = (15, 30, 45, 60, 90, 120)


class SlotForm(forms.Form):
    """A slot, in the time zone of who proposes it: `cleaned_data["starts_at"]` is aware."""

    day = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choisissez un jour."), "invalid": _("Choisissez un jour.")},
    )
    time = forms.TimeField(
        label=_("Heure"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"}),
        error_messages={"required": _("Choisissez une heure."), "invalid": _("Choisissez une heure.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("Durée"),
        choices=[(length, lazy(hours, str)(length)) for length in LENGTHS],
        coerce=int,
        initial=60,
        error_messages={"invalid_choice": _("Choisissez une durée de la liste.")},
    )
    purpose = forms.CharField(
        label=_("Ce qu’il y a à regarder"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if "day" in typed and "time" in typed:
            typed["starts_at"] = datetime.combine(
                typed["day"], typed["time"], timezone.get_current_timezone()
            )
        return typed
