"""The pages on webhooks: what managers do there is done by the verbs, what is secret is shown once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import subscribed
from tests.world import TUESDAY, World
from webhooks import delivering, pausing, publishing
from webhooks.models import Delivery, Subscription


@pytest.fixture
def jean(world: World, client: Client) -> Client:
    client.force_login(world.jean)
    return client


def address(subscription: Subscription, route: str = "subscription") -> str:
    return reverse(f"webhooks:{route}", args=[subscription.pk])


def wish(to: str, **changes: object) -> dict[str, object]:
    return {"name": "Supervision", "url": to, "events": ["ticket.opened", "ticket.closed"], **changes}


def test_a_manager_subscribes_and_is_shown_the_secret_once(jean: Client, told: Receiver) -> None:
    jean.post(reverse("webhooks:new"), wish(told.url))
    row = Subscription.objects.get()

    first = jean.post(address(row, "secret"))
    again = jean.post(address(row, "secret"), follow=True)

    assert row.secret in first.content.decode()
    assert (first.status_code, row.secret in again.content.decode()) == (200, False)
    assert "a déjà été montré" in again.content.decode()
    assert row.secret not in jean.get(address(row)).content.decode()


def test_the_page_of_the_secret_is_kept_by_nobody(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)

    answer = jean.post(address(row, "secret"))

    assert "no-cache" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "https://10.0.0.1/"}, "nom de serveur, pas une adresse IP"),
        ({"url": "https://user@localhost/"}, "ni identifiant"),
        ({"url": "nonsense"}, "https://"),
        ({"events": []}, "Choisissez au moins un événement"),
        ({"events": ["ticket.assigned"]}, "ticket.assigned"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_written(
    jean: Client, told: Receiver, changes: dict[str, object], said: str
) -> None:
    answer = jean.post(reverse("webhooks:new"), wish(told.url, **changes))

    assert (answer.status_code, Subscription.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_the_centre_is_offered_what_no_customer_is(world: World, client: Client) -> None:
    offered = {}
    for person in (world.jean, world.hugo):
        client.force_login(person)
        offered[person.pk] = set(
            re.findall(r'value="(ticket\.\w+)"', client.get(reverse("webhooks:new")).content.decode())
        )

    more = offered[world.hugo.pk] - offered[world.jean.pk]
    assert more == {"ticket.assigned", "ticket.deadline_missed"}


def test_no_more_than_twenty_are_kept(jean: Client, world: World, told: Receiver) -> None:
    for _each in range(20):
        subscribed(world.jean, told.url)

    answer = jean.post(reverse("webhooks:new"), wish(told.url))

    assert (answer.status_code, Subscription.objects.count()) == (422, 20)
    assert "supprimez-en un d’abord" in answer.content.decode()


def test_a_change_is_kept(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)

    jean.post(address(row, "edit"), wish(told.url + "?new", name="ERP"))

    row.refresh_from_db()
    assert (row.name, row.url, row.events) == ("ERP", told.url + "?new", ["ticket.opened", "ticket.closed"])


def test_a_try_arrives_and_its_page_shows_what_was_sent_and_answered(
    jean: Client, world: World, told: Receiver
) -> None:
    told.status, told.answer = 500, b"<b>signature inconnue</b>"
    row = subscribed(world.jean, told.url)
    page = jean.post(address(row, "test"))["Location"]
    delivering.send_due(TUESDAY + timedelta(days=400))

    shown = jean.get(page).content.decode()

    assert "webhook.test" in shown and "HTTP 500" in shown
    assert "&lt;b&gt;signature inconnue&lt;/b&gt;" in shown
    assert told.received[0].headers["webhook-signature"] in html.unescape(shown)


def test_it_is_paused_and_goes_on(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    jean.post(address(row, "pause"), {"paused": "1"})
    row.refresh_from_db()
    paused = row.paused_why
    jean.post(address(row, "pause"))

    row.refresh_from_db()
    assert (paused, row.is_paused) == ("by_hand", False)


def test_a_pause_says_since_when_and_why(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    pausing.pause(row, Subscription.Pause.GONE, at=TUESDAY)

    for page in (address(row), reverse("webhooks:list")):
        assert "En pause depuis le 13/10/2026, 11h07" in jean.get(page).content.decode()
        assert "a répondu 410" in jean.get(page).content.decode()


def test_one_delivery_and_all_that_failed_are_replayed(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    for _each in range(3):
        publishing.send("ticket.opened", {}, [row], TUESDAY)
    Delivery.objects.update(status="failed")
    first = Delivery.objects.earliest("pk")
    jean.post(reverse("webhooks:replay", args=[row.pk, first.pk]))
    waiting = Delivery.objects.filter(status="waiting").count()
    Delivery.objects.update(created_at=TUESDAY + timedelta(days=4000))
    jean.post(address(row, "replay_failed"), {"days": "7"})

    assert (waiting, Delivery.objects.filter(status="waiting").count()) == (1, 3)


def test_a_webhook_is_removed_with_its_log(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    publishing.send("ticket.opened", {}, [row], TUESDAY)

    asked = jean.get(address(row, "removal")).content.decode()
    jean.post(address(row, "removal"))

    assert "Supprimer" in asked
    assert (Subscription.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_long_log_is_cut_into_pages_and_narrowed_by_state(
    jean: Client, world: World, told: Receiver
) -> None:
    row = subscribed(world.jean, told.url)
    for _each in range(52):
        publishing.send("ticket.opened", {}, [row], TUESDAY)
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(status="failed")

    lines = [
        jean.get(address(row), query).content.decode().count("data-list-link")
        for query in ({}, {"page": "2"}, {"etat": "failed"}, {"etat": "nonsense", "page": "x"})
    ]

    assert lines == [50, 2, 1, 50]


def test_pages_ask_as_much_however_long_the_log_is(jean: Client, world: World, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    counts = []
    for many in (1, 20):
        for _each in range(many):
            publishing.send("ticket.opened", {}, [row], TUESDAY)
        with CaptureQueriesContext(connection) as queries:
            jean.get(address(row))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_members_have_no_webhooks(world: World, client: Client, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    client.force_login(world.lea)

    assert [client.get(each).status_code for each in (reverse("webhooks:list"), address(row))] == [403, 403]


def test_another_organisations_webhook_is_out_of_sight(world: World, client: Client, told: Receiver) -> None:
    row = subscribed(world.jean, told.url)
    client.force_login(world.marc)
    answers = [client.post(address(row, route)).status_code for route in ("secret", "removal", "test")]

    assert (answers, Subscription.objects.count()) == ([404, 404, 404], 1)


def test_the_tab_is_shown_to_those_who_may_open_it(world: World, client: Client) -> None:
    shown = {}
    for person in (world.jean, world.lea, world.claire, world.hugo):
        client.force_login(person)
        page = client.get(reverse("feeds:list")).content.decode()
        shown[person.first_name] = f'href="{reverse("webhooks:list")}"' in page

    assert shown == {"Jean": True, "Léa": False, "Claire": False, "Hugo": True}
