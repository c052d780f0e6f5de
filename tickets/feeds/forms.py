"""What is asked when a feed is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User


class FeedForm(forms.Form):
    """A name, and what the feed shows: something at least; sessions only to whoever may have some."""

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=60,
        help_text=gettext_lazy("Pour le reconnaître ici, par exemple «\u00a0Outlook du bureau\u00a0»."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    closures = forms.BooleanField(label=gettext_lazy("Fermetures du CST"), required=False, initial=True)
    sessions = forms.BooleanField(
        label=gettext_lazy("Mes sessions à distance convenues"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Le numéro de l’incident et le produit, jamais ce qui s’y écrit."),
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (owner.is_customer or owner.is_engineer):
            del self.fields["sessions"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not (values.get("closures") or values.get("sessions")):
            self.add_error("closures", _("Choisissez au moins une chose à montrer."))
        return {"sessions": False, **values}
