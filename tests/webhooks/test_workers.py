"""Several workers at once, and one that dies: each message arrives, and none is sent twice at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import psycopg
from django.db import connection, transaction

from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import subscribed
from tests.world import TUESDAY, World
from webhooks import changing, delivering, publishing, turns
from webhooks.models import Delivery, Message, Subscription

MANY = 12


def work() -> None:
    """What one worker does of what is due."""
    try:
        delivering.send_due(TUESDAY)
    finally:
        connection.close()


def waiting(subscription: Subscription) -> None:
    for _each in range(MANY):
        publishing.send("ticket.opened", {}, [subscription], TUESDAY)


def test_workers_at_once_send_each_message_once(transactional_world: World, told: Receiver) -> None:
    waiting(subscribed(transactional_world.jean, told.url))
    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    ids = [got.headers["webhook-id"] for got in told.received]
    assert (len(ids), len(set(ids))) == (MANY, MANY)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"delivered"}


def test_two_workers_call_at_once_and_the_others_are_free(transactional_world: World, told: Receiver) -> None:
    waiting(subscribed(transactional_world.jean, told.url))
    with psycopg.connect(**connection.get_connection_params()) as others:
        for number in range(turns.AT_ONCE):
            others.execute("SELECT pg_advisory_lock(%s, %s)", [turns._LOCK, number])
        counts = [delivering.send_due(TUESDAY)]
        others.execute("SELECT pg_advisory_unlock_all()")
    counts.append(delivering.send_due(TUESDAY))

    assert counts == [0, MANY]


def test_what_a_worker_took_and_never_sent_is_sent_by_another_later(
    transactional_world: World, told: Receiver
) -> None:
    publishing.send("ticket.opened", {}, [subscribed(transactional_world.jean, told.url)], TUESDAY)
    delivering._claim(TUESDAY)

    counts = [delivering.send_due(TUESDAY), delivering.send_due(TUESDAY + timedelta(seconds=12))]

    assert (counts, len(told.received)) == ([0, 1], 1)


def test_a_worker_that_outlived_its_claim_changes_nothing(transactional_world: World, told: Receiver) -> None:
    publishing.send("ticket.opened", {}, [subscribed(transactional_world.jean, told.url)], TUESDAY)
    slow = delivering._claim(TUESDAY)
    delivering.send_due(TUESDAY + timedelta(seconds=12))
    assert slow is not None
    told.status = 500
    delivering._send(slow, TUESDAY)

    assert Delivery.objects.get().status == "delivered"
    assert Subscription.objects.get().failures == 0


def test_a_webhook_that_is_removed_meanwhile_undoes_no_verb(
    transactional_world: World, told: Receiver
) -> None:
    jean = transactional_world.jean
    row = subscribed(jean, told.url)

    def remove() -> None:
        try:
            changing.remove(Subscription.objects.get(pk=row.pk), by=jean)
        finally:
            connection.close()

    remover = threading.Thread(target=remove)
    with transaction.atomic():
        listeners = publishing.listeners([row.organisation_id])
        remover.start()
        remover.join(0.5)
        message = publishing.publish("ticket.opened", {}, listeners, TUESDAY)
    remover.join()

    assert message is not None and Message.objects.filter(pk=message.pk).exists()
    assert (Subscription.objects.count(), Delivery.objects.count()) == (0, 0)
