"""The sheet on the work itself: when requests come, what waits and how old it is, time at the vendor, causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla import wording
from tickets.models import ClosingCause
from tickets.reporting import at_vendor, backlog, causes, charts, volume
from tickets.reporting.at_vendor import AtVendor
from tickets.reporting.backlog import LIMITS, Backlog, Turn
from tickets.reporting.charts import Entry, Series
from tickets.reporting.figure import Fact, Figure
from tickets.reporting.scope import Scope
from tickets.reporting.tables import Row, Share, Table
from tickets.reporting.volume import HOURS, WEEKDAYS, Volume

# A Monday: the names of the days are taken from its week.
_MONDAY = date(2026, 10, 12)


def build(scope: Scope) -> tuple[list[Fact], list[Figure]]:
    """What the sheet shows; four queries."""
    came, waiting = volume.volume(scope), backlog.backlog(scope)
    vendors, ended = at_vendor.at_vendor(scope), causes.causes(scope)
    cases = sum(each.cases for each in vendors.values())
    facts = [
        Fact(_("Demandes reçues"), str(sum(came.hours)), _("sur la période")),
        Fact(_("Tickets terminés"), str(sum(ended.values())), _("résolus ou clos sur la période")),
        Fact(_("Dossiers constructeur"), str(cases), _("ouverts sur la période")),
        Fact(_("En cours maintenant"), str(waiting.total), _("quelle que soit la période")),
    ]
    figures = [_hours(came), _weekdays(came), _ages(waiting), _vendors(vendors), _causes(ended)]
    return facts, figures


def _hours(came: Volume) -> Figure:
    title = _("Demandes selon l’heure de leur arrivée")
    entries = [
        Entry(_hour(hour), (count,), _requests(count)) for hour, count in zip(HOURS, came.hours, strict=True)
    ]
    days = [_day(day) for day in WEEKDAYS]
    rows: list[Row] = [
        (_hour(hour), *(came.cells.get((day, hour), 0) for day in WEEKDAYS), came.hours[hour])
        for hour in HOURS
    ]
    table = Table("heures", title, (_("Heure (Paris)"), *days, _("Total")), rows)
    drawn = charts.columns("heures", title, [Series("plain", _("demandes"))], entries)
    return Figure(table, drawn if sum(came.hours) else None, _("Le tableau croise l’heure et le jour."))


def _weekdays(came: Volume) -> Figure:
    title = _("Demandes selon le jour de la semaine")
    counted = list(zip(map(_day, WEEKDAYS), came.weekdays, strict=True))
    total = sum(came.weekdays)
    rows = [(name, count, Share(count, total)) for name, count in counted]
    table = Table("jours", title, (_("Jour"), _("Demandes"), _("Part")), rows)
    entries = [Entry(name, (count,), _requests(count)) for name, count in counted]
    drawn = charts.bars("jours", title, [Series("plain", _("demandes"))], entries)
    return Figure(table, drawn if total else None)


def _ages(waiting: Backlog) -> Figure:
    title = _("Âge des tickets en cours")
    names = list(_age_names())
    turns = [
        Series("met", _("au CST")),
        Series("waiting", _("chez le client")),
        Series("vendor", _("chez le constructeur")),
    ]
    counted = [(name, [waiting.cells.get((age, turn), 0) for turn in Turn]) for age, name in enumerate(names)]
    head = (_("Reçu depuis"), *(capfirst(turn.name) for turn in turns), _("Total"))
    table = Table("ages", title, head, [(name, *values, sum(values)) for name, values in counted])
    entries = [Entry(name, values, _tickets(sum(values))) for name, values in counted]
    note = _(
        "À l’instant présent, en jours de calendrier depuis l’arrivée\u202f; la période n’y change rien."
    )
    return Figure(table, charts.bars("ages", title, turns, entries) if waiting.total else None, note)


def _vendors(found: Mapping[str, AtVendor]) -> Figure:
    title = _("Temps passé chez le constructeur")
    head = (
        _("Constructeur"),
        _("Dossiers ouverts"),
        _("Encore chez lui"),
        _("Durée médiane"),
        _("Durée la plus longue"),
    )
    rows = [
        (vendor, each.cases, each.open, _length(each.middle), _length(each.longest))
        for vendor, each in found.items()
    ]
    entries = [
        Entry(vendor, (int(each.middle.total_seconds() // 60),), _median(each))
        for vendor, each in found.items()
    ]
    drawn = charts.bars("constructeurs", title, [Series("vendor", title)], entries) if entries else None
    note = _(
        "En heures ouvrées à l’état «\u00a0chez le constructeur\u00a0», par dossier ouvert sur la période."
    )
    return Figure(Table("constructeurs", title, head, rows), drawn, note)


def _causes(ended: Mapping[str, int]) -> Figure:
    title, total = _("Causes des tickets terminés"), sum(ended.values())
    named = [
        (capfirst(str(ClosingCause(cause).label)) if cause else _("Cause non dite"), count)
        for cause, count in ended.items()
    ]
    rows = [(name, count, Share(count, total)) for name, count in named]
    entries = [Entry(name, (count,), f"{count}, {Share(count, total)}") for name, count in named]
    drawn = charts.bars("causes", title, [Series("plain", title)], entries) if entries else None
    return Figure(Table("causes", title, (_("Cause"), _("Tickets"), _("Part")), rows), drawn)


def _age_names() -> Iterable[str]:
    """One name for each age, the last one open."""
    yield _("moins d’un jour")
    for youngest, oldest in pairwise(LIMITS):
        yield _("%(from)s à %(to)s jours") % {"from": youngest, "to": oldest}
    yield _("plus de %s jours") % LIMITS[-1]


def _day(day: int) -> str:
    """Its name, from Monday, which is 1."""
    return capfirst(date_format(_MONDAY + timedelta(days=day - 1), "l"))


def _hour(hour: int) -> str:
    return _("%sh") % hour


def _requests(count: int) -> str:
    return ngettext("%(count)s demande", "%(count)s demandes", count) % {"count": count}


def _tickets(count: int) -> str:
    return ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": count}


def _length(spent: timedelta) -> str:
    return wording.duration(spent)


def _median(each: AtVendor) -> str:
    cases = ngettext("%(count)s dossier", "%(count)s dossiers", each.cases) % {"count": each.cases}
    return _("%(length)s de médiane, %(cases)s") % {"length": _length(each.middle), "cases": cases}
