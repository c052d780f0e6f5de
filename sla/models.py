"""The data of sla: calendars by version, and what each level of support promises.

`current_version(at)` and `working_time(version)` are how other apps come to the arithmetic.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from sla import calendars
from sla.calendars import CalendarDefinition
from sla.working_time import WorkingTime

# The calendar of the centre itself, loaded with the charter's hours (CH-I).
CST = "cst"


class Calendar(models.Model):
    """A calendar by its code; its hours are in its versions."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=60)

    class Meta:
        verbose_name = _("calendrier")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """Opening hours from a date on. Rows never change: a deadline keeps the version that it was computed with."""

    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendrier"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    effective_from = models.DateTimeField(_("en vigueur à partir de"))
    # As sla.calendars.CalendarDefinition writes it.
    definition = models.JSONField(_("horaires"))

    class Meta:
        verbose_name = _("version de calendrier")
        verbose_name_plural = _("versions de calendrier")
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint("calendar", "number", name="calendar_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="calendar_version_number_from_1"),
        ]
        indexes = [models.Index(fields=["calendar", "-effective_from", "-number"], name="calendar_in_force")]
        triggers = [
            pgtrigger.Protect(
                name="calendar_version_immutable", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.number}"


class Commitment(models.Model):
    """What a level of support promises for a severity: CH-V.1, CH-V.2. No minutes: no promise."""

    level = models.CharField(_("niveau"), max_length=20)
    severity = models.PositiveSmallIntegerField(_("sévérité"))
    first_response_minutes = models.PositiveIntegerField(
        _("première réponse"),
        null=True,
        blank=True,
        help_text=_("En minutes ouvrées\u202f; vide\u00a0: aucun engagement."),
    )

    class Meta:
        verbose_name = _("engagement")
        ordering = ["level", "severity"]
        constraints = [
            models.UniqueConstraint("level", "severity", name="commitment_once_per_level_and_severity"),
            models.CheckConstraint(
                condition=models.Q(severity__range=(1, 4)), name="commitment_severity_1_to_4"
            ),
            models.CheckConstraint(
                condition=models.Q(first_response_minutes__isnull=True)
                | models.Q(first_response_minutes__gte=1),
                name="commitment_minutes_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.severity}"


def current_version(at: datetime, code: str = CST) -> CalendarVersion:
    """The version of a calendar in force at an instant; raises CalendarVersion.DoesNotExist if there is none."""
    in_force = CalendarVersion.objects.filter(calendar__code=code, effective_from__lte=at)
    found = in_force.order_by("-effective_from", "-number").first()
    if found is None:
        raise CalendarVersion.DoesNotExist(f"calendar {code!r} has no version in force at {at.isoformat()}")
    return found


# By version id, with the definition it was made from: a test database may give an id twice.
_working_times: dict[int, tuple[Any, WorkingTime]] = {}


def working_time(version: CalendarVersion) -> WorkingTime:
    """The arithmetic on a version, made once per process."""
    cached = _working_times.get(version.pk)
    if cached is None or cached[0] != version.definition:
        made = calendars.working_time(CalendarDefinition.from_json(version.definition))
        cached = _working_times[version.pk] = (version.definition, made)
    return cached[1]
