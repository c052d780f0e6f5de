"""Which figures are asked for, as the address of the page says it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from tickets.reporting.periods import FIRST, LAST, UNIT_LABELS, Period, Unit, containing

# Two years, a leap day included: longer ones are asked for one after the other.
MOST_DAYS = 731


class ScopeForm(forms.Form):
    """A unit and a day in it, or two days; a reseller; a level. A mistake is said at its field, this month shown."""

    periode = forms.ChoiceField(
        label=_("Période"),
        required=False,
        choices=[(unit.value, label) for unit, label in UNIT_LABELS.items()],
    )
    jour = forms.DateField(
        label=_("Contenant le"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    depuis = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    jusqu = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    revendeur = forms.TypedChoiceField(label=_("Revendeur"), required=False, coerce=int, empty_value=None)
    niveau = forms.ChoiceField(label=_("Niveau"), required=False)

    def __init__(self, asked: Any, levels: dict[str, str], today: date) -> None:
        """`levels` are their names by code; `today` is a day in Paris. One query, for the resellers."""
        given = asked.copy()
        given.setdefault("periode", Unit.MONTH.value)
        given.setdefault("jour", today.isoformat())
        super().__init__(given, auto_id="scope_%s")
        self.today = today
        self._choices("niveau", [("", gettext("Tous les niveaux")), *levels.items()])
        resellers = Organisation.objects.filter(kind=Organisation.Kind.RESELLER).order_by("name", "pk")
        named = [(str(pk), name) for pk, name in resellers.values_list("pk", "name")]
        self._choices("revendeur", [("", gettext("Tous les revendeurs")), *named])

    def clean(self) -> dict[str, Any]:
        typed = {**self.cleaned_data}
        for name in ("jour", "depuis", "jusqu"):
            day = typed.get(name)
            if day is not None and not FIRST <= day <= LAST:
                self.add_error(name, gettext("Choisissez un jour entre 2000 et 2199."))
        since, until = typed.get("depuis"), typed.get("jusqu")
        if typed.get("periode") != Unit.DAYS or self.errors:
            return typed
        if since is None or until is None:
            self.add_error("depuis" if since is None else "jusqu", gettext("Donnez les deux dates."))
        elif until < since:
            self.add_error("jusqu", gettext("La fin est avant le début."))
        elif until - since >= timedelta(days=MOST_DAYS):
            self.add_error("jusqu", gettext("Choisissez deux ans au plus."))
        return typed

    def period(self) -> Period:
        """What was understood; the month of today where nothing was."""
        if not self.is_valid():
            return containing(Unit.MONTH, self.today)
        unit = Unit(self.cleaned_data["periode"] or Unit.MONTH)
        if unit is Unit.DAYS:
            return Period(unit, self.cleaned_data["depuis"], self.cleaned_data["jusqu"])
        return containing(unit, self.cleaned_data["jour"] or self.today)

    def reseller(self) -> int | None:
        return self.cleaned_data["revendeur"] if self.is_valid() else None

    def level(self) -> str:
        return str(self.cleaned_data["niveau"]) if self.is_valid() else ""

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
