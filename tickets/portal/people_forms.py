"""The shape of an invitation; whether it may be sent is accounts/invitations.py's business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from tickets.portal import people

ROLES = [
    (User.Role.MEMBER, _("membre\u00a0: ouvre et suit des incidents")),
    (User.Role.MANAGER, _("gestionnaire\u00a0: invite et retire aussi des personnes")),
]


class InvitationForm(forms.Form):
    """Whom, into which organisation, as what, in which language."""

    full_name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Adresse e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(
        label=_("Rôle"), choices=ROLES, initial=User.Role.MEMBER, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Langue"),
        choices=settings.LANGUAGES,
        help_text=_("Celle de l’invitation, et de son compte jusqu’à ce que la personne en change."),
    )

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people.organisations(inviter)
        self.initial.setdefault("organisation", inviter.organisation_id)
        self.initial.setdefault("language", inviter.language)
        if not inviter.is_reseller:  # there is one to choose from
            field.widget = field.hidden_widget()
