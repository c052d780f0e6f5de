"""Which waivers a lead looks for, as the address of the page says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.console import waivers
from tickets.console.waivers import Wanted


class WaiverSearchForm(forms.Form):
    """Who granted it, from which day to which, both included. A mistake narrows nothing and is said at its field."""

    par = forms.ModelChoiceField(
        label=_("Accordée par"),
        queryset=waivers.engineers(),
        required=False,
        empty_label=_("Tout le monde"),
    )
    depuis = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    jusqu = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        typed = {**self.cleaned_data}
        since, until = typed.get("depuis"), typed.get("jusqu")
        if since is not None and until is not None and until < since:
            self.add_error("jusqu", gettext("La fin est avant le début."))
        return typed

    def wanted(self) -> Wanted:
        """What was understood; everything where nothing was."""
        typed = self.cleaned_data if self.is_valid() else {}
        return Wanted(typed.get("par"), typed.get("depuis"), typed.get("jusqu"))
