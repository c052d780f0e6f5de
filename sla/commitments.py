"""What the charter promises, by level of support and severity (CH-V.1, CH-V.2). The figures are rows, not code."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.models import Commitment

STRICTEST = 1

# The charter's own sentences: a requester chooses the severity by its impact (CH-V).
IMPACTS = {
    1: gettext_lazy("Production interrompue"),
    2: gettext_lazy("Système partiellement utilisable, solution de contournement disponible"),
    3: gettext_lazy("Problème mineur avec impact mineur"),
    4: gettext_lazy("Aucun impact sur la production"),
}


def promised(level: str, severity: int | None) -> timedelta | None:
    """The working time within which a first response is promised, or None: no promise (CH-V.1, CH-V.2).

    A severity of None, not qualified yet, runs on the strictest: nothing is late because it waited to be qualified.
    A level that no row names promises nothing.
    """
    row = Commitment.objects.filter(level=level, severity=_or_strictest(severity)).values_list(
        "first_response_minutes", flat=True
    )
    minutes = row.first()
    return None if minutes is None else timedelta(minutes=minutes)


def promises(level: str) -> dict[int, timedelta | None]:
    """What a level promises for each severity, 1 to 4, in one query (CH-V.1, CH-V.2)."""
    rows = Commitment.objects.filter(level=level).values_list("severity", "first_response_minutes")
    minutes = dict(rows)
    return {
        severity: timedelta(minutes=found) if (found := minutes.get(severity)) is not None else None
        for severity in IMPACTS
    }


def without_promise(level: str, severity: int | None) -> str:
    """Why nothing is promised at this severity, in the active language (CH-V.1)."""
    if level and _or_strictest(severity) <= 2:
        return _("Traité dans l’ordre d’arrivée")
    return _("Aucun engagement de délai")


def _or_strictest(severity: int | None) -> int:
    return STRICTEST if severity is None else severity
