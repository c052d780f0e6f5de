from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, PARIS, STORMSHIELD, TUESDAY, World
from tickets.actions.waiving import waive
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status

LATER = TUESDAY + timedelta(minutes=20)


def test_a_waiver_opens_a_refused_request_and_keeps_its_verdict(world: World) -> None:
    ticket = waive(
        world.ticket(world.marc, serial=EXPIRED_AP), "Renouvellement signé.", actor=world.claire, at=LATER
    )

    assert (ticket.status, ticket.waived, ticket.verdict.reason) == (Status.NEW, True, "contract_expired")


def test_its_clock_counts_from_the_original_start(world: World) -> None:
    ticket = waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=LATER)

    assert ticket.due_at == datetime(2026, 10, 13, 14, 37, tzinfo=PARIS)


def test_the_reason_is_kept_for_staff(world: World) -> None:
    ticket = waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé ce matin.", actor=world.hugo, at=LATER)
    event = ticket.events.get(kind=Event.Kind.WAIVED)

    assert (event.data["reason"], event.actor) == ("Signé ce matin.", world.hugo)


def test_the_customer_is_told_that_it_is_exceptional(world: World) -> None:
    waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=LATER)

    assert "titre exceptionnel" in OutgoingMail.objects.filter(to=world.marc.email).latest("created_at").text


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_waiver_needs_a_reason(world: World, reason: str) -> None:
    with pytest.raises(NotPossible, match="raison"):
        waive(world.ticket(world.marc, serial=EXPIRED_AP), reason, actor=world.claire, at=LATER)


def test_an_open_request_needs_none(world: World) -> None:
    with pytest.raises(NotPossible, match="déjà ouverte"):
        waive(world.ticket(), "Parce que.", actor=world.claire, at=LATER)


def test_a_customer_waives_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        waive(world.ticket(world.marc, serial=EXPIRED_AP), "S’il vous plaît.", actor=world.marc, at=LATER)


def test_a_request_with_the_reseller_can_be_opened_too(world: World) -> None:  # CH-II.2
    ticket = world.ticket(world.paul, serial=STORMSHIELD)
    assert ticket.status == Status.WITH_RESELLER

    assert waive(ticket, "Urgence.", actor=world.claire, at=LATER).status == Status.NEW


def test_the_reseller_that_had_it_is_told_that_it_has_not_any_more(world: World) -> None:  # CH-II.2
    waive(world.ticket(world.paul, serial=STORMSHIELD), "Urgence.", actor=world.claire, at=LATER)

    told = OutgoingMail.objects.filter(text__contains="était entre vos mains").values_list("to", flat=True)
    assert sorted(told) == [world.jean.email, world.lea.email]


def test_the_event_keeps_the_verdict_that_it_went_against(world: World) -> None:
    ticket = waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=LATER)

    assert ticket.events.get(kind=Event.Kind.WAIVED).data["verdict"]["reason"] == "contract_expired"


def test_a_request_that_was_merely_refused_was_in_no_reseller_s_hands(world: World) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    before = OutgoingMail.objects.count()
    waive(ticket, "Renouvellement signé.", actor=world.claire, at=TUESDAY)

    assert [mail.to for mail in OutgoingMail.objects.order_by("pk")[before:]] == [world.marc.email]
