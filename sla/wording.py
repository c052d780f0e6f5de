"""Times, durations and days in words, in the active language: 14h37, 0h37, mardi 3 mars (house typography).

Instants are shown in the zone that they bear; give those of a database through `in_zone`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sla.windows import DAY_NAMES, Window

PARIS = ZoneInfo("Europe/Paris")

_MONTHS = (
    gettext_lazy("janvier"),
    gettext_lazy("février"),
    gettext_lazy("mars"),
    gettext_lazy("avril"),
    gettext_lazy("mai"),
    gettext_lazy("juin"),
    gettext_lazy("juillet"),
    gettext_lazy("août"),
    gettext_lazy("septembre"),
    gettext_lazy("octobre"),
    gettext_lazy("novembre"),
    gettext_lazy("décembre"),
)
_SHORT_MONTHS = (
    pgettext_lazy("mois abrégé", "janv."),
    pgettext_lazy("mois abrégé", "févr."),
    pgettext_lazy("mois abrégé", "mars"),
    pgettext_lazy("mois abrégé", "avr."),
    pgettext_lazy("mois abrégé", "mai"),
    pgettext_lazy("mois abrégé", "juin"),
    pgettext_lazy("mois abrégé", "juil."),
    pgettext_lazy("mois abrégé", "août"),
    pgettext_lazy("mois abrégé", "sept."),
    pgettext_lazy("mois abrégé", "oct."),
    pgettext_lazy("mois abrégé", "nov."),
    pgettext_lazy("mois abrégé", "déc."),
)
_SHORT_DAYS = (
    pgettext_lazy("jour abrégé", "lun."),
    pgettext_lazy("jour abrégé", "mar."),
    pgettext_lazy("jour abrégé", "mer."),
    pgettext_lazy("jour abrégé", "jeu."),
    pgettext_lazy("jour abrégé", "ven."),
    pgettext_lazy("jour abrégé", "sam."),
    pgettext_lazy("jour abrégé", "dim."),
)


def clock_time(at: datetime) -> str:
    """14h37, 9h00: hours without leading zero, seconds dropped."""
    return pgettext("heure", "%(hour)sh%(minute)s") % {"hour": at.hour, "minute": f"{at.minute:02}"}


def window(of_day: Window) -> str:
    """9h00-12h30; the midnight that ends a day is 24h00."""
    ends = of_day.span.end // 60
    closes = pgettext("heure", "%(hour)sh%(minute)s") % {"hour": ends // 60, "minute": f"{ends % 60:02}"}
    opens = pgettext("heure", "%(hour)sh%(minute)s") % {
        "hour": of_day.opens.hour,
        "minute": f"{of_day.opens.minute:02}",
    }
    return f"{opens}-{closes}"


def duration(amount: timedelta) -> str:
    """0h37, 1h23, 2h; seconds dropped. A negative amount is a delay: "en retard de 1h05"."""
    if amount < timedelta(0):
        return _("en retard de %s") % duration(-amount)
    hours, minutes = divmod(amount // timedelta(minutes=1), 60)
    if minutes == 0 and hours:
        return pgettext("durée", "%(hours)sh") % {"hours": hours}
    return pgettext("durée", "%(hours)sh%(minutes)s") % {"hours": hours, "minutes": f"{minutes:02}"}


def business_hours(amount: timedelta) -> str:
    """2h ouvrées, 1h30 ouvrée."""
    words = _("%s ouvrées") if amount >= timedelta(hours=2) else _("%s ouvrée")
    return words % duration(amount)


def shown_duration(start: datetime, end: datetime) -> timedelta:
    """The time between two instants as a reader computes it from the minutes shown, so that sums come out right."""
    return to_the_minute(end) - to_the_minute(start)


def to_the_minute(at: datetime) -> datetime:
    """The instant that is shown for `at`, in UTC: seconds dropped."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def day_and_month(day: date) -> str:
    """14 juillet, 1er mai."""
    number = _("1er") if day.day == 1 else str(day.day)
    return pgettext("jour et mois", "%(day)s %(month)s") % {"day": number, "month": _MONTHS[day.month - 1]}


def weekday(day: date) -> str:
    return _(DAY_NAMES[day.weekday()])


def full_day(day: date, anchor: date) -> str:
    """Mardi 3 mars; with its year when it is not that of `anchor`."""
    words = pgettext("date", "%(weekday)s %(date)s") % {"weekday": weekday(day), "date": day_and_month(day)}
    if day.year == anchor.year:
        return words
    return pgettext("date", "%(date)s %(year)s") % {"date": words, "year": day.year}


def near_day(day: date, anchor: date) -> str:
    """Mardi when it is less than a week from `anchor`, either way; else mardi 3 mars."""
    return weekday(day) if abs((day - anchor).days) < 7 else full_day(day, anchor)


def at_time(day: str, at: datetime) -> str:
    """Mardi 14h37, from the day in words."""
    return pgettext("jour et heure", "%(day)s %(time)s") % {"day": day, "time": clock_time(at)}


def in_zone(at: datetime, zone: tzinfo = PARIS) -> datetime:
    """The same instant in a zone; the centre's by default, as in every explanation."""
    return at.astimezone(zone)


def short_due(due: datetime, now: datetime, zone: tzinfo = PARIS) -> str:
    """A due time as short as it stays clear to somebody reading at `now`.

    14h37 on that day, mardi 14h37 within the coming week, mardi 3 mars 14h37 beyond; a day gone by always bears its
    date, since "mardi" alone would read as the next one.
    """
    at, day = in_zone(due, zone), in_zone(now, zone).date()
    if at.date() == day:
        return clock_time(at)
    return at_time(near_day(at.date(), day) if at.date() > day else full_day(at.date(), day), at)


def full_due(due: datetime, now: datetime, zone: tzinfo = PARIS) -> str:
    """Mardi 3 mars 14h37: a due time for whoever reads it on another day than it was written (a mail)."""
    at = in_zone(due, zone)
    return at_time(full_day(at.date(), in_zone(now, zone).date()), at)


def short_day(day: date) -> str:
    """Mar. 13 oct.: where there is little room."""
    return pgettext("date abrégée", "%(weekday)s %(day)s %(month)s") % {
        "weekday": _SHORT_DAYS[day.weekday()],
        "day": day.day,
        "month": _SHORT_MONTHS[day.month - 1],
    }


def short_days(first: date, last: date) -> str:
    """17-18 oct., or 31 oct.-1 nov.: a stretch of days where there is little room."""
    end = pgettext("date abrégée", "%(day)s %(month)s") % {
        "day": last.day,
        "month": _SHORT_MONTHS[last.month - 1],
    }
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = pgettext("date abrégée", "%(day)s %(month)s") % {
        "day": first.day,
        "month": _SHORT_MONTHS[first.month - 1],
    }
    return f"{start}–{end}"
