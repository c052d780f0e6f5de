"""Deliveries: signed, sent once, again after growing waits, and given up with a word to those who look after them."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import datetime, timedelta

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from outbound_mail.models import OutgoingMail
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import subscribed
from tests.world import TUESDAY, World
from webhooks import changing, delivering, pausing, publishing, signing
from webhooks.changing import Wish
from webhooks.models import Attempt, Delivery, Message, Subscription

SECOND = timedelta(seconds=1)


def tell(subscription: Subscription, at: datetime = TUESDAY) -> Delivery:
    subscription.refresh_from_db()
    message = publishing.send("ticket.opened", {"ticket": "CST-2026-000001"}, [subscription], at)
    return message.deliveries.get()


def test_a_message_arrives_signed_as_standard_webhooks_say(world: World, told: Receiver) -> None:
    subscription = subscribed(world.jean, told.url)
    delivery = tell(subscription)

    arrived = delivering.send_due(TUESDAY)

    [got] = told.received
    with time_machine.travel(TUESDAY):
        said = Webhook(subscription.secret).verify(got.body, got.headers)
    assert (arrived, got.headers["webhook-id"]) == (1, str(delivery.message_id))
    assert said == {
        "type": "ticket.opened",
        "timestamp": "2026-10-13T11:07:00+02:00",
        "data": {"ticket": "CST-2026-000001"},
    }


def test_what_was_changed_on_the_way_does_not_verify(world: World, told: Receiver) -> None:
    subscription = subscribed(world.jean, told.url)
    tell(subscription)
    delivering.send_due(TUESDAY)

    [got] = told.received

    with time_machine.travel(TUESDAY), pytest.raises(WebhookVerificationError):
        Webhook(subscription.secret).verify(got.body.replace(b"1", b"2"), got.headers)


def test_a_former_secret_signs_along_for_a_day(world: World, told: Receiver) -> None:
    subscription = subscribed(world.jean, told.url)
    former = subscription.secret
    changed = changing.change_secret(subscription, by=world.jean, at=TUESDAY)
    almost, later = TUESDAY + timedelta(hours=23, minutes=59), TUESDAY + timedelta(hours=24)
    for at in (almost, later):
        tell(subscription, at)
        delivering.send_due(at)

    during, after = told.received
    with time_machine.travel(almost):
        for secret in (former, changed.secret):
            assert Webhook(secret).verify(during.body, during.headers)["type"] == "ticket.opened"
    with time_machine.travel(later), pytest.raises(WebhookVerificationError):
        Webhook(former).verify(after.body, after.headers)


def test_a_secret_is_long_its_own_and_rests_encrypted(world: World, told: Receiver) -> None:
    one, another = subscribed(world.jean, told.url), subscribed(world.jean, told.url)

    key = base64.b64decode(one.secret.removeprefix("whsec_"))
    assert (len(key), one.secret != another.secret) == (32, True)
    assert one.secret.encode() not in bytes(Subscription.objects.get(pk=one.pk).sealed_secret)
    assert signing.new_secret().startswith("whsec_")


def test_a_delivery_is_sent_once_and_its_call_kept(world: World, told: Receiver) -> None:
    told.status, told.answer = 202, "é".encode() * 600
    delivery = tell(subscribed(world.jean, told.url))

    counts = [delivering.send_due(TUESDAY), delivering.send_due(TUESDAY + timedelta(days=1))]

    delivery.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (counts, delivery.status, delivery.delivered_at is not None) == ([1, 0], "delivered", True)
    assert (attempt.status, attempt.trouble, attempt.answer) == (202, "", "é" * 500)
    assert attempt.headers["webhook-signature"] == told.received[0].headers["webhook-signature"]


def test_what_fails_is_tried_again_under_the_same_id_after_growing_waits(
    world: World, told: Receiver
) -> None:
    told.status = 500
    delivery, at = tell(subscribed(world.jean, told.url)), TUESDAY
    tries = [at]
    for _turn in range(len(delivering.DELAYS)):
        delivering.send_due(at)
        delivery.refresh_from_db()
        assert delivering.send_due(delivery.next_at - SECOND) == 0
        at = delivery.next_at
        tries.append(at)

    waits = [late - early for early, late in itertools.pairwise(tries)]
    assert all(
        delay <= wait <= delay * (1 + delivering.JITTER)
        for delay, wait in zip(delivering.DELAYS, waits, strict=True)
    )
    assert len({got.headers["webhook-id"] for got in told.received}) == 1


def test_what_answers_again_is_delivered_and_forgets_its_failures(world: World, told: Receiver) -> None:
    told.status = 500
    subscription = subscribed(world.jean, told.url)
    tell(subscription)
    delivering.send_due(TUESDAY)
    told.status = 200

    arrived = delivering.send_due(TUESDAY + timedelta(minutes=1))

    subscription.refresh_from_db()
    assert (arrived, subscription.failures, subscription.failing_since) == (1, 0, None)
    assert [each.status for each in Attempt.objects.all()] == [500, 200]


def fail_for_a_day(subscription: Subscription) -> datetime:
    """Until it is paused; return when."""
    delivery, at = tell(subscription), TUESDAY
    for _turn in range(len(delivering.DELAYS) + 1):
        delivering.send_due(at)
        delivery.refresh_from_db()
        at = delivery.next_at
    return at


def test_where_nothing_arrives_for_a_day_it_is_paused_and_its_managers_are_told(
    world: World, told: Receiver
) -> None:
    told.status = 503
    subscription = subscribed(world.jean, told.url)
    fail_for_a_day(subscription)

    subscription.refresh_from_db()
    assert (subscription.paused_why, Attempt.objects.count()) == ("failing", len(delivering.DELAYS) + 1)
    assert subscription.paused_at is not None
    assert timedelta(hours=24) <= subscription.paused_at - TUESDAY <= timedelta(hours=27)
    assert Delivery.objects.get().status == "failed"
    mail = OutgoingMail.objects.get(topic__startswith="webhooks:")
    assert (mail.to, mail.subject) == (world.jean.email, "Webhook en pause : Supervision")
    assert told.url in mail.text and "1 message n’est pas arrivé" in mail.text


def test_while_something_arrives_a_message_that_is_never_taken_fails_alone(
    world: World, told: Receiver
) -> None:
    subscription = subscribed(world.jean, told.url)
    delivery, at = tell(subscription), TUESDAY
    for _turn in range(len(delivering.DELAYS) + 1):
        told.status = 422
        delivering.send_due(at)
        told.status = 200
        tell(subscription, at)
        delivering.send_due(at)
        delivery.refresh_from_db()
        at = delivery.next_at

    subscription.refresh_from_db()
    assert (delivery.status, subscription.is_paused) == ("failed", False)


def test_an_address_that_is_gone_is_paused_at_once(world: World, told: Receiver) -> None:
    told.status = 410
    subscription = subscribed(world.jean, told.url)
    tell(subscription)
    tell(subscription)

    delivering.send_due(TUESDAY)

    subscription.refresh_from_db()
    assert (subscription.paused_why, len(told.received)) == ("gone", 1)
    assert {each.status for each in Delivery.objects.all()} == {"failed"}


def test_an_address_that_does_not_answer_rests_with_all_that_waits_for_it(
    world: World, told: Receiver
) -> None:
    away = subscribed(world.jean, "http://localhost:9999/nobody-listens")
    here = subscribed(world.jean, told.url)
    for _each in range(3):
        tell(away)
    tell(here)

    delivering.send_due(TUESDAY)
    late = tell(away, TUESDAY + SECOND)

    away.refresh_from_db()
    assert (Attempt.objects.filter(delivery__subscription=away).count(), len(told.received)) == (1, 1)
    assert away.rests_until is not None and late.next_at == away.rests_until


def test_an_address_that_answers_slowly_lets_others_go_first(
    world: World, told: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "SLOW", timedelta(milliseconds=50))
    slow = subscribed(world.jean, told.url)
    told.seconds = 0.1
    for _each in range(3):
        tell(slow)

    arrived = delivering.send_due(TUESDAY)

    slow.refresh_from_db()
    assert slow.rests_until is not None
    assert (arrived, slow.failures) == (1, 0)
    assert Delivery.objects.filter(status="waiting", next_at=slow.rests_until).count() == 2


def test_nothing_is_written_for_what_is_paused_and_it_goes_on_once_resumed(
    world: World, told: Receiver
) -> None:
    subscription = subscribed(world.jean, told.url, "ticket.opened")
    pausing.pause(subscription, Subscription.Pause.BY_HAND, at=TUESDAY, by=world.jean)
    world.ticket()
    pausing.resume(subscription, by=world.jean)
    second = world.ticket()
    delivering.send_due(TUESDAY)

    [got] = told.received
    assert json.loads(got.body)["data"]["ticket"] == second.number
    assert not OutgoingMail.objects.filter(topic__startswith="webhooks:").exists()


def test_what_failed_meanwhile_is_replayed_under_the_same_ids(world: World, told: Receiver) -> None:
    told.status = 500
    subscription = subscribed(world.jean, told.url)
    fail_for_a_day(subscription)
    told.status = 200
    resumed = pausing.resume(subscription, by=world.jean)
    at = TUESDAY + timedelta(days=2)

    count = changing.replay_failed(resumed, since=TUESDAY, by=world.jean, at=at)
    arrived = delivering.send_due(at)

    assert (count, arrived, len({got.headers["webhook-id"] for got in told.received})) == (1, 1, 1)


def test_nothing_is_replayed_to_what_is_paused(world: World, told: Receiver) -> None:
    subscription = subscribed(world.jean, told.url)
    delivery = tell(subscription)
    paused = pausing.pause(subscription, Subscription.Pause.BY_HAND, at=TUESDAY, by=world.jean)
    delivery.refresh_from_db()

    with pytest.raises(changing.NotNow, match="en pause"):
        changing.replay_failed(paused, since=TUESDAY, by=world.jean, at=TUESDAY)
    with pytest.raises(changing.NotNow, match="en pause"):
        changing.replay(Delivery.objects.get(), by=world.jean, at=TUESDAY)


def test_what_is_old_is_forgotten_with_its_log(world: World, told: Receiver) -> None:
    tell(subscribed(world.jean, told.url))
    delivering.send_due(TUESDAY)
    before = TUESDAY + delivering.KEPT_FOR - SECOND

    counts = [delivering.forget(before), delivering.forget(before + SECOND)]

    assert (counts, Message.objects.count(), Attempt.objects.count()) == ([0, 1], 0, 0)


def test_a_new_address_is_called_at_once_whatever_failed_at_the_former(world: World, told: Receiver) -> None:
    row = subscribed(world.jean, "http://localhost:9999/nobody-listens")
    tell(row)
    delivering.send_due(TUESDAY)
    later = TUESDAY + SECOND

    changing.change(row, Wish(row.name, told.url, row.events), by=world.jean, at=later)
    arrived = delivering.send_due(later)

    row.refresh_from_db()
    assert (arrived, row.failing_since, row.failures, row.rests_until) == (1, None, 0, None)


def test_a_change_of_the_name_alone_leaves_an_address_that_rests_alone(world: World, told: Receiver) -> None:
    row = subscribed(world.jean, "http://localhost:9999/nobody-listens")
    tell(row)
    delivering.send_due(TUESDAY)
    row.refresh_from_db()

    changing.change(row, Wish("ERP", row.url, row.events), by=world.jean, at=TUESDAY + SECOND)

    rested = row.rests_until
    row.refresh_from_db()
    assert row.failures == 1 and row.rests_until == rested is not None


def test_a_try_is_sent_at_once_where_an_address_rests(world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    row.rests_until = TUESDAY + timedelta(hours=6)
    row.save()

    changing.send_test(row, at=TUESDAY)

    assert delivering.send_due(TUESDAY) == 1
