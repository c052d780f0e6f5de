"""The list of the console: the charter's order, what each view holds and counts, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.console.reading import words
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import assigning, closing, escalating, replying, waiving
from tickets.actions.escalating import Case
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.console import queue_page, queue_views
from tickets.console.queue_views import QueueView
from tickets.models import Ticket

As = Callable[[User], Client]
MINUTE = timedelta(minutes=1)


def subjects(client: Client, view: str = "", **query: str) -> list[str]:
    response = client.get(reverse("console:queue"), {"vue": view, **query})
    return [line.ticket.subject for line in response.context["lines"]]


def standard(world: World, subject: str, severity: int | None, minutes: int = 0) -> Ticket:
    return world.ticket(
        subject=subject,
        channel="mail",
        serial=STORMSHIELD,
        severity=severity,
        received_at=TUESDAY + minutes * MINUTE,
    )


def test_what_a_reseller_passed_on_queues_and_reads_as_received_then(
    world: World, as_: As
) -> None:  # CH-II.2
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=2, subject="de Paul")
    standard(world, "de Léa, entre-temps", 2, 5)
    at = TUESDAY + 20 * MINUTE
    escalation = Escalation("de Paul", STORMSHIELD, 2, world.words(world.jean, "Vérifié.", at))
    pass_to_centre(ticket, escalation, at=at)

    response = as_(world.claire).get(reverse("console:queue"))

    lines = response.context["lines"]
    assert [line.ticket.subject for line in lines] == ["de Léa, entre-temps", "de Paul"]
    assert (lines[1].when, lines[1].who) == ("reçu 11h27", "Jean Petit, Réseau Plus pour Menuiserie Dubois")


def test_the_queue_stands_in_the_charter_s_order(world: World, as_: As) -> None:  # CH-V.1, CH-V.2
    standard(world, "standard 4", 4)
    standard(world, "standard 1", 1, 5)
    standard(world, "standard 2", 2)
    follow_up = world.ticket(subject="premium, answered once")
    replying.reply(follow_up, world.words(world.claire), at=TUESDAY)
    replying.reply(follow_up, world.words(world.jean), at=TUESDAY + MINUTE)
    world.ticket(subject="premium 4", severity=4)
    world.ticket(subject="premium 1", severity=1)

    assert subjects(as_(world.claire)) == [
        "premium 1",
        "premium 4",
        "premium, answered once",
        "standard 2",
        "standard 1",
        "standard 4",
    ]


def test_each_file_of_the_queue_is_named_once(world: World, as_: As) -> None:
    world.ticket(subject="a")
    world.ticket(subject="b")
    standard(world, "c", 1)
    page = words(as_(world.claire).get(reverse("console:queue")))

    assert page.count("Premium, réponse promise") == 1
    assert page.count("Standard, dans l’ordre d’arrivée") == 1


def test_a_row_says_the_working_time_left(world: World, as_: As) -> None:  # CH-V.2
    world.ticket(severity=1)  # at 11:07, two hours: at 12:07 one hour is left, lunch not counted

    assert "reste 1h" in words(as_(world.claire).get(reverse("console:queue")))


def test_a_row_says_how_late_it_is(world: World, as_: As) -> None:
    world.ticket(severity=1, received_at=TUESDAY - timedelta(days=1))  # due on Monday at 14:37

    page = as_(world.claire).get(reverse("console:queue"))

    assert "en retard de 6h30" in words(page)
    assert "queue-late" in page.content.decode()


def test_a_standard_row_says_why_no_time_runs(world: World, as_: As) -> None:  # CH-V.1
    standard(world, "minor", 4)
    standard(world, "stopped", 1)
    page = words(as_(world.claire).get(reverse("console:queue")))

    assert "ordre d’arrivée" in page
    assert "sans engagement" in page


def test_a_row_says_who_asks_and_for_whom(world: World, as_: As) -> None:
    world.ticket()

    assert "Jean Petit, Réseau Plus pour Clinique des Lilas" in words(
        as_(world.claire).get(reverse("console:queue"))
    )


@pytest.fixture
def everywhere(world: World) -> World:
    """One ticket in every state."""
    world.ticket(subject="late", received_at=TUESDAY - timedelta(days=1))
    mine = world.ticket(subject="mine")
    assigning.assign(mine, world.claire, actor=world.hugo, at=TUESDAY)
    world.ticket(subject="to qualify", channel="mail", serial="", severity=None)
    standard(world, "standard", 1)
    waiting = world.ticket(subject="waiting")
    replying.reply(waiting, world.words(world.hugo), at=TUESDAY)
    vendor = world.ticket(subject="vendor")
    replying.reply(vendor, world.words(world.hugo), at=TUESDAY)
    escalating.escalate(
        vendor, Case(Vendor.objects.get(name="Fortinet"), "FTNT-1", ""), actor=world.hugo, at=TUESDAY
    )
    world.ticket(world.marc, subject="refused", serial=EXPIRED_AP)
    closed = world.ticket(subject="closed")
    closing.close(closed, actor=world.claire, at=TUESDAY)
    replying.note(closed, world.words(world.hugo, f"@{world.claire.full_name}, ton avis ?"), at=TUESDAY)
    return world


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("a-repondre", {"late", "mine", "to qualify", "standard"}),
        ("bientot", {"mine", "to qualify"}),
        ("en-retard", {"late"}),
        ("non-affectes", {"late", "to qualify", "standard"}),
        ("a-qualifier", {"to qualify"}),
        ("standard", {"standard"}),
        ("mes-tickets", {"mine"}),
        ("pour-moi", {"closed"}),
        ("attente-client", {"waiting"}),
        ("chez-constructeur", {"vendor"}),
        ("refuses", {"refused"}),
        ("tous", {"late", "mine", "to qualify", "standard", "waiting", "vendor", "refused", "closed"}),
        ("n-existe-pas", {"late", "mine", "to qualify", "standard"}),
    ],
)
def test_what_each_view_holds(everywhere: World, as_: As, view: str, expected: set[str]) -> None:
    assert set(subjects(as_(everywhere.claire), view)) == expected


def test_the_rail_counts_what_the_views_hold(everywhere: World, as_: As) -> None:
    client = as_(everywhere.claire)
    counts = queue_views.counts(everywhere.claire, timezone.now())

    assert counts == {view: len(subjects(client, view)) for view in QueueView if view is not QueueView.ALL}


def test_the_rail_counts_with_one_query(everywhere: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        queue_views.counts(everywhere.claire, timezone.now())

    assert len([each for each in queries if "tickets_ticket" in each["sql"]]) == 1


def test_a_waived_request_stands_in_the_queue_like_any_other(world: World, as_: As) -> None:
    refused = world.ticket(world.marc, subject="waived", serial=EXPIRED_AP)
    waiving.waive(refused, "Renouvellement signé.", actor=world.hugo, at=TUESDAY)

    assert subjects(as_(world.claire)) == ["waived"]


def test_more_tickets_take_no_more_queries(world: World, as_: As) -> None:
    client = as_(world.claire)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("console:queue"))
        return len(queries)

    world.ticket()
    cost()  # what one process reads once is read
    first = cost()
    for place in range(12):
        world.ticket(world.marc if place % 2 else world.sophie, subject=str(place))
        standard(world, str(place), 1)

    assert cost() == first <= 13


def test_a_page_holds_fifty(world: World, as_: As) -> None:
    for place in range(queue_page.PAGE_SIZE + 1):
        standard(world, f"ticket {place}", 1, place)
    client = as_(world.claire)

    assert len(subjects(client)) == 50
    assert subjects(client, page="2") == ["ticket 50"]
    assert subjects(client, page="nonsense") == subjects(client)


@pytest.mark.parametrize("sought", ["tunnel", "fg100f-prem", "réseau plus", "jean.petit"])
def test_search_finds_a_ticket_by_what_one_knows_of_it(world: World, as_: As, sought: str) -> None:
    world.ticket()
    world.ticket(world.marc, subject="autre", serial=EXPIRED_AP)

    assert subjects(as_(world.claire), "tous", q=sought) == ["Le tunnel IPsec tombe"]


def test_search_that_finds_nothing_says_so(world: World, as_: As) -> None:
    response = as_(world.claire).get(reverse("console:queue"), {"vue": "tous", "q": "<inconnu>"})

    assert "Rien ne répond à « <inconnu> »" in words(response)


def test_an_empty_queue_says_so_kindly(world: World, as_: As) -> None:
    assert "Tout le monde a eu sa réponse" in words(as_(world.claire).get(reverse("console:queue")))


def test_htmx_gets_the_rows_and_the_counts_without_the_page(world: World, as_: As) -> None:
    world.ticket()
    response = as_(world.claire).get(reverse("console:queue"), headers={"HX-Request": "true"})
    body = response.content.decode()

    assert "Le tunnel IPsec tombe" in body
    assert 'id="rail-views"' in body
    assert "<html" not in body
    assert "HX-Request" in response["Vary"]
