"""CH-V.2: a customer asks for a higher severity, an engineer decides; the deadline follows from the original start."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import STORMSHIELD, TUESDAY, World
from tickets import history
from tickets.actions import asking_severity, assigning, closing, deciding_severity, qualifying
from tickets.actions.merging import merge
from tickets.actions.qualifying import Qualification
from tickets.actions.writing import NotPossible
from tickets.models import Event, SeverityRequest, Ticket

LATER = TUESDAY + timedelta(minutes=20)
Decision = SeverityRequest.Decision


def wish(world: World, ticket: Ticket | None = None, wanted: int = 1) -> SeverityRequest:
    return asking_severity.ask(
        ticket or world.ticket(severity=3), wanted, "Tout le site est arrêté.", actor=world.jean, at=TUESDAY
    )


def told(address: str, words: str) -> int:
    return OutgoingMail.objects.filter(to=address, text__contains=words).count()


def test_the_ticket_keeps_its_severity_until_an_engineer_decides(world: World) -> None:
    row = wish(world)
    row.ticket.refresh_from_db()

    assert row.ticket.severity == 3
    assert row.decision == Decision.PENDING


def test_the_engineer_in_charge_is_told(world: World) -> None:
    ticket = world.ticket(severity=3)
    assigning.assign(ticket, world.claire, actor=world.claire, at=TUESDAY)

    wish(world, ticket)

    assert told(world.claire.email, "Tout le site est arrêté.") == 1


def test_the_same_wish_twice_is_one(world: World) -> None:
    ticket = world.ticket(severity=3)

    assert wish(world, ticket) == wish(world, ticket)
    assert ticket.events.filter(kind=Event.Kind.SEVERITY_ASKED).count() == 1


def test_another_wish_waits_for_the_first(world: World) -> None:
    ticket = world.ticket(severity=3)
    wish(world, ticket)

    with pytest.raises(NotPossible, match="attend déjà"):
        wish(world, ticket, wanted=2)


@pytest.mark.parametrize("wanted", [3, 4])
def test_only_a_higher_severity_is_asked_for(world: World, wanted: int) -> None:
    with pytest.raises(NotPossible, match="déjà en sévérité 3"):
        wish(world, wanted=wanted)


def test_an_ended_ticket_takes_no_wish(world: World) -> None:
    ticket = closing.close(world.ticket(severity=3), actor=world.jean, at=TUESDAY)

    with pytest.raises(NotPossible, match="incident ouvert"):
        wish(world, ticket)


def test_a_request_for_assistance_has_no_severity(world: World) -> None:  # CH-PS
    with pytest.raises(NotPossible, match="assistance"):
        wish(world, world.ticket(kind="assistance", serial="", severity=None))


@pytest.mark.parametrize("who", ["jean", "marc", "claire"])
def test_only_those_whose_request_it_is_ask(world: World, who: str) -> None:
    ticket = world.ticket(world.sophie, severity=3)

    with pytest.raises(PermissionDenied):
        asking_severity.ask(ticket, 1, "Vite.", actor=getattr(world, who), at=TUESDAY)


def test_accepting_recomputes_the_deadline_from_the_original_start(world: World) -> None:
    row = deciding_severity.accept(wish(world), actor=world.claire, at=LATER)

    direct = world.ticket(severity=1)
    row.ticket.refresh_from_db()
    assert row.decision == Decision.ACCEPTED
    assert (row.ticket.severity, row.ticket.due_at) == (1, direct.due_at)


def test_those_who_asked_read_both_deadlines_in_one_mail(world: World) -> None:
    deciding_severity.accept(wish(world), "D’accord.", actor=world.claire, at=LATER)

    assert told(world.jean.email, "au lieu de") == 1
    assert told(world.jean.email, "D’accord.") == 1


def test_the_history_says_before_and_after(world: World) -> None:
    row = deciding_severity.accept(wish(world), actor=world.claire, at=LATER)

    said = history.lines(row.ticket, world.jean)[-1].text
    assert said == "Claire Martin a accepté la demande de sévérité, 3 → 1"


def test_accepting_twice_changes_nothing(world: World) -> None:
    row = wish(world)
    for _ in range(2):
        deciding_severity.accept(row, actor=world.claire, at=LATER)

    assert row.ticket.events.filter(kind=Event.Kind.SEVERITY_DECIDED).count() == 1


def test_declining_keeps_the_severity_and_says_why(world: World) -> None:
    row = deciding_severity.decline(wish(world), "Un contournement existe.", actor=world.claire, at=LATER)
    row.ticket.refresh_from_db()

    assert (row.decision, row.ticket.severity) == (Decision.DECLINED, 3)
    assert told(world.jean.email, "Un contournement existe.") == 1


def test_declining_takes_a_sentence(world: World) -> None:
    with pytest.raises(NotPossible, match="Dites au client pourquoi"):
        deciding_severity.decline(wish(world), " ", actor=world.claire, at=LATER)


def test_who_comes_second_is_told_that_it_was_decided(world: World) -> None:
    row = wish(world)
    deciding_severity.decline(row, "Non.", actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="n’attend plus de décision"):
        deciding_severity.accept(row, actor=world.hugo, at=LATER)


def test_customers_decide_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        deciding_severity.accept(wish(world), actor=world.jean, at=LATER)


def qualified(world: World, ticket: Ticket, severity: int | None, kind: str = "incident") -> None:
    qualifying.qualify(ticket, Qualification(severity, ticket.serial, kind), actor=world.claire, at=LATER)


@pytest.mark.parametrize(("severity", "decision"), [(1, "accepted"), (2, "accepted"), (4, "pending")])
def test_qualifying_as_wished_or_higher_settles_the_wish(world: World, severity: int, decision: str) -> None:
    row = wish(world, wanted=2)
    qualified(world, row.ticket, severity)
    row.refresh_from_db()

    assert row.decision == decision


def test_the_end_of_the_ticket_withdraws_the_wish(world: World) -> None:
    row = wish(world)
    closing.close(row.ticket, actor=world.jean, at=LATER)
    row.refresh_from_db()

    assert row.decision == Decision.WITHDRAWN


def test_a_merger_withdraws_the_wish(world: World) -> None:
    into, row = world.ticket(), wish(world)
    merge(row.ticket, into, actor=world.claire, at=LATER)
    row.refresh_from_db()

    assert row.decision == Decision.WITHDRAWN


def test_a_standard_ticket_may_be_wished_more_severe_too(world: World) -> None:
    row = wish(world, world.ticket(serial=STORMSHIELD, channel="mail", severity=3))

    assert deciding_severity.accept(row, actor=world.claire, at=LATER).decision == Decision.ACCEPTED
