"""CH-V.2: an unhappy customer is a task of the lead's until somebody took care of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.world import TUESDAY, World
from tickets.actions import closing, rating
from tickets.actions.handling_opinions import handle
from tickets.actions.writing import NotPossible
from tickets.models import Satisfaction, Ticket


def unhappy(world: World, ticket: Ticket | None = None, comment: str = "Trop long.") -> Satisfaction:
    found = closing.close(ticket or world.ticket(), actor=world.claire, at=TUESDAY)
    return rating.rate(found, 1, comment, actor=world.jean, at=TUESDAY)


def test_the_row_keeps_who_took_care_of_it_when_and_how(world: World) -> None:
    row = handle(unhappy(world), "  Rappelé,\nexcuses. ", actor=world.hugo, at=TUESDAY)

    assert (row.handled_by, row.handled_at, row.handled_words) == (world.hugo, TUESDAY, "Rappelé, excuses.")


def test_of_two_who_do_it_the_first_stands(world: World) -> None:
    row = unhappy(world)
    handle(row, "Rappelé.", actor=world.hugo, at=TUESDAY)

    handle(row, "Autre chose.", actor=world.hugo, at=TUESDAY + timedelta(minutes=1))

    row.refresh_from_db()
    assert row.handled_words == "Rappelé."


@pytest.mark.parametrize("who", ["claire", "jean", "ines"])
def test_it_is_for_leads(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        handle(unhappy(world), "Rappelé.", actor=getattr(world, who), at=TUESDAY)


def test_it_takes_words(world: World) -> None:
    with pytest.raises(NotPossible, match="quelques mots"):
        handle(unhappy(world), " \n", actor=world.hugo, at=TUESDAY)


def test_a_customer_who_is_content_by_now_needs_nothing(world: World) -> None:
    row = unhappy(world)
    rating.rate(row.ticket, 3, actor=world.jean, at=TUESDAY)

    with pytest.raises(NotPossible, match="changé d’avis"):
        handle(row, "Rappelé.", actor=world.hugo, at=TUESDAY)


def test_who_was_taken_care_of_and_is_unhappy_with_new_words_is_a_task_again(world: World) -> None:
    row = handle(unhappy(world), "Rappelé.", actor=world.hugo, at=TUESDAY)

    again = rating.rate(row.ticket, 1, "Toujours rien.", actor=world.jean, at=TUESDAY)

    assert (again.handled_at, again.handled_by, again.handled_words) == (None, None, "")
