"""The shape of what engineers do around a ticket: follow it, link it, be reminded of it, tell what became of it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sla.models import latest_version, working_time
from sla.wording import PARIS, full_due
from tickets.actions import reporting_session
from tickets.console.handling_form import HandlingForm, team_of
from tickets.drafting.request_form import BODY_MAX, TOO_LONG
from tickets.models import ClosingCause, Ticket, TicketLink
from tickets.numbering import SHAPE

SOON = timedelta(hours=2)
_NUMBER = re.compile(SHAPE, re.IGNORECASE)
_BY_HAND = {"autocomplete": "off", "spellcheck": "false"}


class CaseDetails(forms.Form):
    """What is known of a case at the manufacturer besides its number, and may change (CH-V.2)."""

    contact = forms.CharField(
        label=_("Contact"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )
    link = forms.URLField(
        label=_("Lien"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs=_BY_HAND),
        error_messages={
            "invalid": _("Écrivez l’adresse entière, comme https://support.exemple.com/dossier.")
        },
    )
    summary = forms.CharField(
        label=_("Résumé pour le client"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    silence_hours = forms.IntegerField(
        label=_("Me rappeler après un silence de (h ouvrées)"),
        min_value=1,
        max_value=200,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class FollowForm(HandlingForm):
    """A colleague of the centre who is told of the ticket from now on."""

    intent, title, icon = "follower", _("Prévenir un collègue"), "user-plus"
    button = _("Ajouter aux personnes qui suivent")

    person = forms.TypedChoiceField(
        label=_("Qui"),
        error_messages={
            "required": _("Choisissez un ingénieur du CST."),
            "invalid_choice": _("Choisissez un ingénieur du CST."),
        },
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(ticket, *args, **kwargs)
        team = {str(person.pk): person for person in team_of(ticket)}
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.coerce = team.__getitem__
        field.choices = [(key, person.full_name) for key, person in team.items()]


class LinkForm(HandlingForm):
    """Another ticket that has to do with this one."""

    intent, title, icon, key = "link", _("Lier à un autre ticket"), "link", "l"
    button = _("Lier")

    other = forms.CharField(
        label=_("Numéro de l’autre ticket"),
        max_length=200,
        widget=forms.TextInput(attrs={**_BY_HAND, "placeholder": "CST-2026-000123"}),
        error_messages={
            "required": _("Écrivez le numéro comme CST-2026-000123."),
            "max_length": _("Écrivez le numéro comme CST-2026-000123."),
        },
    )
    kind = forms.ChoiceField(
        label=_("En quoi"),
        choices=[
            (TicketLink.Kind.RELATED.value, _("a à voir avec celui-ci")),
            (TicketLink.Kind.DUPLICATE.value, _("dit la même chose\u00a0: doublon")),
        ],
        initial=TicketLink.Kind.RELATED.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez l’un des deux.")},
    )

    def clean_other(self) -> str:
        """The number, from whatever was pasted that holds one: an address, a subject."""
        found = _NUMBER.search(self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError(gettext("Écrivez le numéro comme CST-2026-000123."))
        return found.group().upper()


class RemindMeForm(HandlingForm):
    """When one wants to come back to the ticket. `cleaned_data["when"]` is aware, in the typist's zone."""

    intent, title, icon, key = "remind_me", _("Me le rappeler"), "alarm-clock", "h"
    button = _("Me le rappeler")

    choice = forms.ChoiceField(
        label=_("Quand"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez quand."), "invalid_choice": _("Choisissez quand.")},
    )
    day = forms.DateField(
        label=_("Jour"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Choisissez un jour.")},
    )
    time = forms.TimeField(
        label=_("Heure"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Choisissez une heure.")},
    )
    words = forms.CharField(
        label=_("À faire"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(ticket, *args, **kwargs)
        now = timezone.now()
        self.offered = offered_hours(now)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("soon", gettext("dans 2\u00a0h ouvrées, %s") % full_due(self.offered["soon"], now)),
            ("tomorrow", gettext("au prochain jour ouvré, %s") % full_due(self.offered["tomorrow"], now)),
            ("date", gettext("à une date, ci-dessous")),
        ]
        field.initial = "tomorrow"

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("choice") in self.offered:
            typed["when"] = self.offered[typed["choice"]]
        elif typed.get("choice") == "date" and not self.errors:
            if typed["day"] is None:
                self.add_error("day", gettext("Choisissez un jour."))
            else:
                hour = typed["time"] or time(9)
                typed["when"] = datetime.combine(typed["day"], hour, timezone.get_current_timezone())
        return typed


class ReportForm(forms.Form):
    """What came of a remote session (CH-III.3)."""

    asked = forms.IntegerField()
    body = forms.CharField(
        max_length=BODY_MAX,
        error_messages={
            "required": _("Dites au client ce qui a été vu et fait."),
            "max_length": TOO_LONG,
        },
    )
    minutes = forms.IntegerField(
        min_value=5,
        max_value=reporting_session.LONGEST,
        error_messages={
            "required": _("Indiquez combien de minutes la session a duré."),
            "invalid": _("Indiquez combien de minutes la session a duré."),
        },
    )


class CauseForm(forms.Form):
    """What it was, in the end; asked for on the page, and not insisted on."""

    cause = forms.ChoiceField(
        choices=[("", ""), *ClosingCause.choices],
        required=False,
        error_messages={"invalid_choice": _("Choisissez une cause de la liste.")},
    )

    @classmethod
    def read(cls, typed: QueryDict) -> str:
        """The cause that was chosen, where one was: an answer never fails for it."""
        form = cls(typed)
        return form.cleaned_data["cause"] if form.is_valid() else ""


def offered_hours(now: datetime) -> dict[str, datetime]:
    """In two working hours, and when the centre opens on its next day (CH-I); aware, in Paris."""
    calendar = working_time(latest_version())
    midnight = datetime.combine(now.astimezone(PARIS).date() + timedelta(days=1), time(0), PARIS)
    return {
        "soon": calendar.add(now, SOON).astimezone(PARIS),
        "tomorrow": calendar.next_opening(midnight).astimezone(PARIS),
    }
