"""The shape of what sales enters into a ledger; the rules are the ledger's (contracts/credit.py, credit_desk.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import CreditEntry
from contracts.sentences import hours
from contracts.time_credit import packs, typed_duration
from tickets.drafting.request_form import TOO_LONG

_LONGEST = CreditEntry._meta.get_field("reference").max_length


class LedgerForm(forms.Form):
    """Something to write into a ledger. `intent` names the form in what it sends; `after` is the last entry shown."""

    intent: ClassVar[str]

    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.intent}-%s")  # two of them stand on one page
        super().__init__(*args, **kwargs)

    @property
    def shown(self) -> int:
        """The last entry that its sender saw; 0 for none."""
        return self.cleaned_data["after"] or 0


class PurchaseForm(LedgerForm):
    """A pack of hours (CH-PS) and the order that it was sold by."""

    intent = "purchase"

    minutes = forms.TypedChoiceField(label=_("Heures achetées"), coerce=int, widget=forms.RadioSelect)
    order = forms.CharField(
        label=_("Référence de la commande"),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Indiquez la commande\u00a0: une commande ne se crédite qu’une fois."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["minutes"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(pack, hours(pack)) for pack in packs.PACKS]
        refusal = packs.refusal()
        field.error_messages.update(required=refusal, invalid_choice=refusal)


class CorrectionForm(LedgerForm):
    """A signed duration, and why."""

    intent = "correction"

    duration = forms.CharField(
        label=_("Durée à ajouter, ou à retirer avec un signe moins"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "-0h30"}),
        error_messages={"required": _("Écrivez une durée comme 1h30 ou -0h30."), "max_length": TOO_LONG},
    )
    reason = forms.CharField(
        label=_("Raison"),
        help_text=_("Le client la lit dans son relevé."),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Une correction demande une raison."), "max_length": TOO_LONG},
    )

    def clean_duration(self) -> int:
        """Signed minutes, never none."""
        try:
            minutes = typed_duration.minutes_of(self.cleaned_data["duration"])
        except ValueError as refused:
            raise forms.ValidationError(str(refused)) from refused
        if not minutes:
            raise forms.ValidationError(_("Une correction de 0h ne change rien."))
        return minutes
