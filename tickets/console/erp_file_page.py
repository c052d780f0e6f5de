"""One file of the ERP as the console shows it: where it stands, what its report says, a bounded part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from contracts.erp import erp_faults, erp_files, erp_progress, erp_work
from contracts.erp.erp_files import Status
from contracts.imports import Report
from contracts.models import ErpFile
from sla.wording import PARIS, clock_time

PAGE_SIZE = 25
REFUSALS_A_PAGE = 50
# What the page shows of the rest; the file of the report has all that is kept.
SHOWN = 50

_KINDS = {
    "contracts": gettext_lazy("contrats"),
    "lines": gettext_lazy("lignes de contrat"),
    "devices": gettext_lazy("matériels"),
    "products": gettext_lazy("produits"),
    "organisations": gettext_lazy("organisations"),
}
_EFFECTS = {
    "created": gettext_lazy("créations"),
    "changed": gettext_lazy("modifications"),
    "ended": gettext_lazy("retraits"),
    "unchanged": gettext_lazy("sans changement"),
}
_LEAVE = gettext_lazy("Vous pouvez quitter cette page : le travail continue.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the head of the page says; `tone` is that of a flash: info, success, warning or error."""

    tone: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """What the file does to one kind of thing, in numbers."""

    label: str
    created: int
    changed: int
    ended: int
    unchanged: int


def may_edit(user: User) -> bool:
    """Whether `user` sends files and decides on them; everybody at the centre reads."""
    return user.handles_contracts


def already_here(file: ErpFile) -> str:
    """That the bytes which came are those of `file`, and what became of it."""
    if file.status != Status.APPLIED or file.ended_at is None:
        return _("Ce fichier est déjà là\u00a0: %s.") % file.get_status_display()
    return _("Ce fichier est déjà là\u00a0: appliqué le %(day)s à %(time)s.") % {
        "day": f"{file.ended_at.astimezone(PARIS):%d/%m/%Y}",
        "time": clock_time(file.ended_at.astimezone(PARIS)),
    }


def context(file: ErpFile, user: User, page: str | None = None) -> dict[str, Any]:
    """What templates/console/erp_files/_state.html reads; `page` is that of the refused lines."""
    report = _report(file)
    may = may_edit(user)
    shown: dict[str, Any] = {
        "file": file,
        "outcome": _outcome(file, report),
        "working": file.status in erp_files.AT_WORK,
        "percent": erp_progress.percent(file.pk) if file.status in erp_files.AT_WORK else None,
        "may_decide": may and file.status == Status.CHECKED,
        "may_check_again": may and file.status in erp_files.ENDED and _was_kept(file),
        "has_report": file.report is not None,
    }
    if report is not None:
        shown |= {
            "refusals": Paginator(report.refusals, REFUSALS_A_PAGE).get_page(page)
            if report.refusals
            else None,
            "refused": report.refused,
            "counts": _counts(report) if report.is_clean else [],
            "moved": _moved(file),
            "warnings": report.warnings[:SHOWN],
            "more_warnings": max(0, report.warned - SHOWN),
            "changes": report.changes[:SHOWN],
            "more_changes": max(0, report.changed - SHOWN),
        }
    return shown


def rows(file: ErpFile) -> Iterator[Sequence[str]]:
    """The report as the rows of a file, the header first: what was refused, what is to be known, what changes."""
    yield (
        _("Nature"),
        _("Ligne"),
        _("Quoi"),
        _("Valeur lue ou avant"),
        _("Après"),
        _("Pourquoi, et que faire"),
    )
    fault, report = erp_faults.fault_of(file), _report(file)
    if fault is not None:
        yield (_("refusé"), "", file.name, "", "", str(fault.label))
    if report is None:
        return
    for refusal in report.refusals:
        yield (_("refusé"), _line(refusal.line), refusal.column, refusal.value, "", refusal.reason)
    for warning in report.warnings:
        yield (_("à savoir"), _line(warning.line), "", "", "", warning.text)
    for change in report.changes:
        yield (
            _("changement"),
            _line(change.line),
            f"{change.what}, {change.field}",
            change.before,
            change.after,
            "",
        )


def csv_name(file: ErpFile) -> str:
    """The name of that file, without its ending: of the day on which the other one came."""
    return f"rapport-erp-{file.received_at.astimezone(PARIS):%Y-%m-%d-%Hh%M}"


def _report(file: ErpFile) -> Report | None:
    """What the check or the application said, in the active language; None before, or when no line was read."""
    if file.report is None or erp_faults.fault_of(file) is not None:
        return None
    return Report.from_json({name: value for name, value in file.report.items() if name != erp_work.CHECKED})


def _line(number: int | None) -> str:
    return str(number) if number else ""


def _was_kept(file: ErpFile) -> bool:
    """Whether its bytes are there: a file that could not be read has none, and no digest."""
    return bool(file.sha256)


def _outcome(file: ErpFile, report: Report | None) -> Outcome:
    fault = erp_faults.fault_of(file)
    if fault is not None:
        return Outcome("error", _("Fichier refusé"), str(fault.label))
    if file.status == Status.REFUSED and report is not None:
        return _refused(file, report)
    return {
        Status.WAITING: Outcome("info", _("En attente d’être vérifié"), str(_LEAVE)),
        Status.CHECKING: Outcome("info", _("Vérification en cours"), str(_LEAVE)),
        Status.CHECKED: Outcome(
            "warning",
            _("Aucune erreur\u00a0: à vous de décider"),
            _("Rien n’est encore modifié. Relisez ce qui changerait, puis appliquez ou abandonnez."),
        ),
        Status.APPLYING: Outcome("info", _("Application en cours"), str(_LEAVE)),
        Status.REFUSED: Outcome("error", _("Fichier refusé")),
        Status.APPLIED: Outcome("success", _("Fichier appliqué en entier")),
        Status.DISCARDED: Outcome("info", _("Fichier abandonné"), _("Rien n’en a été appliqué.")),
    }[Status(file.status)]


def _refused(file: ErpFile, report: Report) -> Outcome:
    title = (
        ngettext(
            "%d erreur\u00a0: rien n’est appliqué", "%d erreurs\u00a0: rien n’est appliqué", report.refused
        )
        % report.refused
    )
    if file.decided_by_id is not None:
        return Outcome(
            "error", title, _("Le fichier était juste à la vérification\u00a0; la base a changé depuis.")
        )
    return Outcome(
        "error",
        title,
        _("Corrigez ce qui suit dans l’ERP ou dans le fichier, puis envoyez-le de nouveau."),
    )


def _counts(report: Report) -> list[Count]:
    return [
        Count(str(label), **report.counts[kind])
        for kind, label in _KINDS.items()
        if any(report.counts[kind].values())
    ]


def _moved(file: ErpFile) -> str:
    """What was counted differently when the file was applied; empty when nothing had moved since its check."""
    checked, applied = (file.report or {}).get(erp_work.CHECKED), (file.report or {}).get("counts")
    if checked is None or applied is None:
        return ""
    differences = [
        f"{_KINDS[kind]} ({_EFFECTS[effect]}) {checked[kind][effect]} → {applied[kind][effect]}"
        for kind in _KINDS
        for effect in _EFFECTS
        if checked[kind][effect] != applied[kind][effect]
    ]
    return _("La base avait changé depuis la vérification\u00a0: %s.") % ", ".join(differences)
