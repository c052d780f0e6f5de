"""The shape of what customers ask for on a ticket besides writing; whether it may be done is the verbs' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sla.commitments import IMPACTS
from tickets.drafting.request_form import TOO_LONG
from tickets.models import Satisfaction
from tickets.slot_form import SlotForm

# So many colleagues are proposed, by name.
COLLEAGUES = 200


class FollowerForm(forms.Form):
    """A colleague to tell."""

    person = forms.ModelChoiceField(
        label=_("Qui prévenir"),
        queryset=User.objects.none(),
        empty_label=_("Choisissez un collègue"),
        error_messages={
            "required": _("Choisissez qui prévenir."),
            "invalid_choice": _("Choisissez une personne de votre organisation."),
        },
    )

    def __init__(self, people: QuerySet[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class SeverityForm(forms.Form):
    """How severe the incident is said to have become, and why."""

    severity = forms.TypedChoiceField(
        choices=[(severity, sentence) for severity, sentence in IMPACTS.items()],
        coerce=int,
        error_messages={
            "required": _("Choisissez l’impact constaté."),
            "invalid_choice": _("Choisissez l’un des impacts proposés."),
        },
    )
    reason = forms.CharField(
        label=_("Ce qui a changé"),
        help_text=_(
            "Ce que l’ingénieur lit pour décider\u00a0: qui est arrêté, depuis quand, ce qui presse."
        ),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Dites ce qui a changé\u00a0: l’ingénieur en décide."),
            "max_length": TOO_LONG,
        },
    )


class ConsentedSlotForm(SlotForm):
    """A slot that a customer proposes, with its consent."""

    consents = forms.BooleanField(label=_("J’accepte cette session à distance"), required=False)


class SessionDecisionForm(forms.Form):
    """Yes, no, or not any more to a session; `words` say why."""

    session = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("agreed", ""), ("declined", ""), ("cancelled", "")])
    consents = forms.BooleanField(required=False)
    words = forms.CharField(max_length=1_000, required=False)


class RatingForm(forms.Form):
    """One mark, a comment if one likes."""

    mark = forms.TypedChoiceField(
        choices=Satisfaction.Mark.choices,
        coerce=int,
        error_messages={
            "required": _("Choisissez l’un des trois avis."),
            "invalid_choice": _("Choisissez l’un des trois avis."),
        },
    )
    comment = forms.CharField(
        label=_("Un mot de plus"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
