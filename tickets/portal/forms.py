"""The shape of what customers send; whether it may be done is the verdict's and the verbs' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.decision import KIND_LABELS, Kind
from tickets import guidance
from tickets.drafting.request_form import BODY_MAX, TOO_LONG, RequestForm

# A remote session is asked for on a ticket, never before one (CH-III.3).
KINDS = [(kind.value, KIND_LABELS[kind]) for kind in (Kind.INCIDENT, Kind.ASSISTANCE)]


def _aside(name: str) -> forms.CharField:
    """One of the texts beside "what happens", of a line or two."""
    return forms.CharField(
        label=guidance.LABELS[name],
        required=False,
        max_length=5000,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class OpeningForm(RequestForm):
    """A request: what kind, which product, how severe, what happens; cleaned, `body` is all that was told of it."""

    kind = forms.ChoiceField(
        label=_("Votre demande"), choices=KINDS, initial=Kind.INCIDENT, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Objet"),
        max_length=300,
        error_messages={"required": _("Dites en quelques mots de quoi il s’agit."), "max_length": TOO_LONG},
    )
    description = forms.CharField(
        label=_("Que se passe-t-il\u202f?"),
        max_length=BODY_MAX,
        error_messages={"required": _("Décrivez ce qui se passe."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    since = _aside("since")
    changed = _aside("changed")
    tried = _aside("tried")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["body"] = guidance.composed(cleaned)
        if len(cleaned["body"]) > BODY_MAX and not self.errors:
            limits = {"show_value": len(cleaned["body"]), "limit_value": BODY_MAX}
            self.add_error("description", TOO_LONG % limits)
        return cleaned


class EscalationForm(RequestForm):
    """What a reseller makes of its end customer's request before it passes it on (CH-II.2)."""

    field_order = ["serial", "severity", "subject", "findings"]

    subject = forms.CharField(
        label=_("Objet"),
        max_length=300,
        error_messages={"required": _("Dites en quelques mots de quoi il s’agit."), "max_length": TOO_LONG},
    )
    findings = forms.CharField(
        label=_("Ce que vous avez déjà vérifié"),
        max_length=BODY_MAX,
        error_messages={
            "required": _("Dites ce que vous avez déjà vérifié\u00a0: le CST repart de là."),
            "max_length": TOO_LONG,
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ReplyForm(forms.Form):
    """A message on a ticket."""

    body = forms.CharField(
        label=_("Votre réponse"),
        max_length=BODY_MAX,
        error_messages={"required": _("Écrivez votre réponse avant de l’envoyer."), "max_length": TOO_LONG},
    )


class DecisionForm(forms.Form):
    """Yes or no to an estimate."""

    estimate = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("approved", ""), ("declined", "")])
