"""The shape of what an engineer sends about a mail; whether it may be done is the verbs' business (deciding.py)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class OpeningForm(forms.Form):
    """In whose name a mail is opened. An address, not a list: there are thousands of people."""

    prefix = "opening"

    address = forms.CharField(
        label=_("Adresse du demandeur"),
        help_text=_("Une personne connue, revendeur ou client final. Elle reçoit l’accusé de réception."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Indiquez l’adresse d’une personne connue.")},
    )

    def clean_address(self) -> User:
        """The person, instead of the address."""
        person = User.objects.by_address(self.cleaned_data["address"])
        if person is None or not person.is_customer:
            raise forms.ValidationError(
                _(
                    "Cette adresse n’est celle d’aucun revendeur ni client final connu\u00a0: invitez-le d’abord."
                )
            )
        return person


class DiscardForm(forms.Form):
    """Why a mail is put aside."""

    prefix = "discard"

    reason = forms.CharField(
        label=_("Raison"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Dites pourquoi ce mail est écarté.")},
    )
