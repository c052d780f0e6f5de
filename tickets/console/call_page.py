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
from contracts import by_channel, coverage, sentences
from contracts.decision import Reason, Verdict
from contracts.models import Channel
from contracts.sentences import VerdictText
from sla.wording import PARIS
from tickets import asking, first_level
from tickets.actions.judging import OPENED
from tickets.asking import Asked, ImpactChoice
from tickets.console import phone_card
from tickets.deadlines import DeadlineText
from tickets.drafting import reading


class Intent(StrEnum):
    """What a button of the form does; a verdict that does not open the request offers the last two."""

    OPEN = "open"
    WAIVE = "waive"
    KEEP = "keep"  # noted as it is: refused and explained by mail, or in its reseller's hands (CH-II.2)


@dataclass(frozen=True, slots=True)
class AskedByPhone:
    """What the caller asks, as typed so far, and when they called."""

    request: Asked
    called_at: datetime


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


def asked(values: Mapping[str, Any], now: datetime) -> AskedByPhone:
    """Read what was typed so far; anything malformed counts as not typed."""
    return AskedByPhone(asking.asked(values), _called_at(reading.typed(values, "called_at", 30), now))


def answer(organisation: Organisation, typed: AskedByPhone) -> Answer:
    """The verdict for a caller of `organisation`, and what would be promised from when they called (CH-V.2)."""
    request, called_at = typed.request, typed.called_at
    verdict = coverage.verdict(organisation, request.serial, Channel.PHONE, request.kind, called_at)
    level = asking.told_level(verdict)
    handed = verdict.reason is Reason.CONTACT_YOUR_RESELLER and first_level.somebody_is_there(verdict)
    return Answer(
        verdict=verdict,
        card=_card(verdict),
        impacts=asking.impacts(level, request, called_at),
        deadline=asking.promise(level, request, called_at),
        reseller=verdict.contract.reseller if handed and verdict.contract else "",
    )


def without_a_choice(organisation: Organisation, known: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in because nothing else can be: the only person of `organisation`, and its only device."""
    only: dict[str, Any] = {}
    if not known.get("caller") and len(people := phone_card.people_of(organisation)[:2]) == 1:
        only["caller"] = people[0].pk
    if not known.get("serial") and len(devices := by_channel.devices_of(organisation)[:2]) == 1:
        only["serial"] = devices[0].serial
    return only


def agrees(intent: str, answered: Answer) -> bool:
    """Whether the button that was pressed said what would happen; a better answer than it said is no surprise."""
    return answered.opens or intent in {Intent.WAIVE, Intent.KEEP}


def _card(verdict: Verdict) -> VerdictText:
    """The verdict with its next step as words to read aloud: nothing in it is for the engineer to click."""
    text = sentences.say(verdict)
    if verdict.is_accepted or text.next_step is None:
        return replace(text, next_step=None)
    return replace(text, next_step=replace(text.next_step, url=""))


def _called_at(text: str, now: datetime) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        return now
    if found is None:
        return now
    found = found.replace(tzinfo=PARIS) if is_naive(found) else found
    return found if abs(found - now).days <= 366 else now
