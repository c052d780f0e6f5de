"""The shape of what a manager says of a subscription."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from webhooks import kinds, places
from webhooks.changing import Wish
from webhooks.models import URL_LENGTH, Subscription

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class SubscriptionForm(forms.Form):
    """A subscription of `person`'s organisation, new or known."""

    name = forms.CharField(label=_("Nom"), max_length=100, help_text=_("Pour vous y retrouver."))
    url = forms.CharField(
        label=_("Adresse"),
        max_length=URL_LENGTH,
        help_text=_(
            "En https, sur un serveur joignable depuis internet. Chaque message y est envoyé par POST."
        ),
        widget=forms.URLInput(attrs={**_PLAIN, "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Prévenir quand"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un événement.")},
    )

    def __init__(self, *args: Any, person: User, known: Subscription | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds.offered(person)]
        if known is not None:
            self.initial = {"name": known.name, "url": known.url, "events": known.events}

    def clean_url(self) -> str:
        """Asked of the network, once it is another one."""
        url = str(self.cleaned_data["url"])
        if self.known is None or url != self.known.url:
            try:
                places.check(url)
            except places.Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return url

    @property
    def wish(self) -> Wish:
        """What was said, once valid."""
        said = self.cleaned_data
        return Wish(said["name"], said["url"], said["events"])


class ReplayForm(forms.Form):
    """What of the failures is sent again."""

    DAYS = ((1, _("du dernier jour")), (7, _("des 7 derniers jours")), (30, _("des 30 derniers jours")))

    days = forms.TypedChoiceField(label=_("Rejouer les échecs"), choices=DAYS, coerce=int)
