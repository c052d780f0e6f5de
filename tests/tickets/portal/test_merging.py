"""What customers read of a merged request: where it went, and nothing that they did not see before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.portal.reading import words
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.actions.merging import merge
from tickets.drafting import submission
from tickets.models import Ticket
from tickets.visibility import visible_messages

As = Callable[[User], Client]


@pytest.fixture
def into(world: World) -> Ticket:
    return world.ticket(world.sophie, received_at=TUESDAY - timedelta(hours=1))


@pytest.fixture
def gone(world: World, into: Ticket) -> Ticket:
    """Sophie's second request, with a note of the centre, merged into her first."""
    source = world.ticket(world.sophie, body="La même panne.")
    replying.note(source, world.words(world.claire, "Client pénible, secret."), at=TUESDAY)
    merge(source, into, actor=world.claire, at=TUESDAY)
    source.refresh_from_db()
    return source


def url(ticket: Ticket, route: str = "ticket") -> str:
    return reverse(f"portal:{route}", args=[ticket.number])


@pytest.mark.parametrize("who", ["sophie", "jean"])
def test_the_page_leads_to_the_request_that_goes_on(
    world: World, as_: As, gone: Ticket, into: Ticket, who: str
) -> None:
    page = as_(getattr(world, who)).get(url(gone))

    assert f"Les échanges et les fichiers sont dans {into.number}" in words(page)
    assert f'href="{url(into)}"' in page.content.decode()
    assert f"Claire Martin a fusionné cette demande avec {into.number}" in words(page)


def test_the_request_that_goes_on_holds_both_and_says_so(
    world: World, as_: As, gone: Ticket, into: Ticket
) -> None:
    page = words(as_(world.sophie).get(url(into)))

    assert "La même panne." in page and "Depuis la mise à jour de cette nuit." in page
    assert f"Claire Martin a fusionné ici la demande {gone.number}" in page
    assert "secret" not in page


@pytest.mark.parametrize("who", ["sophie", "jean", "lea", "marc", "paul", "anne"])
def test_nobody_reads_more_than_before(world: World, gone: Ticket, into: Ticket, who: str) -> None:
    person = getattr(world, who)
    sees_both = {
        ticket: Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists() for ticket in (gone, into)
    }

    assert sees_both[gone] is sees_both[into] is (who in {"sophie", "jean", "lea"})
    assert visible_messages(person, into).count() == (2 if sees_both[into] else 0)


def test_who_lost_sight_of_it_since_is_not_led_there(
    world: World, as_: As, gone: Ticket, into: Ticket
) -> None:
    theirs = world.organisation_of(world.marc)
    Ticket.objects.filter(pk=into.pk).update(organisation=theirs, reseller=theirs)
    page = as_(world.sophie).get(url(gone))

    assert "Cette demande est fusionnée avec une autre" in words(page)
    assert url(into) not in page.content.decode()


def test_it_is_neither_answered_nor_reopened(world: World, as_: As, gone: Ticket, into: Ticket) -> None:
    client = as_(world.sophie)
    page = client.get(url(gone))
    token = submission.new(world.sophie).token
    sent = client.post(url(gone, "messages"), {"submission_key": token, "body": "Une précision."})
    client.post(url(gone, "reopening"))

    assert (page.context["may_reply"], page.context["may_reopen"]) == (False, False)
    assert sent.status_code == 422
    assert f"Cette demande est fusionnée avec {into.number} : répondez là-bas." in words(sent)
    assert "Une précision." in sent.content.decode()
    assert Ticket.objects.get(pk=gone.pk).status == "closed"


def test_the_list_says_that_it_was_merged(world: World, as_: As, gone: Ticket) -> None:
    page = words(as_(world.sophie).get("/portail/incidents/?voir=tous"))

    assert "fusionné depuis un instant" in page


def test_it_promises_nothing_by_itself_any_more(world: World, as_: As, gone: Ticket) -> None:  # CH-V.2
    client = as_(world.sophie)

    assert client.get(url(gone)).context["deadline"] is None
    assert "réponse promise" not in words(client.get("/portail/incidents/?voir=tous"))


def test_it_is_no_longer_among_what_is_going_on(world: World, as_: As, gone: Ticket, into: Ticket) -> None:
    page = words(as_(world.sophie).get("/portail/incidents/"))

    assert into.number in page
    assert gone.number not in page
