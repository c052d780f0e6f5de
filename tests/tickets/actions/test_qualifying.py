from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.models import Contract
from tests.world import EXPIRED_AP, FORTIGATE, PARIS, TUESDAY, World
from tickets.actions import closing
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status

LATER = TUESDAY + timedelta(minutes=20)


def test_a_severity_recomputes_the_deadline_from_the_original_start(world: World) -> None:  # CH-V.2
    ticket = world.ticket(severity=1)
    changed = qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=LATER)

    assert changed.due_at == datetime(2026, 10, 13, 16, 37, tzinfo=PARIS)


def test_the_history_keeps_before_and_after(world: World) -> None:
    ticket = world.ticket(severity=1)
    qualify(ticket, Qualification(3, FORTIGATE, "incident"), actor=world.claire, at=LATER)
    data = ticket.events.get(kind=Event.Kind.QUALIFIED).data

    assert (data["before"]["severity"], data["after"]["severity"]) == (1, 3)
    assert data["due"] == {"before": "2026-10-13T12:37:00+00:00", "after": "2026-10-14T09:37:00+00:00"}


def test_naming_the_product_gives_its_verdict(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    changed = qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=LATER)

    assert (changed.verdict.reason, str(changed.device)) == ("covered", FORTIGATE)


def test_a_request_that_turns_out_not_to_be_covered_is_refused(world: World) -> None:  # CH-0
    ticket = world.ticket(world.marc, channel="mail", serial="", severity=None)
    changed = qualify(ticket, Qualification(1, EXPIRED_AP, "incident"), actor=world.claire, at=LATER)

    assert (changed.status, changed.due_at) == (Status.REFUSED, None)


def test_a_contract_that_ended_since_still_covers(world: World) -> None:  # CH-0
    ticket = world.ticket(channel="mail", serial="")
    Contract.objects.filter(number="EX-2024-0117").update(ends_on=TUESDAY.date())
    changed = qualify(
        ticket, Qualification(1, FORTIGATE, "incident"), actor=world.claire, at=TUESDAY + timedelta(days=3)
    )

    assert changed.verdict.reason == "covered"


def test_an_ended_ticket_is_not_qualified(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=LATER)

    with pytest.raises(NotPossible, match="rouvrez"):
        qualify(ticket, Qualification(1, FORTIGATE, "incident"), actor=world.claire, at=LATER)
