"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import time_zones
from accounts.models import User

_MAIL_FIELDS = ("mail_scope", "mail_pace")


class ProfileForm(forms.ModelForm[User]):
    """Name, phone, language and zone; for customers, which mails they want and how often."""

    time_zone = forms.ChoiceField(
        label=_("Fuseau horaire"),
        choices=time_zones.choices,
        help_text=_("Les heures des pages et des mails sont les vôtres. Le CST travaille à celle de Paris."),
    )

    class Meta:
        model = User
        fields = ["full_name", "phone", "language", "time_zone", *_MAIL_FIELDS]
        labels = {
            "full_name": _("Votre nom"),
            "mail_scope": _("Quels incidents vous écrivent"),
            "mail_pace": _("À quel rythme"),
        }
        help_texts = {
            "phone": _("Pour que l’ingénieur vous rappelle."),
            "language": _("Celle des pages et des mails. Ce que vous écrivez n’est pas traduit."),
            "mail_scope": _(
                "«\u00a0Mes incidents\u00a0» sont ceux que vous avez ouverts ou que vous suivez."
            ),
            "mail_pace": _("Le résumé vient une fois par jour, et seulement s’il y a du nouveau."),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "mail_scope": forms.RadioSelect,
            "mail_pace": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A zone that the list does not hold (an old name of one) stays theirs until they choose another.
        zone = self.instance.time_zone
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        if not any(zone == name for _group, zones in time_zones.choices() for name, _label in zones):
            field.choices = [(zone, zone), *time_zones.choices()]
        if not self.instance.is_customer:
            for name in _MAIL_FIELDS:
                del self.fields[name]
