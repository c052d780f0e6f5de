"""Which waivers a lead looks for, as the address of the page says it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.period import PeriodForm
from tickets.console import waivers
from tickets.console.waivers import Wanted


class WaiverSearchForm(PeriodForm):
    """Who granted it, from which day to which, both included. A mistake narrows nothing and is said at its field."""

    par = forms.ModelChoiceField(
        label=_("Accordée par"),
        queryset=waivers.engineers(),
        required=False,
        empty_label=_("Tout le monde"),
    )
    field_order = ["par"]

    def wanted(self) -> Wanted:
        """What was understood; everything where nothing was."""
        return Wanted(self.cleaned_data["par"] if self.is_valid() else None, self.period())
