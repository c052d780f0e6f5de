"""The shape of what a lead does from the board."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.console.handling_form import engineers


class ReassignmentForm(forms.Form):
    """A ticket by its number, and an engineer, or nobody."""

    ticket = forms.CharField(max_length=15)
    assignee = forms.ModelChoiceField(
        queryset=engineers(),
        required=False,
        error_messages={"invalid_choice": _("Choisissez un ingénieur du CST.")},
    )


class CareForm(forms.Form):
    """What was done about an unhappy opinion."""

    words = forms.CharField(
        label=_("Ce qui a été fait"),
        max_length=300,
        error_messages={
            "required": _("Dites en quelques mots ce qui a été fait."),
            "max_length": _("300\u00a0signes au plus."),
        },
    )
