"""What each level of support gives, in the active language: read from the levels and their commitments, never known by
heart (CH-II, CH-III, CH-V)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import Channel, SupportLevel
from sla import commitments, wording
from sla.commitments import IMPACTS, Promise


@dataclass(frozen=True, slots=True)
class Delay:
    """The first response that is promised at a severity."""

    severity: int
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One level; `delay` says in one line what `delays` says by impact."""

    code: str
    name: str
    channels: str
    openers: str
    open_to_end_customers: bool
    remote_sessions: str
    delay: str
    delays: tuple[Delay, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One question that levels answer; a response to an impact has its `severity`."""

    question: str
    answers: tuple[str, ...]
    severity: int | None = None


def offers() -> dict[str, Offer]:
    """Every level by its code, the best first; as many queries for all as for one."""
    levels = list(SupportLevel.objects.order_by("rank"))
    promises = commitments.promises_of([level.code for level in levels])
    return {level.code: _offer(level, promises[level.code]) for level in levels}


def compared(offers: Collection[Offer]) -> list[Row]:
    """What levels give, side by side: one row a question, one text a level, in the order of `offers`."""
    rows = [
        Row(_("Qui ouvre"), tuple(offer.openers for offer in offers)),
        Row(_("Joindre le CST"), tuple(offer.channels for offer in offers)),
        Row(_("Session à distance"), tuple(offer.remote_sessions for offer in offers)),
    ]
    for number, impact in IMPACTS.items():
        texts = tuple(each.text for offer in offers for each in offer.delays if each.severity == number)
        rows.append(Row(str(impact), texts, severity=number))
    return rows


def _offer(level: SupportLevel, promises: Mapping[int, Promise]) -> Offer:
    return Offer(
        code=level.code,
        name=level.name,
        channels=", ".join(str(Channel(channel).label) for channel in level.channels),
        open_to_end_customers=level.open_to_end_customers,
        openers=_("revendeur et client final") if level.open_to_end_customers else _("revendeur"),
        remote_sessions=_("oui, en lecture seule") if level.remote_sessions else _("non"),
        delay=_delay(promises.values()),
        delays=tuple(
            Delay(severity, _promised(level.code, promise)) for severity, promise in promises.items()
        ),
    )


def _promised(level: str, promise: Promise) -> str:
    if promise.first_response is None:
        return commitments.without_promise(level, promise.severity)
    return wording.business_hours(promise.first_response)


def _delay(promises: Iterable[Promise]) -> str:
    """From the shortest to the longest promise: 2h à 12h ouvrées selon l’impact."""
    amounts = sorted(promise.first_response or timedelta.max for promise in promises)
    shortest, longest = amounts[0], amounts[-1]
    if shortest == timedelta.max:
        return _("Aucun engagement de délai")
    if shortest == longest:
        return wording.business_hours(shortest)
    if longest == timedelta.max:
        return _("dès %s selon l’impact") % wording.business_hours(shortest)
    return pgettext("délais", "%(shortest)s à %(longest)s selon l’impact") % {
        "shortest": wording.duration(shortest),
        "longest": wording.business_hours(longest),
    }
