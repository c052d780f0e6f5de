"""The centre's own aims on a ticket, next response and resolution, off unless a commitment gives them.

For engineers alone: no customer reads them as a promise (CH-V.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sla import explain
from sla.clock import ClockState, Target
from sla.models import TARGET_LABELS
from tickets import response_clock
from tickets.deadlines import NEAR, short_due
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim that runs: "résolution", "mardi 14h37", "reste 0h37"; `tone` is "ok", "soon" or "late"."""

    target: Target
    label: str
    due: datetime
    due_text: str
    remaining_text: str
    tone: str


def of_ticket(ticket: Ticket, now: datetime) -> tuple[Aim, ...]:
    """The aims whose clocks run on `ticket`, in the active language; one query where there are some, else none."""
    if ticket.next_response_due_at is None and ticket.resolution_due_at is None:
        return ()
    return tuple(_running(ticket, now))


def _running(ticket: Ticket, now: datetime) -> Iterator[Aim]:
    for target, state in response_clock.clocks(ticket).states:
        if target is not Target.FIRST_RESPONSE and state.is_running:
            yield _aim(target, state, now)


def _aim(target: Target, state: ClockState, now: datetime) -> Aim:
    left = state.remaining(now)
    assert state.due_at is not None and state.commitment is not None and left is not None
    if now > state.due_at:
        tone, words = "late", explain.duration(left) if left < timedelta(0) else _("dépassé")
    else:
        tone = "soon" if left <= state.commitment * NEAR else "ok"
        words = _("reste %s") % explain.duration(left)
    return Aim(
        target,
        str(TARGET_LABELS[target]),
        state.due_at,
        short_due(state.due_at, now),
        words,
        tone,
    )
