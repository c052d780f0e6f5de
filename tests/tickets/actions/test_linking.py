"""Two tickets that have to do with each other: linked once, seen from both, removable from either."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.world import TUESDAY, World
from tickets import history
from tickets.actions import linking
from tickets.actions.writing import NotPossible
from tickets.models import Event, Ticket, TicketLink

Kind = TicketLink.Kind


def last_line(world: World, ticket: Ticket) -> str:
    return history.lines(ticket, world.claire)[-1].text


def test_both_histories_say_it(world: World) -> None:
    one, other = world.ticket(), world.ticket(world.sophie)

    linking.link(one, other, Kind.RELATED, actor=world.claire, at=TUESDAY)

    assert last_line(world, one) == f"Claire Martin a lié ce ticket à {other.number}"
    assert last_line(world, other) == f"Claire Martin a lié ce ticket à {one.number}"


def test_a_duplicate_is_said_as_such(world: World) -> None:
    one, other = world.ticket(), world.ticket()

    linking.link(one, other, Kind.DUPLICATE, actor=world.claire, at=TUESDAY)

    assert last_line(world, other) == f"Claire Martin a signalé {one.number} comme doublon"


def test_linking_twice_and_from_the_other_side_is_one_link(world: World) -> None:
    one, other = world.ticket(), world.ticket()

    linking.link(one, other, Kind.RELATED, actor=world.claire, at=TUESDAY)
    linking.link(other, one, Kind.RELATED, actor=world.hugo, at=TUESDAY)

    assert TicketLink.objects.count() == 1
    assert one.events.filter(kind=Event.Kind.LINKED).count() == 1


def test_a_link_may_become_a_duplicate(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    linking.link(one, other, Kind.RELATED, actor=world.claire, at=TUESDAY)

    linking.link(other, one, Kind.DUPLICATE, actor=world.claire, at=TUESDAY)

    assert TicketLink.objects.get().kind == Kind.DUPLICATE


def test_no_clock_and_no_state_moves(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    before = (one.status, one.due_at, one.queue_key)

    linking.link(one, other, Kind.DUPLICATE, actor=world.claire, at=TUESDAY)

    one.refresh_from_db()
    assert (one.status, one.due_at, one.queue_key) == before


def test_a_link_is_removed_from_either_side_and_twice_is_harmless(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    linking.link(one, other, Kind.DUPLICATE, actor=world.claire, at=TUESDAY)

    was = [linking.unlink(other, one, actor=world.hugo, at=TUESDAY) for _ in range(2)]

    assert was == [Kind.DUPLICATE, ""]
    assert last_line(world, one) == f"Hugo Leroy a retiré le lien avec {other.number}"
    assert not TicketLink.objects.exists()


def test_a_ticket_is_not_linked_to_itself(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NotPossible, match="à lui-même"):
        linking.link(ticket, ticket, Kind.RELATED, actor=world.claire, at=TUESDAY)


def test_a_customer_links_nothing_and_reads_of_no_link(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    with pytest.raises(PermissionDenied):
        linking.link(one, other, Kind.RELATED, actor=world.jean, at=TUESDAY)

    linking.link(one, other, Kind.RELATED, actor=world.claire, at=TUESDAY)

    assert len(history.lines(one, world.jean)) == 1
