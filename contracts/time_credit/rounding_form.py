"""What the admin refuses of a rounding rule, in words (CH-PS)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import ModelForm
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import RoundingRule
from sla.wording import PARIS


class RoundingRuleForm(ModelForm[RoundingRule]):
    """Steps and a minimum of whole steps, from a day that is not gone by: what was billed stays as it is."""

    class Meta:
        model = RoundingRule
        fields = ["from_day", "step_minutes", "minimum_minutes"]

    def clean_from_day(self) -> date:
        day: date = self.cleaned_data["from_day"]
        if day < timezone.now().astimezone(PARIS).date():
            self.add_error("from_day", _("Une règle commence aujourd’hui au plus tôt."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        step, minimum = cleaned.get("step_minutes"), cleaned.get("minimum_minutes")
        if step == 0:
            self.add_error("step_minutes", _("Une tranche est d’une minute au moins."))
        elif step and (not minimum or minimum % step):
            self.add_error("minimum_minutes", _("Le minimum est d’une tranche, ou de plusieurs entières."))
        return cleaned
