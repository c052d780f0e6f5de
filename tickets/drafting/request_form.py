"""What a form says of a request, whoever fills it in: its kind, its product, its severity; and its limits.

Shape only: whether the request may be made is the verdict's business, what may be done to it the verbs'.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.decision import Kind
from contracts.models import normalise_serial
from sla.commitments import IMPACTS

# The longest text of a message, in characters.
BODY_MAX = 50_000
TOO_LONG = _(
    "%(show_value)d caractères\u00a0: la limite est de %(limit_value)d. Rien n’a été coupé, raccourcissez."
)


class RequestForm(forms.Form):
    """Product and severity beside a `kind`, which each form declares with the kinds that it offers."""

    field_order = ["kind", "serial", "severity"]

    serial = forms.CharField(
        label=_("Numéro de série"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("Un numéro de série compte 60 caractères au plus.")},
    )
    severity = forms.TypedChoiceField(
        label=_("Sévérité"),
        choices=[(severity, sentence) for severity, sentence in IMPACTS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choisissez l’un des quatre impacts.")},
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
