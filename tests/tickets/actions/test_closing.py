from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, TUESDAY, World
from tickets.actions import closing, estimating, replying
from tickets.actions.closing import REOPENING
from tickets.actions.waiving import waive
from tickets.actions.writing import NotPossible
from tickets.models import Estimate, Event, Status, Ticket

LATER = TUESDAY + timedelta(minutes=20)
# In UTC: the clocks go back in between, and what counts is the time that passed.
LAST_INSTANT = LATER.astimezone(UTC) + REOPENING


def events(ticket: Ticket, kind: Event.Kind) -> int:
    return ticket.events.filter(kind=kind).count()


def estimate(world: World, ticket: Ticket) -> Estimate:
    return estimating.propose(ticket, 60, "Créer le VLAN.", actor=world.claire, at=TUESDAY)


def test_a_solution_is_an_answer_and_stops_the_clock(world: World) -> None:  # CH-V.2
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, "Redémarrez.", at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert (ticket.status, ticket.first_response_at) == (Status.RESOLVED, LATER)


def test_the_same_solution_twice_is_written_once(world: World) -> None:
    ticket, words = world.ticket(), world.words(world.claire, at=LATER)
    first, second = (closing.resolve(ticket, words, at=LATER) for _ in range(2))

    assert first == second
    assert events(ticket, Event.Kind.RESOLVED) == 1


def test_the_customer_s_next_word_opens_a_resolved_ticket_again(world: World) -> None:
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, at=LATER), at=LATER)
    replying.reply(ticket, world.words(world.jean, "Toujours pas.", at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert ticket.status == Status.OPEN


def test_a_customer_resolves_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        closing.resolve(world.ticket(), world.words(world.jean), at=LATER)


def test_its_requester_closes_a_ticket(world: World) -> None:
    assert closing.close(world.ticket(), actor=world.jean, at=LATER).status == Status.CLOSED


def test_a_reseller_does_not_close_its_customer_s_ticket(world: World) -> None:
    ticket = world.ticket(world.sophie)

    with pytest.raises(PermissionDenied):
        closing.close(ticket, actor=world.jean, at=LATER)


def test_closing_twice_changes_nothing(world: World) -> None:
    ticket = world.ticket()
    for minute in (20, 30):
        closed = closing.close(ticket, actor=world.jean, at=TUESDAY + timedelta(minutes=minute))

    assert events(ticket, Event.Kind.CLOSED) == 1
    assert closed.waiting_since == LATER


def test_the_requester_is_told_of_an_end_that_the_centre_made(world: World) -> None:
    ticket = world.ticket()
    before = OutgoingMail.objects.filter(to=world.jean.email).count()
    closing.close(ticket, actor=world.claire, at=LATER)

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == before + 1


def test_whoever_closes_their_own_is_sent_nothing(world: World) -> None:
    ticket = world.ticket()
    before = OutgoingMail.objects.filter(to=world.jean.email).count()
    closing.close(ticket, actor=world.jean, at=LATER)

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == before


def test_closing_withdraws_the_estimate_that_waits(world: World) -> None:  # CH-PS
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    waiting = estimate(world, ticket)
    closing.close(ticket, actor=world.claire, at=LATER)
    waiting.refresh_from_db()

    assert (waiting.decision, waiting.decided_at) == (Estimate.Decision.WITHDRAWN, LATER)


def test_an_estimate_withdrawn_is_not_approved(world: World) -> None:  # CH-PS
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    waiting = estimate(world, ticket)
    closing.close(ticket, actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="n’attend plus"):
        estimating.decide(waiting, approved=True, actor=world.jean, at=LATER)


def test_a_reopened_ticket_is_with_the_centre_again(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=LATER)
    reopened = closing.reopen(ticket, actor=world.jean, at=LATER)

    assert (reopened.status, reopened.queue_rank is not None) == (Status.OPEN, True)


def test_a_refused_request_is_reopened_as_refused(world: World) -> None:  # CH-0
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    closing.close(ticket, actor=world.marc, at=LATER)
    reopened = closing.reopen(ticket, actor=world.marc, at=LATER)

    assert (reopened.status, reopened.due_at) == (Status.REFUSED, None)


def test_what_was_waived_and_solved_since_is_reopened_as_open(world: World) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    closing.close(ticket, actor=world.claire, at=LATER)
    closing.reopen(ticket, actor=world.claire, at=LATER)
    waive(ticket, "Signé.", actor=world.claire, at=LATER)
    closing.resolve(ticket, world.words(world.claire, at=LATER), at=LATER)

    assert closing.reopen(ticket, actor=world.claire, at=LATER).status == Status.OPEN


def test_a_ticket_that_is_not_ended_is_not_reopened(world: World) -> None:
    with pytest.raises(NotPossible, match="pas terminé"):
        closing.reopen(world.ticket(), actor=world.jean, at=LATER)


def test_a_customer_reopens_until_the_last_instant(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=LATER)

    assert closing.reopen(ticket, actor=world.jean, at=LAST_INSTANT).status == Status.OPEN


def test_and_not_after_it(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=LATER)

    with pytest.raises(NotPossible, match="30 jours"):
        closing.reopen(ticket, actor=world.jean, at=LAST_INSTANT + timedelta(seconds=1))


def test_an_engineer_reopens_whenever(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=LATER)

    assert closing.reopen(ticket, actor=world.claire, at=LATER + 2 * REOPENING).status == Status.OPEN
