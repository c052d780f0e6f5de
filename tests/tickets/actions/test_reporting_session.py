"""What came of a remote session is told in the thread, with its length and that nothing was changed (CH-III.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import history
from tickets.actions import estimating, remote_sessions, replying
from tickets.actions.remote_sessions import Slot
from tickets.actions.reporting_session import is_to_report, report
from tickets.actions.writing import NotPossible
from tickets.models import Event, RemoteSession, Status

THURSDAY = TUESDAY.replace(day=15, hour=14, minute=0)
AFTER = THURSDAY + timedelta(hours=1)


def agreed(world: World) -> RemoteSession:
    """A session that both sides agreed on, on an answered ticket of Jean's."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY, then=Status.OPEN)
    row = remote_sessions.propose(ticket, Slot(THURSDAY, 60, "Lire."), actor=world.claire, at=TUESDAY)
    return remote_sessions.agree(row, actor=world.jean, at=TUESDAY, consents=True)


def test_the_report_is_a_message_that_says_when_how_long_and_that_nothing_changed(world: World) -> None:
    row = agreed(world)

    message = report(row, world.words(world.claire, "La table de routage est bonne."), 45, at=AFTER)

    assert not message.internal
    assert message.body.replace("\u00a0", " ") == (
        "Compte rendu de la session à distance (jeudi 15 octobre 14h00, 0h45). Lecture seule : rien n’a été "
        "modifié.\n\nLa table de routage est bonne."
    )
    assert OutgoingMail.objects.filter(to=world.jean.email, text__contains="table de routage").exists()


def test_the_session_is_held_and_keeps_its_report(world: World) -> None:
    row = agreed(world)

    report(row, world.words(world.claire, "Rien."), 45, at=AFTER)

    row.refresh_from_db()
    assert (row.state, row.minutes, row.report) == (RemoteSession.State.HELD, 45, "Rien.")
    assert (row.reported_by, row.reported_at) == (world.claire, AFTER)
    assert not is_to_report(row, AFTER)


@pytest.mark.parametrize("reader", ["claire", "jean"])
def test_the_history_says_it_to_both_sides(world: World, reader: str) -> None:
    row = agreed(world)
    report(row, world.words(world.claire, "Rien."), 45, at=AFTER)

    said = history.lines(row.ticket, getattr(world, reader))[-1].text.replace("\u00a0", " ")

    assert said == "Claire Martin a rendu compte de la session à distance : 0h45, en lecture seule"


def test_the_ball_stays_where_it_is(world: World) -> None:
    row = agreed(world)

    report(row, world.words(world.claire, "Rien."), 45, at=AFTER)

    row.ticket.refresh_from_db()
    assert row.ticket.status == Status.OPEN


def test_the_same_report_twice_is_one(world: World) -> None:
    row, said = agreed(world), world.words(world.claire, "Rien.")

    both = [report(row, said, 45, at=AFTER) for _ in range(2)]

    assert both[0] == both[1]
    assert row.ticket.events.filter(kind=Event.Kind.SESSION_REPORTED).count() == 1


def test_a_session_that_did_not_begin_or_was_told_of_has_no_report(world: World) -> None:
    row = agreed(world)

    with pytest.raises(NotPossible, match="n’a pas eu lieu"):
        report(row, world.words(world.claire, "Rien."), 45, at=THURSDAY - timedelta(minutes=1))
    report(row, world.words(world.claire, "Rien."), 45, at=AFTER)
    with pytest.raises(NotPossible, match="déjà dans les échanges"):
        report(row, world.words(world.claire, "Encore."), 45, at=AFTER)


def test_one_that_made_room_for_another_is_still_told_of(world: World) -> None:
    row = agreed(world)
    slot = Slot(THURSDAY + timedelta(days=1), 30, "Suite.")
    remote_sessions.propose(row.ticket, slot, actor=world.claire, at=AFTER)
    row.refresh_from_db()

    assert (row.state, is_to_report(row, AFTER)) == (RemoteSession.State.HELD, True)


def test_what_ps_covers_is_not_called_read_only(world: World) -> None:  # CH-PS
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    estimate = estimating.propose(ticket, 120, "Migrer.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    row = remote_sessions.propose(ticket, Slot(THURSDAY, 60, "Migrer."), actor=world.claire, at=TUESDAY)
    row = remote_sessions.agree(row, actor=world.jean, at=TUESDAY, consents=True)

    message = report(row, world.words(world.claire, "Migré."), 60, at=AFTER)

    assert "Lecture seule" not in message.body


def test_an_english_customer_reads_the_heading_in_english(world: World) -> None:
    world.jean.language = "en"
    world.jean.save()
    row = agreed(world)

    message = report(row, world.words(world.claire, "All fine."), 45, at=AFTER)

    assert "Thursday 15 October" in message.body


def test_a_customer_reports_nothing(world: World) -> None:
    row = agreed(world)

    with pytest.raises(PermissionDenied):
        report(row, world.words(world.jean, "Rien."), 45, at=AFTER)
