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
from contracts.models import Channel
from contracts.sentences import VerdictText
from tickets import asking, completeness, first_level, guidance, next_steps
from tickets.asking import Asked, ImpactChoice
from tickets.completeness import Completeness
from tickets.deadlines import DeadlineText
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
        return asking.told_level(self.verdict)

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


def judge(user: User, typed: Asked, at: datetime) -> Verdict:
    """The verdict on what was typed so far, were it sent at `at` by the portal."""
    return coverage.verdict(user, typed.serial, Channel.WEB, typed.kind, at)


def answer(user: User, typed: Asked, at: datetime) -> Answer:
    """The verdict on what was typed so far and what would be promised, were it sent at `at` (CH-II, CH-III, CH-V)."""
    verdict = judge(user, typed, at)
    level = asking.told_level(verdict)
    says_something = bool(typed.serial) or typed.kind is Kind.ASSISTANCE
    return Answer(
        verdict=verdict,
        card=card(next_steps.said(verdict), without_steps=_OFFERED) if says_something else None,
        intent=intent(verdict),
        impacts=asking.impacts(level, typed, at),
        deadline=asking.promise(level, typed, at),
    )


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


def meter(verdict: Verdict, typed: Mapping[str, Any], categories: Collection[str]) -> Completeness:
    """How complete the request is so far, with the texts of `typed` (CH-III.2)."""
    identified = verdict.device is not None
    return completeness.measure(identified=identified, told=guidance.told(typed), categories=categories)
