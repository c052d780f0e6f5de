"""The sheet on what customers said (CH-V.2): marks over time and by reseller, how many answer when asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tickets.models import Satisfaction
from tickets.reporting import charts, opinions
from tickets.reporting.charts import Entry, Series
from tickets.reporting.figure import Fact, Figure
from tickets.reporting.opinions import Marks
from tickets.reporting.periods import Step, step_in_full, step_label
from tickets.reporting.scope import Scope
from tickets.reporting.sheet_answers import DRAWN
from tickets.reporting.tables import Row, Share, Table


def build(scope: Scope) -> tuple[list[Fact], list[Figure]]:
    """What the sheet shows, comments left out; two queries."""
    found, asked = opinions.opinions(scope), opinions.asked(scope)
    total = found.total
    facts = [
        Fact(_("Clients satisfaits"), str(Share(total.good, total.given)), _given(total)),
        Fact(_("Pas satisfaits"), str(total.bad), _("chacun est une tâche du responsable")),
        Fact(_("Avis demandés par mail"), str(asked.asked), _("sur la période")),
        Fact(
            _("Ont répondu"), str(Share(asked.answered, asked.asked)), _("de ceux-là, par mail ou au portail")
        ),
    ]
    return facts, [_over_time(found.steps, scope.period.step), _by_reseller(found.resellers)]


def _over_time(found: Mapping[date, Marks], step: Step) -> Figure:
    title = _("Avis donnés au fil de la période")
    what = {Step.DAY: _("Jour"), Step.WEEK: _("Semaine du"), Step.MONTH: _("Mois")}[step]
    entries = _entries({step_label(day, step): marks for day, marks in found.items()})
    rows = {step_in_full(day, step): marks for day, marks in found.items()}
    drawn = charts.columns("avis", title, _series(), entries)
    return Figure(
        _table("avis", title, what, rows), drawn if any(marks.given for marks in found.values()) else None
    )


def _by_reseller(found: Mapping[str, Marks]) -> Figure:
    title = _("Avis par revendeur")
    drawn = charts.bars("avis-revendeurs", title, _series(), _entries(found)[:DRAWN]) if found else None
    return Figure(_table("avis-revendeurs", title, _("Revendeur"), found), drawn)


def _series() -> list[Series]:
    marks = Satisfaction.Mark
    return [
        Series("met", str(marks.GOOD.label)),
        Series("waiting", str(marks.FAIR.label)),
        Series("missed", str(marks.BAD.label)),
    ]


def _table(key: str, title: str, what: str, found: Mapping[str, Marks]) -> Table:
    head = (what, *(capfirst(each.name) for each in _series()), _("Avis"), _("Part satisfaite"))
    return Table(key, title, head, [_row(name, marks) for name, marks in found.items()])


def _row(name: str, marks: Marks) -> Row:
    return (name, marks.good, marks.fair, marks.bad, marks.given, Share(marks.good, marks.given))


def _entries(found: Mapping[str, Marks]) -> list[Entry]:
    return [Entry(name, (marks.good, marks.fair, marks.bad), _given(marks)) for name, marks in found.items()]


def _given(marks: Marks) -> str:
    return _("%(good)s sur %(given)s avis") % {"good": marks.good, "given": marks.given}
