"""What the form of a call says while it is filled in: the verdict by phone, the promise, what saving does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from accounts.models import Organisation
from contracts import coverage, sentences
from contracts.decision import Kind, Reason, Verdict
from contracts.models import Channel, normalise_serial
from contracts.sentences import VerdictText
from sla.commitments import IMPACTS
from sla.wording import PARIS
from tickets import deadlines, first_level
from tickets.actions.judging import OPENED
from tickets.deadlines import DeadlineText
from tickets.drafting import reading


class Intent(StrEnum):
    """What a button of the form does; a verdict that does not open the request offers the last two."""

    OPEN = "open"
    WAIVE = "waive"
    KEEP = "keep"  # noted as it is: refused and explained by mail, or in its reseller's hands (CH-II.2)


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of the form that verdict and promise depend on, as typed so far."""

    kind: Kind
    serial: str
    severity: int | None
    called_at: datetime


@dataclass(frozen=True, slots=True)
class ImpactChoice:
    """A radio card (templates/components/_impact_choices.html)."""

    severity: int
    sentence: str
    promise_text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says. `reseller` is who gets the request if it is kept as it is; empty when nobody does."""

    verdict: Verdict
    card: VerdictText
    impacts: tuple[ImpactChoice, ...]
    deadline: DeadlineText | None
    reseller: str

    @property
    def opens(self) -> bool:
        """Whether the charter opens the request, or leaves it to be checked."""
        return self.verdict.outcome in OPENED

    @property
    def button(self) -> str:
        """What the buttons depend on; sent along, so that those that say the right thing stay."""
        return "open" if self.opens else f"not-open {self.reseller}".strip()


def asked(values: Mapping[str, Any], now: datetime) -> Asked:
    """Read what was typed so far; anything malformed counts as not typed."""
    severity = reading.typed(values, "severity", 10)
    return Asked(
        kind=Kind.ASSISTANCE if reading.typed(values, "kind", 20) == Kind.ASSISTANCE else Kind.INCIDENT,
        serial=normalise_serial(reading.typed(values, "serial", 200))[:60],
        severity=int(severity) if severity in {str(known) for known in IMPACTS} else None,
        called_at=_called_at(reading.typed(values, "called_at", 30), now),
    )


def answer(organisation: Organisation, typed: Asked) -> Answer:
    """The verdict for a caller of `organisation`, and what would be promised from when they called (CH-V.2)."""
    verdict = coverage.verdict(organisation, typed.serial, Channel.PHONE, typed.kind, typed.called_at)
    level = (verdict.level or "") if verdict.is_accepted else ""
    handed = verdict.reason is Reason.CONTACT_YOUR_RESELLER and first_level.somebody_is_there(verdict)
    return Answer(
        verdict=verdict,
        card=_card(verdict),
        impacts=_impacts(level, typed),
        deadline=deadlines.promise(level, typed.severity, typed.called_at)
        if level and typed.severity
        else None,
        reseller=verdict.contract.reseller if handed and verdict.contract else "",
    )


def agrees(intent: str, answered: Answer) -> bool:
    """Whether the button that was pressed said what would happen; a better answer than it said is no surprise."""
    return answered.opens or intent in {Intent.WAIVE, Intent.KEEP}


def _card(verdict: Verdict) -> VerdictText:
    """The verdict with its next step as words to read aloud: nothing in it is for the engineer to click."""
    text = sentences.say(verdict)
    if verdict.is_accepted or text.next_step is None:
        return replace(text, next_step=None)
    return replace(text, next_step=replace(text.next_step, url=""))


def _impacts(level: str, typed: Asked) -> tuple[ImpactChoice, ...]:
    if typed.kind is Kind.ASSISTANCE:  # CH-PS: no severity
        return ()
    return tuple(
        ImpactChoice(each.severity, each.sentence, each.promise_text, each.severity == typed.severity)
        for each in deadlines.impacts(level, typed.called_at)
    )


def _called_at(text: str, now: datetime) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        return now
    if found is None:
        return now
    found = found.replace(tzinfo=PARIS) if is_naive(found) else found
    return found if abs(found - now).days <= 366 else now
