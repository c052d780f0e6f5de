"""The shape of what customers ask for on a ticket besides writing; whether it may be done is the verbs' business."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.sentences import hours
from sla.commitments import IMPACTS
from tickets.drafting.request_form import TOO_LONG
from tickets.models import Satisfaction

# So many colleagues are proposed, by name.
COLLEAGUES = 200
LENGTHS = (15, 30, 45, 60, 90, 120)


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


class SlotForm(forms.Form):
    """A slot, in the time zone of who proposes it: `cleaned_data["starts_at"]` is aware."""

    day = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choisissez un jour."), "invalid": _("Choisissez un jour.")},
    )
    time = forms.TimeField(
        label=_("Heure"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"}),
        error_messages={"required": _("Choisissez une heure."), "invalid": _("Choisissez une heure.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("Durée"),
        choices=[(length, lazy(hours, str)(length)) for length in LENGTHS],
        coerce=int,
        initial=60,
        error_messages={"invalid_choice": _("Choisissez une durée de la liste.")},
    )
    purpose = forms.CharField(
        label=_("Ce qu’il y a à regarder"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    consents = forms.BooleanField(label=_("J’accepte cette session à distance"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if "day" in typed and "time" in typed:
            typed["starts_at"] = datetime.combine(
                typed["day"], typed["time"], timezone.get_current_timezone()
            )
        return typed


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
