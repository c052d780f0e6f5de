"""The shape of a call that an engineer notes, as a request or on a ticket; whether it opens is up to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from contracts.decision import KIND_LABELS, Kind
from tickets.actions.calling import NewCaller
from tickets.actions.writing import one_line
from tickets.console.phone_card import people_of
from tickets.drafting.request_form import BODY_MAX, TOO_LONG, RequestForm
from tickets.models import Status

SOMEBODY_ELSE = "autre"
# So many signs of what was said make a subject, when none is written.
SUBJECT_OF_WORDS = 80
# A call is noted within a week; the machine of the engineer may be a little ahead.
OLDEST, AHEAD = timedelta(days=7), timedelta(minutes=2)
_LOCAL = "%Y-%m-%dT%H:%M"

# A remote session is asked for on a ticket, never before one (CH-III.3).
KINDS = [(kind.value, KIND_LABELS[kind]) for kind in (Kind.INCIDENT, Kind.ASSISTANCE)]
THEN = [
    (Status.OPEN.value, _("Le CST continue")),
    (Status.WAITING_CUSTOMER.value, _("Le client revient vers nous")),
    (Status.RESOLVED.value, _("C’est résolu")),
]


class SaidForm(forms.Form):
    """What was said on the phone, and what was answered, if anything was."""

    body = forms.CharField(
        label=_("Ce qui a été dit"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Notez ce que l’appelant a dit."), "max_length": TOO_LONG},
    )
    answered = forms.BooleanField(label=_("Répondu au téléphone"), required=False)
    answer = forms.CharField(
        label=_("Ce que vous avez répondu"),
        max_length=BODY_MAX,
        help_text=_(
            "Le client la reçoit aussi par mail\u202f; c’est la première réponse, à l’heure de l’appel."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Notez ce que vous avez répondu, ou décochez."),
            "max_length": TOO_LONG,
        },
    )
    then = forms.ChoiceField(
        label=_("Ensuite"),
        choices=THEN,
        initial=Status.WAITING_CUSTOMER,
        error_messages={
            "required": _("Choisissez l’une des trois suites."),
            "invalid_choice": _("Choisissez l’une des trois suites."),
        },
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not typed.get("answered"):
            self._not_asked("answer", "then")
        return typed

    def _not_asked(self, *names: str) -> None:
        """What stands in a part of the form that is folded away asks for nothing, and is not read."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""


class CallForm(SaidForm, RequestForm):
    """Who called when, for what, and what was answered; `organisation` is whom they call for."""

    field_order = ["caller", "called_at", "kind", "serial", "severity"]

    caller = forms.ChoiceField(
        label=_("Qui appelle"),
        error_messages={
            "required": _("Choisissez qui appelle."),
            "invalid_choice": _("Choisissez une personne de la liste, ou «\u00a0quelqu’un d’autre\u00a0»."),
        },
    )
    contact_name = forms.CharField(
        label=_("Nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Écrivez le nom de la personne."), "max_length": TOO_LONG},
    )
    contact_email = forms.EmailField(
        label=_("Adresse e-mail"),
        max_length=254,
        help_text=_("La réponse y arrive\u202f; la personne pourra écrire depuis cette adresse."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Demandez une adresse\u00a0: la réponse y arrive."),
            "invalid": _("Écrivez une adresse comme nom@societe.fr."),
            "max_length": TOO_LONG,
        },
    )
    contact_phone = forms.CharField(
        label=_("Téléphone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"max_length": TOO_LONG},
    )
    called_at = forms.DateTimeField(
        label=_("Heure de l’appel"),
        input_formats=[_LOCAL, f"{_LOCAL}:%S"],
        widget=forms.DateTimeInput(format=_LOCAL, attrs={"type": "datetime-local"}),
        error_messages={
            "required": _("Dites quand l’appel est arrivé\u00a0: le délai compte de là."),
            "invalid": _("Écrivez le jour et l’heure de l’appel."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Demande"), choices=KINDS, initial=Kind.INCIDENT, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Objet"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        required=False,
        help_text=_("Sans objet, le début de ce qui a été dit en fait un."),
        error_messages={"max_length": TOO_LONG},
    )
    waiver = forms.CharField(
        label=_("Raison de la dérogation"),
        max_length=1_000,
        required=False,
        help_text=_("Lue par l’équipe seulement\u202f; le client lit «\u00a0à titre exceptionnel\u00a0»."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, organisation: Organisation, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.people = list(people_of(organisation))
        caller = self.fields["caller"]
        assert isinstance(caller, forms.ChoiceField)
        caller.choices = [
            *([] if self.initial.get("caller") or self.people == [] else [("", gettext("à choisir"))]),
            *((str(person.pk), f"{person.full_name}, {person.email}") for person in self.people),
            (SOMEBODY_ELSE, gettext("quelqu’un d’autre")),
        ]
        # The cursor stands where something is missing: the caller here, else the serial or the impact (the templates).
        if not self.is_bound and not self.initial.get("caller"):
            caller.widget.attrs["autofocus"] = True

    def clean_called_at(self) -> datetime:
        called_at: datetime = self.cleaned_data["called_at"]
        if called_at > self.now + AHEAD:
            raise ValidationError(_("L’appel ne peut pas être à venir."))
        if called_at < self.now - OLDEST:
            raise ValidationError(_("Un appel se note dans la semaine."))
        return min(called_at, self.now)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not typed.get("subject") and typed.get("body"):
            typed["subject"] = Truncator(one_line(typed["body"])).chars(SUBJECT_OF_WORDS, truncate="…")
        if typed.get("caller") != SOMEBODY_ELSE:
            self._not_asked("contact_name", "contact_email", "contact_phone")
        return typed

    def who(self) -> User | NewCaller:
        """The caller, once valid."""
        typed = self.cleaned_data
        if typed["caller"] == SOMEBODY_ELSE:
            return NewCaller(typed["contact_name"], typed["contact_email"], typed["contact_phone"])
        return next(person for person in self.people if str(person.pk) == typed["caller"])


class CallAgainForm(SaidForm):
    """A call about a ticket that is there already: who calls of those it concerns, what was said and answered."""

    field_order = ["caller", "body", "answered", "answer", "then"]

    caller = forms.ChoiceField(
        label=_("Qui appelle"),
        error_messages={
            "required": _("Choisissez qui appelle."),
            "invalid_choice": _("Choisissez une personne de la liste."),
        },
    )

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        caller = self.fields["caller"]
        assert isinstance(caller, forms.ChoiceField)
        caller.choices = [(str(person.pk), f"{person.full_name}, {person.email}") for person in people]
        if not self.is_bound:  # the caller stands there: what was said comes next
            self.fields["body"].widget.attrs["autofocus"] = True

    def who(self) -> User:
        """The caller, once valid."""
        return next(person for person in self.people if str(person.pk) == self.cleaned_data["caller"])
