"""The sheet on what was kept of the promises (CH-V.2): in all, over time, by level, severity, reseller and product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import SupportLevel
from sla.commitments import IMPACTS
from tickets.reporting import charts, kept
from tickets.reporting.charts import Entry, Series
from tickets.reporting.figure import Fact, Figure
from tickets.reporting.kept import Kept
from tickets.reporting.periods import Step, step_in_full, step_label
from tickets.reporting.scope import Scope
from tickets.reporting.tables import Row, Share, Table, nothing_known

# So many are drawn; the table holds all.
DRAWN = 10


def build(scope: Scope, levels: Mapping[str, str]) -> tuple[list[Fact], list[Figure]]:
    """What the sheet shows; `levels` are their names by code. Two queries."""
    found, parties = kept.in_time(scope), kept.by_party(scope)
    levels_kept = {levels.get(code) or nothing_known(): found.levels[code] for code in sorted(found.levels)}
    severities = {
        severity_name(each): found.severities[each] for each in severities_in_order(found.severities)
    }
    products = {product_name(*each): row for each, row in parties.products.items()}
    figures = [
        _over_time(found.steps, scope.period.step),
        _bars("niveaux", _("Par niveau"), _("Niveau"), levels_kept),
        _bars("severites", _("Par sévérité"), _("Sévérité"), severities),
        _bars("revendeurs", _("Par revendeur"), _("Revendeur"), parties.resellers),
        _bars("produits", _("Par produit"), _("Produit"), products),
    ]
    return facts(found.total), figures


def facts(total: Kept) -> list[Fact]:
    """The four numbers on top."""
    return [
        Fact(_("Réponses dans les délais"), str(Share(total.met, total.decided)), _of(total)),
        Fact(_("Hors délai"), str(total.missed), _("première réponse après l’échéance, ou pas encore")),
        Fact(_("Promesses en cours"), str(total.waiting), _("ni tenues ni manquées à cette heure")),
        Fact(_("Demandes reçues"), str(total.received), _("avec ou sans promesse")),
    ]


def table(key: str, title: str, what: str, found: Mapping[str, Kept]) -> Table:
    """One row for each name."""
    head = (
        what,
        _("Reçues"),
        _("Avec promesse"),
        _("Dans les délais"),
        _("Hors délai"),
        _("En cours"),
        _("Part tenue"),
    )
    return Table(key, title, head, [_row(name, each) for name, each in found.items()])


def series() -> list[Series]:
    """Kept, missed and running, as every chart of this sheet draws them."""
    return [
        Series("met", _("dans les délais")),
        Series("missed", _("hors délai")),
        Series("waiting", _("en cours")),
    ]


def _over_time(found: Mapping[date, Kept], step: Step) -> Figure:
    what, title = {
        Step.DAY: (_("Jour"), _("Premières réponses promises, jour par jour")),
        Step.WEEK: (_("Semaine du"), _("Premières réponses promises, semaine par semaine")),
        Step.MONTH: (_("Mois"), _("Premières réponses promises, mois par mois")),
    }[step]
    named = {step_label(day, step): each for day, each in found.items()}
    drawn = charts.columns("temps", title, series(), list(entries(named)))
    note = _("Une demande compte au jour de son arrivée, et sa réponse avec elle.")
    rows = {step_in_full(day, step): each for day, each in found.items()}
    return Figure(table("temps", title, what, rows), drawn if _any(named) else None, note)


def _bars(key: str, title: str, what: str, found: Mapping[str, Kept]) -> Figure:
    promised = {name: each for name, each in found.items() if each.promised}
    drawn_entries = list(entries(promised))[:DRAWN]
    drawn = charts.bars(key, title, series(), drawn_entries) if drawn_entries else None
    hidden = len(promised) - len(drawn_entries)
    note = (
        ngettext("%(count)s autre est dans le tableau.", "%(count)s autres sont dans le tableau.", hidden)
        % {"count": hidden}
        if hidden > 0
        else ""
    )
    return Figure(table(key, title, what, found), drawn, note)


def entries(found: Mapping[str, Kept]) -> Iterable[Entry]:
    for name, each in found.items():
        yield Entry(name, (each.met, each.missed, each.waiting), in_words(each))


def in_words(each: Kept) -> str:
    """What stands beside a bar: the share and what it is a share of."""
    if not each.promised:
        return _("aucune promesse")
    if not each.decided:
        return _("%s en cours") % each.waiting
    return _("%(share)s, %(met)s sur %(decided)s") % {
        "share": Share(each.met, each.decided),
        "met": each.met,
        "decided": each.decided,
    }


def _of(total: Kept) -> str:
    return _("%(met)s sur %(decided)s promesses jouées") % {"met": total.met, "decided": total.decided}


def _row(name: str, each: Kept) -> Row:
    share = Share(each.met, each.decided)
    return (name, each.received, each.promised, each.met, each.missed, each.waiting, share)


def _any(found: Mapping[str, Kept]) -> bool:
    return any(each.promised for each in found.values())


def severities_in_order(severities: Iterable[int | None]) -> list[int | None]:
    return sorted(severities, key=lambda severity: severity or 9)


def severity_name(severity: int | None) -> str:
    if severity is None:
        return _("non qualifiée")
    return _("%(severity)s, %(impact)s") % {"severity": severity, "impact": IMPACTS[severity]}


def product_name(maker: str, product: str) -> str:
    return f"{maker} {product}".strip() or nothing_known()


def level_names() -> dict[str, str]:
    """The levels of support by code; one query."""
    return dict(SupportLevel.objects.values_list("code", "name"))
