"""From which day to which a list of what happened is asked for: statements, waivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sla.wording import PARIS

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Paris, both included; None: from the first one, to the last."""

    since: date | None = None
    until: date | None = None

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those of `rows` whose instant `at` is in it."""
        if self.since is not None:
            rows = rows.filter(at__gte=_midnight(self.since))
        if self.until is not None and self.until < date.max:  # the last of all days has no morrow
            rows = rows.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return rows


# From the first to the last.
ALWAYS = Period()


def last_year(today: date) -> Period:
    """The twelve months that end on `today`."""
    leap_day = (today.month, today.day) == (2, 29)
    return Period(today.replace(year=today.year - 1, day=28 if leap_day else today.day), today)


class PeriodForm(forms.Form):
    """The first and the last day, as the address of a page says them; a mistake narrows nothing and is said."""

    depuis = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    jusqu = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        typed = {**self.cleaned_data}
        since, until = typed.get("depuis"), typed.get("jusqu")
        if since is not None and until is not None and until < since:
            self.add_error("jusqu", gettext("La fin est avant le début."))
        return typed

    def period(self) -> Period:
        """What was understood; everything where nothing was."""
        typed = self.cleaned_data if self.is_valid() else {}
        return Period(typed.get("depuis"), typed.get("jusqu"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), PARIS)
