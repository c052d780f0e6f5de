"""What is asked of whoever makes a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from api import tokens
from api.models import Scope

_LONGEST_NAME = 100
_OWN, _ORGANISATION = "own", "organisation"


class TokenForm(forms.Form):
    """Name, whom it acts for (for who may choose), what it may be used for, how long it lives."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=_LONGEST_NAME,
        help_text=_("Ce qui s’en sert\u00a0: ERP, supervision, téléphonie…"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    acts_for = forms.ChoiceField(label=_("Il agit"), choices=[], widget=forms.RadioSelect, initial=_OWN)
    scopes = forms.MultipleChoiceField(
        label=_("Il permet de"), widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.TypedChoiceField(
        label=_("Il expire dans"),
        coerce=int,
        choices=[(days, ngettext_lazy("%d jour", "%d jours", days) % days) for days in tokens.LIFETIMES],
        widget=forms.RadioSelect,
        initial=tokens.LIFETIMES[1],
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes, acts_for = self.fields["scopes"], self.fields["acts_for"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        assert isinstance(acts_for, forms.ChoiceField)
        scopes.choices = [(scope.value, scope.label) for scope in tokens.scopes_of(person)]
        if tokens.may_make_for_organisation(person):
            whole = _("pour %(organisation)s, et continue si vous partez") % {
                "organisation": person.organisation
            }
            acts_for.choices = [(_OWN, _("pour vous, sous votre nom")), (_ORGANISATION, whole)]
        else:
            del self.fields["acts_for"]

    @property
    def wanted(self) -> tokens.Wanted:
        """What was asked for, once valid."""
        said = self.cleaned_data
        return tokens.Wanted(
            name=said["name"],
            scopes=frozenset(Scope(scope) for scope in said["scopes"]),
            days=said["days"],
            is_organisations=said.get("acts_for") == _ORGANISATION,
        )
