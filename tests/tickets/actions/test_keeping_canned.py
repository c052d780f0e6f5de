from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from tests.world import TUESDAY, World
from tickets.actions.keeping_canned import Wording, give_up, keep
from tickets.actions.writing import NotPossible
from tickets.canned import UnknownVariable
from tickets.models import CannedReply

WRONG = "{{ prenon }}"
HELLO = Wording("bonjour", "Premier contact", "Bonjour {{ prenom }},", "", shared=True)


def test_a_reply_is_kept_for_the_team(world: World) -> None:
    row = keep(None, HELLO, actor=world.claire, at=TUESDAY)

    assert (row.owner, row.shared, row.updated_at) == (world.claire, True, TUESDAY)


def test_the_same_form_sent_twice_is_one_reply(world: World) -> None:
    first = keep(None, HELLO, actor=world.claire, at=TUESDAY)

    assert keep(None, HELLO, actor=world.claire, at=TUESDAY) == first
    assert CannedReply.objects.count() == 1


def test_a_shortcut_of_the_team_is_taken_once(world: World) -> None:
    keep(None, HELLO, actor=world.claire, at=TUESDAY)

    with pytest.raises(NotPossible, match="/bonjour est déjà pris"):
        keep(None, replace(HELLO, text="Bonsoir"), actor=world.hugo, at=TUESDAY)


def test_everybody_may_have_a_shortcut_of_their_own(world: World) -> None:
    keep(None, replace(HELLO, shared=False), actor=world.claire, at=TUESDAY)
    keep(None, replace(HELLO, shared=False), actor=world.hugo, at=TUESDAY)

    assert CannedReply.objects.count() == 2


def test_a_colleague_changes_a_reply_of_the_team_and_whose_it_was_stays(world: World) -> None:
    row = keep(None, HELLO, actor=world.claire, at=TUESDAY)
    keep(row, replace(HELLO, text="Bonjour,"), actor=world.hugo, at=TUESDAY)
    row.refresh_from_db()

    assert (row.text, row.owner) == ("Bonjour,", world.claire)


def test_a_colleague_takes_no_reply_from_the_team(world: World) -> None:
    row = keep(None, HELLO, actor=world.hugo, at=TUESDAY)

    keep(row, replace(HELLO, shared=False), actor=world.claire, at=TUESDAY)

    assert CannedReply.objects.get().shared


def test_its_owner_takes_a_reply_back_from_the_team(world: World) -> None:
    row = keep(None, HELLO, actor=world.claire, at=TUESDAY)

    keep(row, replace(HELLO, shared=False), actor=world.claire, at=TUESDAY)

    assert not CannedReply.objects.get().shared


def test_nobody_changes_a_reply_that_is_a_colleague_s_own(world: World) -> None:
    row = keep(None, replace(HELLO, shared=False), actor=world.claire, at=TUESDAY)

    with pytest.raises(PermissionDenied):
        keep(row, HELLO, actor=world.hugo, at=TUESDAY)


@pytest.mark.parametrize("wording", [replace(HELLO, text=WRONG), replace(HELLO, text_en=WRONG)])
def test_a_variable_that_no_ticket_has_is_refused_in_either_language(world: World, wording: Wording) -> None:
    with pytest.raises(UnknownVariable):
        keep(None, wording, actor=world.claire, at=TUESDAY)

    assert not CannedReply.objects.exists()


def test_a_lead_gives_up_a_reply_of_the_team(world: World) -> None:
    row = keep(None, HELLO, actor=world.claire, at=TUESDAY)
    give_up(row, actor=world.hugo)
    give_up(row, actor=world.hugo)

    assert not CannedReply.objects.exists()


def test_an_engineer_does_not_give_up_a_reply_of_the_team(world: World) -> None:
    row = keep(None, HELLO, actor=world.hugo, at=TUESDAY)

    with pytest.raises(PermissionDenied):
        give_up(row, actor=world.claire)
