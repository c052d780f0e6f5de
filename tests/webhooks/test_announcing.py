"""What happens to a ticket is told to those who see it, as far as they see it, in the transaction of the event."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from sla import remembering
from tests.webhooks.subscribing import subscribed
from tests.world import FORTIGATE, OUT_OF_CATALOGUE, STORMSHIELD, TUESDAY, World
from tickets.actions import alerting, assigning, closing, qualifying, replying
from tickets.actions.opening import Request, open_requests, open_ticket
from tickets.actions.qualifying import Qualification
from webhooks import publishing
from webhooks.kinds import Kind
from webhooks.models import Delivery, Message, Subscription

ADDRESS = "http://localhost:9999/told"


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True


def told(by: User, kind: str = "") -> list[dict[str, Any]]:
    """What the organisation of `by` was told, oldest first, of one kind or of all."""
    rows = Delivery.objects.filter(subscription__organisation=by.organisation).order_by("pk")
    found = [json.loads(row.message.body) for row in rows.select_related("message")]
    return [each for each in found if not kind or each["type"] == kind]


def kinds(by: User) -> list[str]:
    return [each["type"] for each in told(by)]


def test_an_opening_says_where_the_ticket_stands_and_where_to_read_it(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    ticket = world.ticket()

    reseller = world.organisation_of(world.jean).pk
    assert told(world.jean) == [
        {
            "type": "ticket.opened",
            "timestamp": "2026-10-13T11:07:00+02:00",
            "data": {
                "ticket": ticket.number,
                "kind": "incident",
                "severity": 1,
                "status": "new",
                "due": "2026-10-13T14:37:00+02:00",
                "organisation": reseller,
                "reseller": reseller,
                "url": f"http://localhost:8000/api/v1/tickets/{ticket.number}/",
                "page": f"http://localhost:8000/portail/incidents/{ticket.number}/",
            },
        }
    ]


def test_no_word_that_somebody_wrote_is_told(world: World) -> None:
    for person in (world.jean, world.hugo):
        subscribed(person, ADDRESS)
    ticket = world.ticket(subject="Panne secrète", body="Mot de passe admin")
    replying.reply(ticket, world.words(world.claire, "Réponse confidentielle"), at=TUESDAY)
    replying.note(ticket, world.words(world.claire, "Note confidentielle"), at=TUESDAY)

    everything = " ".join(Message.objects.values_list("body", flat=True))
    assert not any(word in everything for word in ("secrète", "passe", "onfidentielle"))


def test_an_internal_note_is_told_to_nobody(world: World) -> None:
    for person in (world.jean, world.hugo):
        subscribed(person, ADDRESS)
    ticket = world.ticket()
    before = Message.objects.count()
    replying.note(ticket, world.words(world.claire), at=TUESDAY)

    assert Message.objects.count() == before


def test_a_life_is_told_in_its_order(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    ticket = world.ticket()
    qualifying.qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=TUESDAY)
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    replying.reply(ticket, world.words(world.jean), at=TUESDAY)
    closing.close(ticket, actor=world.jean, at=TUESDAY)
    closing.reopen(ticket, actor=world.jean, at=TUESDAY)

    assert kinds(world.jean) == [
        "ticket.opened",
        "ticket.qualified",
        "ticket.deadline_changed",
        "ticket.replied",
        "ticket.status_changed",
        "ticket.customer_replied",
        "ticket.status_changed",
        "ticket.closed",
        "ticket.status_changed",
        "ticket.reopened",
        "ticket.status_changed",
    ]


def test_a_change_says_what_was_before(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    ticket = world.ticket()
    qualifying.qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=TUESDAY)
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)

    [moved] = told(world.jean, "ticket.deadline_changed")
    [changed] = told(world.jean, "ticket.status_changed")
    assert moved["data"]["before"] == "2026-10-13T14:37:00+02:00"
    assert moved["data"]["due"] == "2026-10-13T16:37:00+02:00"
    assert (changed["data"]["before"], changed["data"]["status"]) == ("new", "waiting_customer")


def test_a_subscription_is_told_what_it_asked_for_alone(world: World) -> None:
    subscribed(world.jean, ADDRESS, "ticket.closed")
    closing.close(world.ticket(), actor=world.jean, at=TUESDAY)

    assert kinds(world.jean) == ["ticket.closed"]


def test_an_end_customers_ticket_is_told_to_it_its_reseller_and_the_centre_alone(world: World) -> None:
    for person in (world.sophie, world.jean, world.marc, world.hugo):
        User.objects.filter(pk=person.pk, role="member").update(role="manager")
        subscribed(person, ADDRESS, "ticket.opened")
    world.ticket(world.sophie)

    counts = {person.email: len(told(person)) for person in (world.sophie, world.jean, world.hugo)}
    assert (set(counts.values()), told(world.marc)) == ({1}, [])


def test_a_resellers_own_ticket_is_not_told_to_its_end_customers(world: World) -> None:
    subscribed(world.sophie, ADDRESS)
    world.ticket(world.jean)

    assert told(world.sophie) == []


def test_a_provisional_deadline_is_told_to_the_centre_alone(world: World) -> None:
    for person in (world.jean, world.hugo):
        subscribed(person, ADDRESS)
    ticket = world.ticket(channel="mail", serial="", severity=1)
    qualifying.qualify(ticket, Qualification(2, "", "incident"), actor=world.claire, at=TUESDAY)

    assert [each["data"]["due"] for each in told(world.jean)] == [None, None]
    assert "ticket.deadline_changed" not in kinds(world.jean)
    assert all(each["data"]["due"] for each in told(world.hugo))
    assert "ticket.deadline_changed" in kinds(world.hugo)


def test_who_is_assigned_and_a_missed_deadline_are_told_to_the_centre_alone(world: World) -> None:
    for person in (world.jean, world.hugo):
        subscribed(person, ADDRESS)
    ticket = world.ticket()
    assigning.assign(ticket, world.claire, actor=world.hugo, at=TUESDAY)
    alerting.alert_due(TUESDAY + timedelta(hours=4))

    assert kinds(world.jean) == ["ticket.opened"]
    assert kinds(world.hugo) == ["ticket.opened", "ticket.assigned", "ticket.deadline_missed"]


def test_what_is_the_centres_is_not_told_to_a_customer_whatever_its_row_says(world: World) -> None:
    row = subscribed(world.jean, ADDRESS)
    Subscription.objects.filter(pk=row.pk).update(events=Kind.values)
    assigning.assign(world.ticket(), world.claire, actor=world.hugo, at=TUESDAY)

    assert kinds(world.jean) == ["ticket.opened"]


def test_the_centre_is_sent_to_its_own_page(world: World) -> None:
    subscribed(world.hugo, ADDRESS)
    ticket = world.ticket()

    [opened] = told(world.hugo)
    assert opened["data"]["page"] == f"http://localhost:8000/console/tickets/{ticket.number}/"


def test_a_request_that_goes_to_its_reseller_is_told_as_opened_then_as_changed(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    world.ticket(world.paul, serial=STORMSHIELD, severity=2)

    assert kinds(world.jean) == ["ticket.opened", "ticket.status_changed"]
    assert told(world.jean)[-1]["data"]["status"] == "with_reseller"


def test_history_is_told_to_nobody(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    ticket = world.ticket(is_told=False)
    replying.reply(ticket, world.words(world.jean, is_told=False), at=TUESDAY)

    assert told(world.jean) == []


def test_an_automatic_answer_is_not_told(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.jean, automatic=True), at=TUESDAY)

    assert kinds(world.jean) == ["ticket.opened"]


def test_what_is_rolled_back_is_told_to_nobody(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    with transaction.atomic():
        world.ticket()
        transaction.set_rollback(True)

    assert told(world.jean) == []


def test_all_who_are_told_the_same_share_one_message(world: World) -> None:
    for _each in range(3):
        subscribed(world.jean, ADDRESS)
    world.ticket()

    assert (Message.objects.count(), Delivery.objects.count()) == (1, 3)


def asked(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries.captured_queries if "webhooks_" in query["sql"]]


def test_while_nobody_listens_a_verb_asks_that_once(world: World) -> None:
    ticket = world.ticket()
    with CaptureQueriesContext(connection) as queries:
        assigning.assign(ticket, world.claire, actor=world.hugo, at=TUESDAY)

    assert len(asked(queries)) == 1


def test_many_requests_at_once_ask_whether_somebody_listens_once(world: World) -> None:
    requests = [
        Request(world.jean, "mail", f"Panne {each}", "Bonjour", f"many:{each}", TUESDAY) for each in range(5)
    ]
    with remembering.one_run(), CaptureQueriesContext(connection) as queries:
        open_requests(requests, at=TUESDAY)

    assert len(asked(queries)) == 1


def test_while_somebody_listens_who_they_are_is_two_queries_more(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    organisation = world.organisation_of(world.jean).pk

    with CaptureQueriesContext(connection) as queries:
        found = publishing.listeners([organisation])

    assert (len(found), len(queries)) == (1, 3)


def test_a_refused_request_is_told_too(world: World) -> None:
    subscribed(world.jean, ADDRESS)
    open_ticket(
        Request(world.jean, "web", "Ancien pare-feu", "Bonjour", "old", TUESDAY, serial=OUT_OF_CATALOGUE),
        at=TUESDAY,
    )

    assert told(world.jean)[0]["data"]["status"] == "refused"
