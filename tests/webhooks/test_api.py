"""Webhooks by program: the same verbs and the same refusals as on the pages, and a secret that nothing keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import programs
from accounts.models import User
from api.models import ApiToken, KeptAnswer
from tests.tickets.api.asking import refused_fields
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import subscribed
from tests.world import TUESDAY, World
from webhooks import pausing, publishing
from webhooks.models import Delivery, Subscription

LIST = "/api/v1/webhooks/"


def headers(person: User, *scopes: str, **more: str) -> dict[str, Any]:
    """Those of a program that acts for `person`."""
    _row, token = ApiToken.objects.create(user=person, name="ERP", scopes=list(scopes), created_by=person)
    return {"headers": {"Authorization": f"Bearer {token}", **more}, "content_type": "application/json"}


def wish(to: str, **changes: Any) -> dict[str, Any]:
    return {"name": "ERP", "url": to, "events": ["ticket.opened"], **changes}


def one(row: Subscription, rest: str = "") -> str:
    return f"{LIST}{row.pk}/{rest}"


@pytest.fixture
def row(world: World, told: Receiver) -> Subscription:
    return subscribed(world.jean, told.url, "ticket.opened")


def test_a_program_subscribes_its_organisation(world: World, client: Client, told: Receiver) -> None:
    answer = client.post(LIST, wish(told.url), **headers(world.jean, "open"))

    made = Subscription.objects.get()
    assert (answer.status_code, made.organisation) == (201, world.jean.organisation)
    assert answer["Location"].endswith(one(made))
    assert answer.json()["events"] == ["ticket.opened"] and "secret" not in answer.json()


def test_an_account_of_a_program_looks_after_its_organisations(
    world: World, client: Client, row: Subscription
) -> None:
    program = programs.named(world.organisation_of(world.jean), "ERP", by=world.jean)
    answer = client.patch(one(row), {"name": "Par programme"}, **headers(program, "open"))

    assert (answer.status_code, answer.json()["name"]) == (200, "Par programme")


def test_the_same_key_subscribes_once(world: World, client: Client, told: Receiver) -> None:
    asked = headers(world.jean, "open", **{"Idempotency-Key": "k1"})
    answers = [client.post(LIST, wish(told.url), **asked) for _each in range(2)]

    assert (answers[0].json(), Subscription.objects.count()) == (answers[1].json(), 1)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"url": "https://10.0.0.1/"}, "url", "place_refused"),
        ({"url": "ftp://localhost/"}, "url", "place_refused"),
        ({"events": []}, "events", "min_length"),
        ({"events": ["ticket.assigned"]}, "events", "not_offered"),
        ({"events": ["ticket.exploded"]}, "events[0]", "invalid_choice"),
        ({"organisation": 1}, "organisation", "unknown_field"),
        ({"secret": "whsec_x"}, "secret", "unknown_field"),
        ({"paused": True}, "paused", "unknown_field"),
    ],
)
def test_what_is_refused_is_named_and_nothing_written(
    world: World, client: Client, told: Receiver, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = client.post(LIST, wish(told.url, **changes), **headers(world.jean, "open"))

    assert (answer.status_code, Subscription.objects.count()) == (422, 0)
    assert (field, code) in {(each["field"], each["code"]) for each in answer.json()["errors"]}


def test_reading_takes_the_scope_read_and_changing_open(
    world: World, client: Client, row: Subscription
) -> None:
    reads, opens = headers(world.jean, "read"), headers(world.jean, "open")
    statuses = [
        client.get(one(row), headers=reads["headers"]).status_code,
        client.patch(one(row), {"name": "x"}, **reads).status_code,
        client.get(one(row), headers=opens["headers"]).status_code,
        client.patch(one(row), {"name": "x"}, **opens).status_code,
    ]

    assert statuses == [200, 403, 403, 200]


def test_a_member_and_another_organisation_reach_none(
    world: World, client: Client, row: Subscription
) -> None:
    statuses = {}
    for person in (world.lea, world.marc, world.hugo):
        client.force_login(person)
        statuses[person.email.partition(".")[0]] = client.get(one(row)).status_code

    assert statuses == {"lea": 403, "marc": 404, "hugo": 404}


def test_what_is_not_named_stays_and_a_pause_is_a_field(
    world: World, client: Client, row: Subscription
) -> None:
    client.force_login(world.jean)
    paused = client.patch(one(row), {"paused": True}, content_type="application/json").json()
    changed = client.patch(one(row), {"name": "ERP 2"}, content_type="application/json").json()
    resumed = client.patch(one(row), {"paused": False}, content_type="application/json").json()

    assert (paused["paused"], paused["paused_why"], paused["name"]) == (True, "by_hand", "Supervision")
    assert (changed["name"], changed["paused"], resumed["paused"]) == ("ERP 2", True, False)


def test_a_change_decided_on_another_state_is_refused(
    world: World, client: Client, row: Subscription
) -> None:
    client.force_login(world.jean)
    tag = client.get(one(row))["ETag"]
    statuses = [
        client.patch(
            one(row), {"name": name}, content_type="application/json", headers={"If-Match": tag}
        ).status_code
        for name in ("first", "second")
    ]

    row.refresh_from_db()
    assert (statuses, row.name) == ([200, 412], "first")


def test_a_secret_is_made_anew_told_once_and_kept_nowhere(
    world: World, client: Client, row: Subscription
) -> None:
    former = row.secret
    asked = headers(world.jean, "open", **{"Idempotency-Key": "k1"})
    told_now = client.put(one(row, "secret/"), {}, **asked).json()["secret"]

    row.refresh_from_db()
    assert (row.secret, row.secret != former, row.secret_shown_at is not None) == (told_now, True, True)
    assert KeptAnswer.objects.count() == 0


def test_it_is_removed(world: World, client: Client, row: Subscription) -> None:
    answer = client.delete(one(row), **headers(world.jean, "open"))

    assert (answer.status_code, Subscription.objects.count()) == (204, 0)


def test_a_try_is_on_its_way_and_its_delivery_is_read(
    world: World, client: Client, row: Subscription
) -> None:
    client.force_login(world.jean)
    sent = client.post(one(row, "test/"), content_type="application/json")
    whole = client.get(one(row, f"deliveries/{sent.json()['number']}/")).json()

    assert (sent.status_code, sent.json()["status"], whole["log"]) == (202, "waiting", [])
    assert whole["event"] == "webhook.test" and whole["body"].startswith('{"type": "webhook.test"')


def test_nothing_is_sent_to_what_is_paused(world: World, client: Client, row: Subscription) -> None:
    pausing.pause(row, Subscription.Pause.BY_HAND, at=TUESDAY, by=world.jean)
    client.force_login(world.jean)
    answer = client.post(one(row, "test/"), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_failures_are_listed_and_replayed(world: World, client: Client, row: Subscription) -> None:
    now = timezone.now()
    for _each in range(2):
        publishing.send("ticket.opened", {}, [row], now - timedelta(hours=1))
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(status="failed")
    client.force_login(world.jean)
    listed = client.get(one(row, "deliveries/"), {"status": "failed"}).json()["results"]
    since = (now - timedelta(hours=2)).isoformat()

    answer = client.post(one(row, "replay/"), {"since": since}, content_type="application/json")

    assert (len(listed), answer.json()) == (1, {"replayed": 1})
    assert set(Delivery.objects.values_list("status", flat=True)) == {"waiting"}


def test_a_log_is_listed_in_as_many_queries_however_long(
    world: World, client: Client, row: Subscription
) -> None:
    client.force_login(world.jean)
    counts = []
    for many in (1, 20):
        for _each in range(many):
            publishing.send("ticket.opened", {}, [row], TUESDAY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(one(row, "deliveries/")).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_try_takes_no_field(world: World, client: Client, row: Subscription) -> None:
    client.force_login(world.jean)

    answer = client.post(one(row, "test/"), {"event": "ticket.opened"}, content_type="application/json")

    assert refused_fields(answer) == {"event": "unknown_field"}
    assert not Delivery.objects.exists()
