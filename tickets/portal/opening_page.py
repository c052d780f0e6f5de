"""What the opening form says while it is being filled in: verdict, impacts with their promise, what may be sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from accounts.models import User
from contracts import coverage, sentences
from contracts.decision import Kind, Outcome, Reason, Verdict
from contracts.models import Channel, normalise_serial
from contracts.sentences import VerdictText
from sla.commitments import IMPACTS
from tickets import completeness, deadlines, first_level, next_steps
from tickets.completeness import Completeness
from tickets.deadlines import DeadlineText
from tickets.drafting import reading
from tickets.portal.verdict_card import card

# Steps that the page offers as a button of its own, so that the card does not say them again.
_OFFERED = {"open", "pass_to_reseller", "write_mail"}


class Intent(StrEnum):
    """What sending the form would do, given the verdict; it is on the button, so nothing is sent by surprise."""

    OPEN = "open"
    TO_RESELLER = "reseller"  # CH-II.2: into the reseller's hands
    EXAMINE = "examine"  # kept as refused; an engineer may waive
    MAIL = "mail"  # CH-III.1: this level opens by mail, there is nothing to send here


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says. `card` is None while nothing was typed that a verdict could be about."""

    verdict: Verdict
    card: VerdictText | None
    intent: Intent
    impacts: tuple[ImpactChoice, ...]
    deadline: DeadlineText | None

    @property
    def level(self) -> str:
        """The level that the promise is made at; empty when nothing is promised."""
        return told_level(self.verdict)

    @property
    def has_form(self) -> bool:
        return self.intent is not Intent.MAIL

    @property
    def shape(self) -> str:
        """Which of its two shapes the page has; sent along by the page, so that a change of shape is seen."""
        return "form" if self.has_form else "mail"

    @property
    def mailto(self) -> str:
        return sentences.prefilled_mail(self.verdict)

    @property
    def reseller(self) -> str:
        return self.verdict.contract.reseller if self.verdict.contract else ""

    @property
    def button(self) -> str:
        """What the button depends on; sent along by the page, so that a button that says the right thing stays."""
        return " ".join((self.intent, self.verdict.kind, self.reseller))

    @property
    def is_assistance(self) -> bool:
        return self.verdict.kind is Kind.ASSISTANCE


def asked(values: Mapping[str, Any]) -> Asked:
    """Read what was typed so far; anything malformed counts as not typed."""
    severity = reading.typed(values, "severity", 10)
    return Asked(
        kind=Kind.ASSISTANCE if reading.typed(values, "kind", 20) == Kind.ASSISTANCE else Kind.INCIDENT,
        serial=normalise_serial(reading.typed(values, "serial", 200))[:60],
        severity=int(severity) if severity in {str(known) for known in IMPACTS} else None,
    )


def judge(user: User, typed: Asked, at: datetime) -> Verdict:
    """The verdict on what was typed so far, were it sent at `at` by the portal."""
    return coverage.verdict(user, typed.serial, Channel.WEB, typed.kind, at)


def answer(user: User, typed: Asked, at: datetime) -> Answer:
    """The verdict on what was typed so far and what would be promised, were it sent at `at` (CH-II, CH-III, CH-V)."""
    verdict = judge(user, typed, at)
    level = told_level(verdict)
    says_something = bool(typed.serial) or typed.kind is Kind.ASSISTANCE
    return Answer(
        verdict=verdict,
        card=card(next_steps.said(verdict), without_steps=_OFFERED) if says_something else None,
        intent=intent(verdict),
        impacts=impacts(level, typed, at),
        deadline=deadlines.promise(level, typed.severity, at) if level and typed.severity else None,
    )


def told_level(verdict: Verdict) -> str:
    """The level at which a request not opened yet is promised an answer; empty when nothing is promised (CH-V.2).

    The provisional level of a request to be checked is never told; of a ticket, deadlines.is_told says it.
    """
    return (verdict.level or "") if verdict.is_accepted else ""


def intent(verdict: Verdict) -> Intent:
    """What sending a request with this verdict does."""
    if verdict.outcome in {Outcome.ACCEPTED, Outcome.TO_CHECK}:
        return Intent.OPEN
    if verdict.reason is Reason.CHANNEL_NOT_INCLUDED:
        return Intent.MAIL
    goes_on = verdict.reason is Reason.CONTACT_YOUR_RESELLER and first_level.somebody_is_there(verdict)
    return Intent.TO_RESELLER if goes_on else Intent.EXAMINE


def agrees(sent: str, answered: Answer) -> bool:
    """Whether the button that was pressed said what would happen; a better answer than it said is no surprise."""
    return answered.intent is Intent.OPEN or (answered.has_form and sent == answered.intent)


def meter(verdict: Verdict, description: str, categories: Collection[str]) -> Completeness:
    """How complete the request is so far (CH-III.2)."""
    identified = verdict.device is not None
    return completeness.measure(identified=identified, description=description, categories=categories)


def impacts(level: str, typed: Asked, at: datetime) -> tuple[ImpactChoice, ...]:
    """The charter's impacts as radio cards, each with what `level` promises; none for assistance."""
    if typed.kind is Kind.ASSISTANCE:  # CH-PS: no severity
        return ()
    return tuple(
        ImpactChoice(each.severity, each.sentence, each.promise_text, each.severity == typed.severity)
        for each in deadlines.impacts(level, at)
    )
