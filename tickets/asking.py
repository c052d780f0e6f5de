"""What a form that asks for support says so far, and what it is answered while it is filled in.

By a customer in the portal, a reseller who passes a request on, an engineer who notes a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.decision import Kind, Verdict
from contracts.models import normalise_serial
from sla.commitments import IMPACTS
from tickets import deadlines
from tickets.deadlines import DeadlineText
from tickets.drafting import reading


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of the form that the verdict and the promise depend on, as typed so far."""

    kind: Kind = Kind.INCIDENT
    serial: str = ""
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class ImpactChoice:
    """A radio card (templates/components/_impact_choices.html)."""

    severity: int
    sentence: str
    promise_text: str
    checked: bool


def asked(values: Mapping[str, Any]) -> Asked:
    """Read what was typed so far; anything malformed counts as not typed."""
    severity = reading.typed(values, "severity", 10)
    return Asked(
        kind=Kind.ASSISTANCE if reading.typed(values, "kind", 20) == Kind.ASSISTANCE else Kind.INCIDENT,
        serial=normalise_serial(reading.typed(values, "serial", 200))[:60],
        severity=int(severity) if severity in {str(known) for known in IMPACTS} else None,
    )


def told_level(verdict: Verdict) -> str:
    """The level at which a request not opened yet is promised an answer; empty when nothing is promised (CH-V.2).

    The provisional level of a request to be checked is never told; of a ticket, deadlines.is_told says it.
    """
    return (verdict.level or "") if verdict.is_accepted else ""


def impacts(level: str, typed: Asked, at: datetime) -> tuple[ImpactChoice, ...]:
    """The charter's impacts as radio cards, each with what `level` promises from `at`; none for assistance."""
    if typed.kind is Kind.ASSISTANCE:  # CH-PS: no severity
        return ()
    return tuple(
        ImpactChoice(each.severity, each.sentence, each.promise_text, each.severity == typed.severity)
        for each in deadlines.impacts(level, at)
    )


def promise(level: str, typed: Asked, at: datetime) -> DeadlineText | None:
    """What `level` promises from `at` for the chosen impact; None before one is, or when nothing is promised."""
    return deadlines.promise(level, typed.severity, at) if level and typed.severity else None
