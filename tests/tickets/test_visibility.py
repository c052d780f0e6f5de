"""Who sees which ticket and which message."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from tests.world import STORMSHIELD, SWITCH, World
from tickets.actions import replying
from tickets.files import NewFile
from tickets.models import Ticket
from tickets.visibility import visible_attachments, visible_messages


def sees(user: User | AnonymousUser, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jean", True),
        ("lea", True),
        ("marc", False),
        ("paul", False),
        ("anne", False),
        ("claire", True),
        ("hugo", True),
        ("ines", False),
    ],
)
def test_an_end_customer_s_ticket_is_seen_by_its_reseller_and_the_centre(
    world: World, name: str, expected: bool
) -> None:
    assert sees(getattr(world, name), world.ticket(world.sophie)) is expected


def test_an_end_customer_sees_only_its_own(world: World) -> None:
    assert sees(world.sophie, world.ticket(world.sophie))
    assert not sees(world.sophie, world.ticket(world.jean))


def test_another_reseller_sees_nothing(world: World) -> None:
    assert not sees(world.jean, world.ticket(world.marc, serial=SWITCH))


def test_nobody_in_particular_sees_nothing(world: World) -> None:
    ticket = world.ticket()
    lost = User.objects.create_user("lost@nowhere.example", full_name="Lost")
    administrator = User.objects.get(email="admin@exer.example")

    assert not any(sees(user, ticket) for user in (AnonymousUser(), lost, administrator))


def test_a_deactivated_person_sees_nothing(world: World) -> None:
    ticket = world.ticket()
    world.jean.is_active = False

    assert not sees(world.jean, ticket)


def test_a_role_that_no_clause_names_sees_nothing(world: World) -> None:
    ticket = world.ticket()
    world.jean.role = "auditor"

    assert not sees(world.jean, ticket)


def test_internal_notes_are_for_the_centre(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, "Entre nous."), at=world.at)

    assert visible_messages(world.claire, ticket).count() == 2
    assert visible_messages(world.jean, ticket).count() == 1


def test_a_ticket_out_of_sight_has_no_messages(world: World) -> None:
    assert not visible_messages(world.marc, world.ticket()).exists()


def test_the_files_of_an_internal_note_are_for_the_centre(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, files=[NewFile("trace.txt", b"x")]), at=world.at)

    assert visible_attachments(world.claire).count() == 1
    assert not visible_attachments(world.jean).exists()


def test_the_reseller_sees_what_was_passed_on_to_it(world: World) -> None:  # CH-II.2
    ticket = world.ticket(world.paul, serial=STORMSHIELD)

    assert sees(world.jean, ticket)
