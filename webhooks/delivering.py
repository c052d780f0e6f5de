"""Getting deliveries out: each is claimed, sent outside of any transaction, and noted with what came back.

The waits grow for a day. An address that does not answer at all, or slowly, rests as a whole, so that a hundred
messages for it keep no others waiting for a hundred timeouts; one that answers an error has only that message delayed.
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from webhooks import pausing, posting, signing, turns
from webhooks.models import Attempt, Delivery, Message, Subscription
from webhooks.posting import Answer

log = logging.getLogger(__name__)

# Waits between attempts; the last attempt comes a day after the first.
DELAYS = [
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=10, minutes=20),
]
# Each wait is up to so much longer, at random: what failed together does not come back together.
JITTER = 0.1
# After so long without anything arriving, the subscription is paused.
PATIENCE = timedelta(hours=24)
# Whoever takes longer to answer, whatever the answer, rests so many times as long.
SLOW = timedelta(seconds=2)
RESTS = 5
# One run of a worker: so many deliveries, or so many seconds; the next run goes on.
BATCH = 50
SECONDS = 30.0
# Of what was sent and came back.
KEPT_FOR = timedelta(days=30)
ANSWER_KEPT = 500
USER_AGENT = "CST-EXER-Webhooks/1"


@dataclass(frozen=True, slots=True)
class _Call:
    """One attempt as it went."""

    at: datetime
    headers: dict[str, str]
    answer: Answer
    milliseconds: int


def send_due(at: datetime) -> int:
    """Send what waits at `at`, a run at most; return how many arrived. A few workers at once share the work."""
    with turns.turn() as is_ours:
        return _run(at) if is_ours else 0


def _run(at: datetime) -> int:
    started, arrived = time.monotonic(), 0
    for _turn in range(BATCH):
        elapsed = time.monotonic() - started
        if elapsed > SECONDS:
            break
        delivery = _claim(at + timedelta(seconds=elapsed))
        if delivery is None:
            break
        arrived += _send(delivery, at + timedelta(seconds=elapsed))
    return arrived


def forget(at: datetime) -> int:
    """Forget the messages of longer ago than KEPT_FOR with what became of them; return how many."""
    old = Message.objects.filter(created_at__lte=at - KEPT_FOR)
    keys = list(old.values_list("pk", flat=True)[:2000])
    Message.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def _claim(now: datetime) -> Delivery | None:
    """Take the next due delivery, its next attempt already set: a worker that dies delays it, no more."""
    due = Delivery.objects.filter(
        status=Delivery.Status.WAITING, next_at__lte=now, subscription__paused_at__isnull=True
    ).select_related("subscription__organisation", "message")
    delivery = due.select_for_update(of=("self",), skip_locked=True).order_by("next_at", "id").first()
    if delivery is not None:
        delivery.next_at = now + _wait(delivery.attempts)
        delivery.attempts += 1
        delivery.save(update_fields=["attempts", "next_at"])
    return delivery


def _send(delivery: Delivery, now: datetime) -> bool:
    message, subscription = delivery.message, delivery.subscription
    headers = {
        "User-Agent": USER_AGENT,
        **signing.headers(subscription, str(message.pk), message.body, now),
    }
    started = time.monotonic()
    answer = posting.post(subscription.url, message.body, headers)
    took = time.monotonic() - started
    _note(delivery, _Call(now, headers, answer, round(took * 1000)))
    return answer.is_delivered


@transaction.atomic
def _note(delivery: Delivery, call: _Call) -> None:
    """Write down what became of an attempt.

    A worker that outlived its claim finds another attempt counted, and leaves the delivery to it.
    """
    # Not so locked that a verb which tells this subscription of something would wait for it.
    found = Subscription.objects.select_for_update(no_key=True).filter(pk=delivery.subscription_id).first()
    row = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.WAITING, attempts=delivery.attempts)
    if found is None or not row.exists():
        return
    Attempt.objects.create(
        delivery=delivery,
        at=call.at,
        trouble=call.answer.trouble,
        status=call.answer.status,
        milliseconds=call.milliseconds,
        headers=call.headers,
        answer=call.answer.body[:ANSWER_KEPT],
    )
    took = timedelta(milliseconds=call.milliseconds)
    found.rests_until = call.at + RESTS * took if took > SLOW else None
    if call.answer.is_delivered:
        row.update(status=Delivery.Status.DELIVERED, delivered_at=call.at)
        found.failing_since, found.failures, found.last_delivered_at = None, 0, call.at
        _let_rest(found)
        return
    if delivery.attempts > len(DELAYS):
        row.update(status=Delivery.Status.FAILED)
    _note_failure(found, call)


def _note_failure(subscription: Subscription, call: _Call) -> None:
    """Count it on the (locked) subscription; let this rest, or pause it."""
    subscription.failing_since = subscription.failing_since or call.at
    subscription.failures += 1
    if call.answer.status is None:
        subscription.rests_until = call.at + _wait(subscription.failures - 1)
    _let_rest(subscription)
    if call.answer.status == posting.GONE:
        pausing.pause(subscription, Subscription.Pause.GONE, at=call.at)
    elif call.at - subscription.failing_since >= PATIENCE:
        pausing.pause(subscription, Subscription.Pause.FAILING, at=call.at)


def _let_rest(subscription: Subscription) -> None:
    """Save how the (locked) subscription is doing; while it rests, nothing of it is due."""
    subscription.save(update_fields=["failing_since", "failures", "rests_until", "last_delivered_at"])
    if subscription.rests_until is not None:
        waiting = subscription.deliveries.filter(status=Delivery.Status.WAITING)
        waiting.filter(next_at__lt=subscription.rests_until).update(next_at=subscription.rests_until)


def _wait(failures: int) -> timedelta:
    """How long until the next attempt, after so many that failed before this one."""
    delay = DELAYS[min(failures, len(DELAYS) - 1)]
    return delay * (1 + random.uniform(0, JITTER))  # noqa: S311 (it hides nothing)
