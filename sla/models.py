"""The data of sla: calendars by version, and what each level of support promises.

`latest_version(code)` and `working_time(version)` are how other apps come to the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sla import calendars
from sla.calendars import CalendarDefinition
from sla.clock import Target
from sla.remembering import once_a_run
from sla.timeline import BEGINNING, Timeline
from sla.working_time import WorkingTime

# The calendar of the centre itself, loaded with the charter's hours (CH-I).
CST = "cst"

# About a year of working time: a longer promise is a slip of the keyboard.
MOST_MINUTES = 120_000
SENSIBLE_MINUTES = [MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]

TARGET_LABELS = {
    Target.FIRST_RESPONSE: _("première réponse"),
    Target.NEXT_RESPONSE: _("réponse suivante"),
    Target.RESOLUTION: _("résolution"),
}


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
    """Opening hours from a date on. Rows never change: a deadline keeps the version that it was computed with.

    A version stands for the whole calendar as it was known when it was saved: the hours of the versions before it
    until its date, its own from there on (sla/timeline.py).
    """

    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendrier"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    # A day of the calendar's own time zone.
    effective_from = models.DateField(_("en vigueur à partir du"))
    # As sla.calendars.CalendarDefinition writes it.
    definition = models.JSONField(_("horaires"))
    # Why, by whom and when it was saved; empty for what was loaded with the charter.
    note = models.CharField(_("raison"), max_length=200, blank=True)
    saved_by = models.CharField(_("enregistrée par"), max_length=150, blank=True)
    saved_at = models.DateTimeField(_("enregistrée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("version de calendrier")
        verbose_name_plural = _("versions de calendrier")
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint("calendar", "number", name="calendar_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="calendar_version_number_from_1"),
            models.CheckConstraint(
                condition=models.Q(number__gt=1) | models.Q(effective_from=BEGINNING),
                name="calendar_version_1_from_the_beginning",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="calendar_version_immutable", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.number}"


class Commitment(models.Model):
    """What a level of support promises for a severity: CH-V.1, CH-V.2. No minutes: no promise, no clock.

    The charter promises the first response alone. The two other targets are the centre's own aims, off unless a row
    gives them; no customer ever reads them as a promise.
    """

    level = models.CharField(_("niveau"), max_length=20)
    severity = models.PositiveSmallIntegerField(_("sévérité"))
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendrier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("Celui sur lequel ces délais courent\u202f; vide\u00a0: celui du centre."),
    )
    first_response_minutes = models.PositiveIntegerField(
        _("première réponse"),
        null=True,
        blank=True,
        help_text=_("En minutes ouvrées\u202f; vide\u00a0: aucun engagement."),
        validators=SENSIBLE_MINUTES,
    )
    next_response_minutes = models.PositiveIntegerField(
        _("réponse suivante"),
        null=True,
        blank=True,
        help_text=_(
            "Objectif interne, jamais montré aux clients, en minutes ouvrées\u202f; vide\u00a0: aucun."
        ),
        validators=SENSIBLE_MINUTES,
    )
    resolution_minutes = models.PositiveIntegerField(
        _("résolution"),
        null=True,
        blank=True,
        help_text=_(
            "Objectif interne, jamais montré aux clients, en minutes ouvrées\u202f; vide\u00a0: aucun."
        ),
        validators=SENSIBLE_MINUTES,
    )

    class Meta:
        verbose_name = _("engagement")
        ordering = ["level", "severity"]
        constraints = [
            models.UniqueConstraint("level", "severity", name="commitment_once_per_level_and_severity"),
            models.CheckConstraint(
                condition=models.Q(severity__range=(1, 4)), name="commitment_severity_1_to_4"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q((f"{target}_minutes__isnull", True))
                    | models.Q((f"{target}_minutes__range", (1, MOST_MINUTES))),
                    name=f"commitment_{target}_sensible",
                )
                for target in Target
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.severity}"

    @property
    def targets(self) -> dict[Target, timedelta]:
        """The working time of each target that the row gives."""
        minutes = {target: getattr(self, f"{target}_minutes") for target in Target}
        return {target: timedelta(minutes=given) for target, given in minutes.items() if given is not None}


class PauseRule(models.Model):
    """A state of a ticket in which the clock of a target stands still, the ball being elsewhere.

    The states are those of the app above (tickets.models.Status), known here by their codes.
    """

    target = models.CharField(
        _("délai"),
        max_length=16,
        choices=[(target.value, label) for target, label in TARGET_LABELS.items()],
    )
    state = models.SlugField(_("état"), max_length=20)

    class Meta:
        verbose_name = _("suspension de délai")
        verbose_name_plural = _("suspensions de délai")
        ordering = ["target", "state"]
        constraints = [
            models.UniqueConstraint("target", "state", name="pause_rule_once_per_target_and_state"),
            models.CheckConstraint(
                condition=models.Q(target__in=[target.value for target in Target]),
                name="pause_rule_target_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.state}"


@once_a_run
def latest_version(code: str = CST) -> CalendarVersion:
    """The calendar as it is known now; raises CalendarVersion.DoesNotExist when there is none of that code.

    Its arithmetic is right for any instant, past or to come: it knows which hours were in force when.
    """
    found = CalendarVersion.objects.filter(calendar__code=code).order_by("-number").first()
    if found is None:
        raise CalendarVersion.DoesNotExist(f"calendar {code!r} does not exist")
    return found


def timeline(version: CalendarVersion) -> Timeline:
    """The hours that a version knows: its own and those of the versions before it."""
    rows = CalendarVersion.objects.filter(calendar=version.calendar_id, number__lte=version.number)
    return strung_together(rows.order_by("number"))


def strung_together(versions: Iterable[CalendarVersion]) -> Timeline:
    """The hours of versions of one calendar, given by number from the first on."""
    return Timeline(
        tuple((row.effective_from, CalendarDefinition.from_json(row.definition)) for row in versions)
    )


# By the version's primary key: rows never change, and no key is given twice.
_timelines: dict[int, Timeline] = {}
_working_times: dict[int, WorkingTime] = {}


def timeline_of(version_id: int) -> Timeline:
    """The hours that a version knows, read once per process."""
    known = _timelines.get(version_id)
    if known is None:
        known = _timelines[version_id] = timeline(CalendarVersion.objects.get(pk=version_id))
    return known


def working_time(version: CalendarVersion) -> WorkingTime:
    """The arithmetic on what a version knows, made once per process."""
    return working_time_of(version.pk)


def working_time_of(version_id: int) -> WorkingTime:
    """The same by the version's primary key alone, for rows that only point to it."""
    known = _working_times.get(version_id)
    if known is None:
        known = _working_times[version_id] = calendars.working_time(timeline_of(version_id))
    return known
