"""What the page says on which a reseller passes its end customer's request on to the centre (CH-II.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.sentences import VerdictText
from tickets import asking, next_steps
from tickets.actions import passing
from tickets.asking import Asked, ImpactChoice
from tickets.deadlines import DeadlineText
from tickets.drafting import drafts
from tickets.drafting.submission import Submission
from tickets.drafting.uploads import AttachmentsField
from tickets.models import Ticket
from tickets.portal.forms import EscalationForm
from tickets.portal.verdict_card import card
from tickets.thread import MessageLine

# The page itself offers to open the request; the serial is asked for beside the card.
_OFFERED = {"open", "check_serial", "give_serial"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict for the reseller on the serial typed so far, and what would be promised. `refusal`: why it cannot be
    passed on though it is covered; empty otherwise.
    """

    card: VerdictText
    refusal: str
    level: str
    impacts: tuple[ImpactChoice, ...]
    deadline: DeadlineText | None


def first_words(ticket: Ticket) -> dict[str, Any]:
    """What the form holds before anything is typed: the request as its end customer made it."""
    return {"subject": ticket.subject, "serial": ticket.serial, "severity": ticket.severity or ""}


def answer(ticket: Ticket, typed: Asked, at: datetime) -> Answer:
    """What the page says of `typed`, were it passed on at `at`; the verdict takes three queries at most."""
    verdict = passing.judge(ticket, typed.serial, at)
    text, refusal = next_steps.said(verdict), passing.refusal(ticket, verdict)
    level = "" if refusal else asking.told_level(verdict)
    return Answer(
        card=card(text, without_steps=_OFFERED),
        refusal="" if refusal == text.full_text else refusal,
        level=level,
        impacts=asking.impacts(level, typed, at),
        deadline=asking.promise(level, typed, at),
    )


def context(
    ticket: Ticket,
    form: EscalationForm,
    sub: Submission,
    attachments: AttachmentsField,
    said: Sequence[MessageLine],
    now: datetime,
) -> dict[str, Any]:
    """Everything that portal/escalation.html shows."""
    typed = {name: form[name].value() for name in ("serial", "severity")}
    return {
        "ticket": ticket,
        "form": form,
        "submission": sub,
        "attachments": attachments,
        "answer": answer(ticket, asking.asked(typed), now),
        "draft": drafts.escalation_form(ticket.number),
        "said": said,
    }
