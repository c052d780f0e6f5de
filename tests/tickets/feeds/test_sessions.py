"""A person's agreed remote sessions in a feed (CH-III.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Event
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.tickets.feeds.reading import address, events
from tests.world import PARIS, TUESDAY, World
from tickets.actions import remote_sessions
from tickets.actions.assigning import assign
from tickets.actions.remote_sessions import Slot
from tickets.models import RemoteSession, Ticket

NOON = TUESDAY + timedelta(hours=1)
THURSDAY = datetime(2026, 10, 15, 10, tzinfo=PARIS)


def proposed(world: World, ticket: Ticket, starts_at: datetime = THURSDAY) -> RemoteSession:
    slot = Slot(starts_at, 60, "Relever les traces du VPN secret")
    return remote_sessions.propose(ticket, slot, actor=world.claire, at=TUESDAY)


def agreed(world: World, ticket: Ticket, starts_at: datetime = THURSDAY) -> RemoteSession:
    row = proposed(world, ticket, starts_at)
    requester = ticket.requester
    assert requester is not None
    return remote_sessions.agree(row, actor=requester, at=TUESDAY, consents=True)


def shown_to(person: User) -> list[Event]:
    return events(address(person, sessions=True))


def test_an_agreed_session_says_when_and_for_which_ticket(world: World) -> None:
    ticket = world.ticket()
    row = agreed(world, ticket)

    [event] = shown_to(world.jean)

    assert event["SUMMARY"] == f"Session à distance CST, {ticket.number}"
    assert event["DESCRIPTION"] == "FortiGate 100F"
    assert event["URL"] == f"http://localhost:8000/portail/incidents/{ticket.number}/"
    assert event["UID"] == f"session-{row.pk}@localhost"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (THURSDAY, THURSDAY + timedelta(hours=1))
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CONFIRMED", "OPAQUE", 0)


def test_nothing_that_was_written_is_in_it(world: World) -> None:
    agreed(world, world.ticket(subject="Mot de passe perdu", body="Le voici."))

    [event] = shown_to(world.jean)

    text = event.to_ical().decode()
    assert not any(word in text for word in ("Mot de passe", "voici", "VPN secret"))


def test_a_proposal_is_none_yet(world: World) -> None:
    proposed(world, world.ticket())

    assert shown_to(world.jean) == []


def test_one_that_is_called_off_is_cancelled_for_a_while(world: World) -> None:
    row = agreed(world, world.ticket())
    path = address(world.jean, sessions=True)
    remote_sessions.cancel(row, actor=world.jean, at=NOON)

    [event] = events(path)

    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert event.decoded("last-modified") == NOON.astimezone(UTC)
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        assert events(path) == []


def test_a_proposal_that_was_taken_back_was_never_in_a_calendar(world: World) -> None:
    row = proposed(world, world.ticket())
    remote_sessions.cancel(row, actor=world.claire, at=NOON)

    assert shown_to(world.jean) == []


def test_one_that_was_held_stays_for_a_month(world: World) -> None:
    agreed(world, world.ticket())
    path = address(world.jean, sessions=True)

    with time_machine.travel(THURSDAY + timedelta(days=29), tick=False):
        assert len(events(path)) == 1
    with time_machine.travel(THURSDAY + timedelta(days=31), tick=False):
        assert events(path) == []


@pytest.mark.parametrize(("who", "count"), [("sophie", 1), ("jean", 1), ("lea", 1), ("marc", 0), ("ines", 0)])
def test_customers_have_those_of_the_tickets_that_they_see(world: World, who: str, count: int) -> None:
    agreed(world, world.ticket(world.sophie))

    assert len(shown_to(getattr(world, who))) == count


def test_an_engineer_has_those_of_the_tickets_they_hold(world: World) -> None:
    ticket = world.ticket()
    assign(ticket, world.claire, actor=world.claire, at=TUESDAY)
    agreed(world, ticket)
    agreed(world, world.ticket(), THURSDAY + timedelta(days=1))

    [event] = shown_to(world.claire)

    assert event["URL"] == f"http://localhost:8000/console/tickets/{ticket.number}/"
    assert shown_to(world.hugo) == []


def test_a_feed_of_closures_alone_has_no_session(world: World) -> None:
    ticket = world.ticket()
    agreed(world, ticket)

    assert not any(
        ticket.number in str(event["SUMMARY"]) for event in events(address(world.jean, closures=True))
    )


def test_many_sessions_take_as_many_queries_as_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in (0, 4, 5, 6):
        remote_sessions.cancel(
            agreed(world, world.ticket(), THURSDAY + timedelta(days=day)), actor=world.jean, at=NOON
        )
    path = address(world.jean, sessions=True)

    with django_assert_max_num_queries(4):  # the feed, its last use, the sessions, which of them were agreed
        found = events(path)

    assert len(found) == 4
