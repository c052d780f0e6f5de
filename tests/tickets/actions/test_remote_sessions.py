"""CH-III.3: a remote session is for Premium, inside the opening hours, read-only, and agreed by both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from outbound_mail.models import OutgoingMail
from tests.world import STORMSHIELD, TUESDAY, World
from tickets import history
from tickets.actions import assigning, closing, estimating, remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.actions.writing import NotPossible
from tickets.models import Event, RemoteSession, Ticket

THURSDAY = TUESDAY.replace(day=15, hour=14, minute=0)
State = RemoteSession.State


def propose(ticket: Ticket, by: User, starts_at: datetime = THURSDAY, **changes: Any) -> RemoteSession:
    said = {"minutes": 60, "purpose": "Lire les traces IKE.", "consents": by.is_customer, **changes}
    return remote_sessions.propose(ticket, Slot(starts_at, **said), actor=by, at=TUESDAY)


def test_a_proposal_of_the_customer_holds_its_consent_in_words(world: World) -> None:
    row = propose(world.ticket(), world.jean)

    assert row.read_only
    assert row.consent_by == world.jean
    assert row.consent_sentence == "Le CST regarde et récupère des traces, il ne modifie rien."


def test_without_consent_nothing_is_proposed(world: World) -> None:
    with pytest.raises(NotPossible, match="Cochez votre accord"):
        propose(world.ticket(), world.jean, consents=False)


def test_the_engineer_agrees_to_what_the_customer_proposed(world: World) -> None:
    ticket = world.ticket()
    row = remote_sessions.agree(propose(ticket, world.jean), actor=world.claire, at=TUESDAY)

    assert row.state == State.AGREED
    assert history.lines(ticket, world.jean)[-1].text == (
        "Claire Martin a accepté la session à distance de jeudi 15 octobre 14h00, en lecture seule"
    )


def test_both_sides_are_told_of_what_is_agreed(world: World) -> None:
    ticket = assigning.assign(world.ticket(), world.claire, actor=world.claire, at=TUESDAY)
    remote_sessions.agree(propose(ticket, world.jean), actor=world.claire, at=TUESDAY)

    mails = OutgoingMail.objects.filter(text__contains="jeudi 15 octobre 14h00 (1h) est convenue")
    assert set(mails.values_list("to", flat=True)) == {world.jean.email, world.claire.email}


def test_the_customer_agrees_with_its_consent_alone(world: World) -> None:
    row = propose(world.ticket(), world.claire)
    with pytest.raises(NotPossible, match="Cochez votre accord"):
        remote_sessions.agree(row, actor=world.jean, at=TUESDAY)

    agreed = remote_sessions.agree(row, actor=world.jean, at=TUESDAY, consents=True)

    assert (agreed.state, agreed.consent_by) == (State.AGREED, world.jean)


def test_nobody_agrees_to_their_own_proposal(world: World) -> None:
    row = propose(world.ticket(), world.jean)

    with pytest.raises(PermissionDenied):
        remote_sessions.agree(row, actor=world.lea, at=TUESDAY, consents=True)


def test_agreeing_twice_is_one_event(world: World) -> None:
    ticket = world.ticket()
    row = propose(ticket, world.jean)
    for engineer in (world.claire, world.hugo):
        remote_sessions.agree(row, actor=engineer, at=TUESDAY)

    assert ticket.events.filter(kind=Event.Kind.SESSION_DECIDED).count() == 1


def test_an_engineer_who_declines_says_why(world: World) -> None:
    row = propose(world.ticket(), world.jean)
    with pytest.raises(NotPossible, match="Dites au client pourquoi"):
        remote_sessions.decline(row, actor=world.claire, at=TUESDAY)

    remote_sessions.decline(row, "Équipe réduite ce jour.", actor=world.claire, at=TUESDAY)

    row.refresh_from_db()
    assert row.state == State.DECLINED


def test_another_slot_takes_the_place_of_the_one_proposed(world: World) -> None:
    ticket = world.ticket()
    first = propose(ticket, world.jean)

    second = propose(ticket, world.claire, THURSDAY + timedelta(hours=1))

    first.refresh_from_db()
    assert (first.state, second.state) == (State.DECLINED, State.PROPOSED)
    assert "un autre créneau" in history.lines(ticket, world.jean)[-1].text


def test_the_same_proposal_twice_is_one(world: World) -> None:
    ticket = world.ticket()

    assert propose(ticket, world.jean) == propose(ticket, world.jean)


def test_one_side_proposes_one_slot_at_a_time(world: World) -> None:
    ticket = world.ticket()
    propose(ticket, world.jean)

    with pytest.raises(NotPossible, match="attend déjà une réponse"):
        propose(ticket, world.lea, THURSDAY + timedelta(hours=1))


def test_what_is_agreed_is_called_off_before_another_is_proposed(world: World) -> None:
    ticket = world.ticket()
    remote_sessions.agree(propose(ticket, world.jean), actor=world.claire, at=TUESDAY)

    with pytest.raises(NotPossible, match="déjà convenue"):
        propose(ticket, world.claire, THURSDAY + timedelta(hours=1))


def test_the_database_holds_one_open_session_a_ticket(world: World) -> None:
    row = propose(world.ticket(), world.jean)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (TUESDAY.replace(day=15, hour=12, minute=0), "jeudi 15 octobre 14h00"),  # would run into lunch
        (TUESDAY.replace(day=15, hour=13, minute=0), "jeudi 15 octobre 14h00"),
        (TUESDAY.replace(day=17, hour=10, minute=0), "lundi 19 octobre 9h00"),  # a Saturday
        (TUESDAY - timedelta(hours=1), "déjà passé"),
        (TUESDAY + timedelta(days=90), "60"),
    ],
)
def test_a_slot_that_the_centre_cannot_hold_says_why(world: World, starts_at: datetime, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        propose(world.ticket(), world.jean, starts_at)


def test_a_standard_ticket_has_no_session_and_says_the_rule(world: World) -> None:
    with pytest.raises(NotPossible, match="Premium"):
        propose(world.ticket(serial=STORMSHIELD, channel="mail"), world.jean)


def test_under_an_approved_estimate_changes_are_made(world: World) -> None:  # CH-PS
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    estimate = estimating.propose(ticket, 60, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)

    row = propose(ticket, world.jean)

    assert not row.read_only
    assert "il peut modifier" in row.consent_sentence


@pytest.mark.parametrize("who", ["jean", "claire"])
def test_either_side_calls_it_off_until_it_begins(world: World, who: str) -> None:
    row = remote_sessions.agree(propose(world.ticket(), world.jean), actor=world.claire, at=TUESDAY)
    with pytest.raises(NotPossible, match="a commencé"):
        remote_sessions.cancel(row, actor=getattr(world, who), at=THURSDAY)

    assert remote_sessions.cancel(row, actor=getattr(world, who), at=TUESDAY).state == State.CANCELLED


def test_a_slot_that_is_past_is_not_agreed_and_makes_room(world: World) -> None:
    ticket = world.ticket()
    row = propose(ticket, world.jean)
    with pytest.raises(NotPossible, match="passée"):
        remote_sessions.agree(row, actor=world.claire, at=THURSDAY)

    slot = Slot(THURSDAY + timedelta(hours=2), 30, "", consents=True)
    remote_sessions.propose(ticket, slot, actor=world.jean, at=THURSDAY)

    row.refresh_from_db()
    assert row.state == State.CANCELLED


def test_the_end_of_the_ticket_calls_the_session_off(world: World) -> None:
    row = propose(world.ticket(), world.jean)
    closing.close(row.ticket, actor=world.jean, at=TUESDAY)
    row.refresh_from_db()

    assert row.state == State.CANCELLED


@pytest.mark.parametrize("who", ["jean", "marc"])
def test_only_those_whose_request_it_is_arrange_one(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        propose(world.ticket(world.sophie), getattr(world, who))
