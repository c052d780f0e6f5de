"""At what pace answers to requests leave by themselves: the last barrier between two robots that answer each other, and
no reason to leave a person untold (inbound_mail/looping.py recognises robots before).

An address is answered so often in an hour; what comes on top leaves hours later, and only a flood is left unanswered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from outbound_mail.models import OutgoingMail
from sla.remembering import once_a_run, put, take

# Automatic answers to the requests of one address in one hour, and how many hours later those on top leave at most.
AUTOMATIC_PER_HOUR = 10
HOURS_LATER = 4
# All that we send in one hour; above it nothing is answered by itself.
SENT_PER_HOUR = 2000

_HOUR = timedelta(hours=1)


def leaves_at(address: str, at: datetime) -> datetime | None:
    """When an answer to a request of `address` leaves, decided at `at`: now, whole hours later, or never (None)."""
    answers = take(("answers", address), lambda: _answers([address], at).get(address, 0))
    hours = answers // AUTOMATIC_PER_HOUR
    if hours > HOURS_LATER or _sends_too_much(at.replace(second=0, microsecond=0)):
        return None
    return at + hours * _HOUR


def fetch_ahead(addresses: Sequence[str], at: datetime) -> None:
    """Count, in one query, what answered each of these addresses by itself lately, for the requests of this run."""
    counts = _answers(addresses, at)
    for address in addresses:
        put(("answers", address), counts.get(address, 0))


def _answers(addresses: Sequence[str], at: datetime) -> dict[str, int]:
    """How many answers left for each address within the last hour, or are still to leave."""
    answers = OutgoingMail.objects.filter(
        to__in=addresses,
        created_at__gt=at - (HOURS_LATER + 1) * _HOUR,
        next_attempt_at__gt=at - _HOUR,
        headers__contains={"Auto-Submitted": "auto-replied"},
    )
    return dict(answers.order_by().values_list("to").annotate(Count("pk")))


@once_a_run
def _sends_too_much(at: datetime) -> bool:
    lately = OutgoingMail.objects.filter(created_at__gt=at - _HOUR)
    return lately.order_by("-created_at", "-id")[SENT_PER_HOUR - 1 : SENT_PER_HOUR].exists()
