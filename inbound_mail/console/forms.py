"""The shape of what an engineer sends about a mail; whether it may be done is the verbs' business (deciding/)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inbound_mail.models import InboundMail
from tickets.drafting.request_form import BODY_MAX, TOO_LONG
from tickets.numbering import is_number


class AnswerForm(forms.Form):
    """An answer to the sender; `read` counts the answers that its writer had in sight."""

    prefix = "answer"

    body = forms.CharField(
        label=_("Votre réponse"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Écrivez votre texte avant de l’envoyer."), "max_length": TOO_LONG},
    )
    verified = forms.BooleanField(
        label=_("J’ai vérifié cette adresse autrement que par ce mail"),
        help_text=_(
            "L’expéditeur n’est pas authentifié\u00a0: un imposteur lirait votre réponse, ou un tiers recevrait un "
            "courrier qu’il n’attend pas."
        ),
        required=False,
    )
    read = forms.IntegerField(min_value=0, max_value=10_000, required=False, widget=forms.HiddenInput)


class AttachmentForm(forms.Form):
    """The ticket that a mail belongs to."""

    prefix = "attachment"

    number = forms.CharField(
        label=_("Numéro du ticket"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "CST-2026-000123"}
        ),
        error_messages={
            "required": _("Écrivez le numéro comme CST-2026-000123."),
            "max_length": _("Écrivez le numéro comme CST-2026-000123."),
        },
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip().upper()
        if not is_number(number):
            raise forms.ValidationError(_("Écrivez le numéro comme CST-2026-000123."))
        return number


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
    verified = forms.BooleanField(
        label=_("J’ai vérifié cette adresse autrement que par ce mail"),
        help_text=_(
            "L’expéditeur n’est pas authentifié\u00a0: un imposteur ouvrirait un ticket au nom d’un client qui n’a "
            "rien demandé."
        ),
        required=False,
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


class SeveralForm(forms.Form):
    """Several mails of one page of a list, and what to do with all of them."""

    mails = forms.ModelMultipleChoiceField(
        queryset=InboundMail.objects.select_related("raw").defer("raw__sealed"),
        error_messages={
            "required": _("Choisissez d’abord des mails."),
            "invalid_choice": _("Un de ces mails n’existe plus."),
            "invalid_pk_value": _("Un de ces mails n’existe plus."),
        },
    )
    verb = forms.ChoiceField(
        choices=[("replay", ""), ("discard", "")], error_messages={"required": _("Choisissez quoi en faire.")}
    )
    reason = forms.CharField(
        label=_("Raison, la même pour tous"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verb") == "discard" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Dites pourquoi ces mails sont écartés."))
        return cleaned
