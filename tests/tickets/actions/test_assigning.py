from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets.actions.assigning import assign
from tickets.actions.writing import NotPossible
from tickets.models import Event

LATER = TUESDAY + timedelta(minutes=20)


def test_an_engineer_takes_a_ticket(world: World) -> None:
    assert assign(world.ticket(), world.claire, actor=world.claire, at=LATER).assignee == world.claire


def test_the_history_names_who_had_it_and_who_has_it(world: World) -> None:
    ticket = world.ticket()
    assign(ticket, world.claire, actor=world.hugo, at=LATER)
    assign(ticket, world.hugo, actor=world.hugo, at=LATER)
    last = ticket.events.filter(kind=Event.Kind.ASSIGNED).latest("id")

    assert (last.actor, last.data) == (world.hugo, {"before": "Claire Martin", "after": "Hugo Leroy"})


def test_a_ticket_is_given_back_to_nobody(world: World) -> None:
    ticket = world.ticket()
    assign(ticket, world.claire, actor=world.claire, at=LATER)

    assert assign(ticket, None, actor=world.claire, at=LATER).assignee is None


def test_assigning_to_whom_it_is_already_changes_nothing(world: World) -> None:
    ticket = world.ticket()
    for _ in range(2):
        assign(ticket, world.claire, actor=world.hugo, at=LATER)

    assert ticket.events.filter(kind=Event.Kind.ASSIGNED).count() == 1


@pytest.mark.parametrize("name", ["jean", "ines"])
def test_only_an_engineer_is_given_a_ticket(world: World, name: str) -> None:
    with pytest.raises(NotPossible, match="ingénieur du CST"):
        assign(world.ticket(), getattr(world, name), actor=world.hugo, at=LATER)


@pytest.mark.parametrize("name", ["jean", "ines"])
def test_only_an_engineer_assigns(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        assign(world.ticket(), world.claire, actor=getattr(world, name), at=LATER)


def test_an_assignment_is_no_answer(world: World) -> None:  # CH-V.2
    ticket = world.ticket()
    mails = OutgoingMail.objects.filter(to=world.jean.email).count()
    after = assign(ticket, world.claire, actor=world.claire, at=LATER)

    assert (after.first_response_at, after.status, after.due_at) == (None, ticket.status, ticket.due_at)
    assert OutgoingMail.objects.filter(to=world.jean.email).count() == mails
