"""Instants in templates, said as everywhere else: 11h07 in French, 11:07 in English, in the reader's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from sla import wording
from sla.bands import Band
from sla.bands import bands as ruler_bands
from sla.rulers import Row

register = template.Library()


@register.filter
def clock_time(at: datetime | None) -> str:
    """14h37; nothing for nothing."""
    return wording.clock_time(timezone.localtime(at)) if at else ""


@register.filter
def dated(day: date) -> str:
    """1er mars 2027."""
    return pgettext("date", "%(date)s %(year)s") % {"date": wording.day_and_month(day), "year": day.year}


@register.filter
def at(instant: datetime | None, day_format: str) -> str:
    """The day by Django's date format, then the time: `{{ message.sent_at|at:"l j F" }}`, mardi 13 octobre, 11h07."""
    if not instant:
        return ""
    local = timezone.localtime(instant)
    return f"{format_date(local, day_format)}, {wording.clock_time(local)}"


@register.filter
def hours(minutes: int) -> str:
    """390 minutes as 6h30."""
    return wording.duration(timedelta(minutes=minutes))


@register.filter
def bands(row: Row) -> tuple[Band, ...]:
    """A row of the day ruler as bands side by side."""
    return ruler_bands(row)
