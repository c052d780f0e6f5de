"""The shape of what customers send; whether it may be done is the verdict's and the verbs' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.coverage import KIND_LABELS, Kind
from contracts.models import normalise_serial
from sla.commitments import IMPACTS

# A remote session is asked for on a ticket, never before one (CH-III.3).
KINDS = [(kind.value, KIND_LABELS[kind]) for kind in (Kind.INCIDENT, Kind.ASSISTANCE)]
BODY_MAX = 50_000

_TOO_LONG = _(
    "%(show_value)d caractères\u00a0: la limite est de %(limit_value)d. Rien n’a été coupé, raccourcissez."
)


class OpeningForm(forms.Form):
    """A request: what kind, which product, how severe, what happens."""

    kind = forms.ChoiceField(
        label=_("Votre demande"), choices=KINDS, initial=Kind.INCIDENT, widget=forms.RadioSelect
    )
    serial = forms.CharField(
        label=_("Numéro de série"),
        max_length=60,
        required=False,
        error_messages={"max_length": _("Un numéro de série compte 60 caractères au plus.")},
    )
    severity = forms.TypedChoiceField(
        choices=[(severity, sentence) for severity, sentence in IMPACTS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choisissez l’un des quatre impacts.")},
    )
    subject = forms.CharField(
        label=_("Objet"),
        max_length=300,
        error_messages={"required": _("Dites en quelques mots de quoi il s’agit."), "max_length": _TOO_LONG},
    )
    description = forms.CharField(
        label=_("Que se passe-t-il\u202f?"),
        max_length=BODY_MAX,
        error_messages={"required": _("Décrivez ce qui se passe."), "max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_serial(self) -> str:
        return normalise_serial(self.cleaned_data["serial"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.ASSISTANCE:  # CH-PS: no severity, no promised delay
            cleaned["severity"] = None
        elif cleaned.get("severity") is None and "severity" not in self.errors:
            self.add_error("severity", _("Choisissez l’impact\u00a0: il décide du délai de réponse."))
        return cleaned


class ReplyForm(forms.Form):
    """A message on a ticket."""

    body = forms.CharField(
        label=_("Votre réponse"),
        max_length=BODY_MAX,
        error_messages={"required": _("Écrivez votre réponse avant de l’envoyer."), "max_length": _TOO_LONG},
    )


class DecisionForm(forms.Form):
    """Yes or no to an estimate."""

    estimate = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("approved", ""), ("declined", "")])
