"""The opening hours as people type them; what a calendar may be is sla's business (sla/calendars.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sla.calendars import CalendarDefinition
from sla.errors import InvalidCalendarError
from sla.explain import refusal
from sla.holiday_regions import countries, country_name, subdivision_name, subdivisions
from sla.hours_in_words import open_hours, windows_typed
from sla.public_holidays import check_country
from sla.timeline import BEGINNING, Timeline
from sla.windows import DAY_NAMES, spans
from sla.working_time import LAST_YEAR
from sla.zones import places
from tickets.console import calendar_list
from tickets.console.occasion_fields import OccasionRows, rows_read
from tickets.drafting.interrupted import fields_of
from tickets.drafting.request_form import TOO_LONG

P = ParamSpec("P")
T = TypeVar("T")


class CalendarForm(forms.Form):
    """A week, holidays, closures and openings, from a day on. Bound, `definition` is there once the hours are right.

    A closure that is not understood leaves no definition: an effect without it would be another effect.
    """

    effective_from = forms.DateField(
        label=_("À partir du"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Dites à partir de quel jour."),
            "invalid": _("Ce n’est pas un jour\u00a0: écrivez par exemple 24/12/2026."),
        },
        validators=[
            MinValueValidator(BEGINNING, _("Les calendriers commencent en 1970.")),
            MaxValueValidator(date(LAST_YEAR, 12, 31), _("Les calendriers s’arrêtent en 2100.")),
        ],
    )
    note = forms.CharField(
        label=_("Raison"),
        required=False,  # to look at the effect; saving asks for it
        max_length=200,
        help_text=_("Gardée avec la version, pour qui voudra comprendre une échéance."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )
    country = forms.CharField(label=_("Pays"), required=False, widget=forms.Select)
    subdivision = forms.CharField(label=_("Région"), required=False, widget=forms.Select)

    def __init__(
        self,
        zone: str,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        rows: tuple[OccasionRows, OccasionRows] | None = None,
        saving: bool = False,
    ) -> None:
        self.zone = zone
        self.saving = saving
        self.definition: CalendarDefinition | None = None
        super().__init__(data, initial=dict(initial or {}))
        for place, name in enumerate(DAY_NAMES):
            self.fields[f"day-{place}"] = forms.CharField(
                label=_(name), required=False, max_length=200, widget=forms.TextInput(attrs=_WINDOWS)
            )
        self.closures, self.openings = rows or rows_read(data if data is not None else QueryDict())
        self._offer_regions()

    @classmethod
    def showing(cls, definition: CalendarDefinition, effective_from: date) -> CalendarForm:
        """The form filled in with what holds, to be changed from a day on."""
        closures = OccasionRows.of("closure", definition.closures)
        openings = OccasionRows.of("opening", definition.openings)
        initial = _initial(definition, effective_from)
        return cls(definition.time_zone, initial=initial, rows=(closures, openings))

    @classmethod
    def unchecked(cls, zone: str, data: QueryDict) -> CalendarForm:
        """The form as it was being typed, with nothing said yet of what is wrong."""
        closures, openings = rows_read(data)
        return cls(zone, initial=fields_of(data), rows=(closures.unchecked(), openings.unchecked()))

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[f"day-{place}"] for place in range(7)]

    @property
    def occasions(self) -> tuple[OccasionRows, OccasionRows]:
        return self.closures, self.openings

    @property
    def day(self) -> date:
        """The day from which it holds, once `definition` is there."""
        found = self.cleaned_data["effective_from"]
        assert isinstance(found, date)
        return found

    @property
    def error_count(self) -> int:
        """How many sentences say what is wrong."""
        rows = sum(bool(typed.error) for each in self.occasions for typed in each.rows)
        return rows + sum(len(sentences) for sentences in self.errors.values())

    def is_valid(self) -> bool:
        return super().is_valid() and self.closures.is_valid and self.openings.is_valid

    def clean(self) -> dict[str, Any]:
        """The definition that was typed; each refusal goes to the field it is about."""
        typed = self.cleaned_data
        country, subdivision = typed.get("country") or None, typed.get("subdivision") or None
        self._try("country", check_country, country, None)
        if "country" not in self.errors:
            self._try("subdivision", check_country, country, subdivision)
        weekly = [
            self._try(f"day-{place}", windows_typed, typed.get(f"day-{place}", ""), name) or ()
            for place, name in enumerate(DAY_NAMES)
        ]
        if not self.errors and not any(weekly):
            self.add_error(
                "day-0", _("Aucun jour n’est ouvert\u00a0: aucune échéance ne pourrait plus être donnée.")
            )
        if not self.errors and self.closures.is_valid and self.openings.is_valid:
            self.definition = CalendarDefinition(
                self.zone,
                tuple(weekly),
                country,
                subdivision,
                self.closures.occasions,
                self.openings.occasions,
            )
        if self.saving and not typed.get("note"):
            self.add_error("note", _("Dites pourquoi ces horaires changent."))
        return typed

    def _try(self, name: str, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `read` makes of what was typed; None, and its sentence beside the field, when it refuses."""
        try:
            return read(*args, **kwargs)
        except InvalidCalendarError as error:
            self.add_error(name, refusal(error))
            return None

    def _offer_regions(self) -> None:
        """The choices: the countries offered and the subdivisions of the one chosen, with what stands there already."""
        country = str(self["country"].value() or "")
        chosen = str(self["subdivision"].value() or "")
        for name, nothing, offered, held, label in (
            ("country", _("aucun jour férié"), countries(), country, country_name(country)),
            (
                "subdivision",
                _("tout le pays"),
                subdivisions(country),
                chosen,
                subdivision_name(country, chosen),
            ),
        ):
            # What the calendar has stays, and what was typed, beside the sentence that refuses it.
            others = [(held, label)] if held and held not in dict(offered) else []
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)
            widget.choices = [("", nothing), *offered, *others]


_WINDOWS = {"autocomplete": "off", "spellcheck": "false", "placeholder": _("fermé")}


def _initial(definition: CalendarDefinition, effective_from: date) -> Mapping[str, Any]:
    week = {
        f"day-{place}": open_hours(spans(windows)) if windows else ""
        for place, windows in enumerate(definition.weekly)
    }
    return {
        **week,
        "country": definition.holiday_country or "",
        "subdivision": definition.holiday_subdivision or "",
        "effective_from": effective_from,
    }


class NewCalendarForm(forms.Form):
    """A calendar that starts as a copy of another one's week."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=20,
        help_text=_("Lettres minuscules, chiffres et traits d’union\u202f; il ne change plus."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Donnez un code au calendrier."),
            "invalid": _("Un code n’a que des lettres sans accent, des chiffres et des traits d’union."),
            "max_length": TOO_LONG,
        },
    )
    name = forms.CharField(
        label=_("Nom"),
        max_length=60,
        error_messages={"required": _("Donnez un nom au calendrier."), "max_length": TOO_LONG},
    )
    time_zone = forms.ChoiceField(
        label=_("Fuseau horaire"),
        initial="Europe/Paris",
        choices=lambda: [(zone, zone) for zone in places()],
        error_messages={"invalid_choice": _("Choisissez un fuseau de la liste.")},
    )
    copied_from = forms.ModelChoiceField(
        label=_("Horaires repris de"),
        queryset=calendar_list.readable(),
        empty_label=None,
        error_messages={
            "required": _("Choisissez un calendrier de la liste."),
            "invalid_choice": _("Choisissez un calendrier de la liste."),
        },
    )


def copy_of(hours: Timeline, day: date, time_zone: str) -> CalendarDefinition:
    """What is in force on a day, told by the clocks of another zone."""
    found = hours.definition_on(day)
    return CalendarDefinition(
        time_zone,
        found.weekly,
        found.holiday_country,
        found.holiday_subdivision,
        found.closures,
        found.openings,
    )
