"""The centre's own aims: off unless a commitment gives them, and for engineers alone (CH-V.2)."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outbound_mail.models import OutgoingMail
from sla.clock import Target
from sla.models import Commitment
from tests.world import PARIS, TUESDAY, World
from tickets import aims, history
from tickets.actions import closing, replying
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def at(time: str, day: int = 13) -> datetime:
    return datetime.fromisoformat(f"2026-10-{day} {time}").replace(tzinfo=PARIS)


@pytest.fixture
def aimed(world: World) -> Ticket:
    """Answered on Tuesday at 11h27; the customer asked again at 11h40."""
    Commitment.objects.filter(level="premium", severity=1).update(
        next_response_minutes=240, resolution_minutes=480
    )
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=at("11:27")), at=at("11:27"))
    replying.reply(ticket, world.words(world.jean, at=at("11:40")), at=at("11:40"))
    return Ticket.objects.get(pk=ticket.pk)


def said(ticket: Ticket, now: datetime) -> list[tuple[str, str, str, str]]:
    return [
        (each.target, each.due_text, each.remaining_text, each.tone) for each in aims.of_ticket(ticket, now)
    ]


def test_without_commitment_there_is_no_aim_and_no_query(world: World) -> None:
    ticket = world.ticket()

    with CaptureQueriesContext(connection) as queries:
        assert aims.of_ticket(ticket, TUESDAY) == ()
    assert len(queries) == 0


def test_what_runs_says_when_and_how_much_is_left(aimed: Ticket) -> None:
    # The customer was waited for from 11h27 to 11h40, which the resolution does not count.
    assert said(aimed, at("12:00")) == [
        (Target.NEXT_RESPONSE, "17h10", "reste 3h40", "ok"),
        (Target.RESOLUTION, "mercredi 11h50", "reste 7h20", "ok"),
    ]


def test_near_and_late_have_their_tone(aimed: Ticket) -> None:
    assert said(aimed, at("16:30"))[0][2:] == ("reste 0h40", "soon")
    assert said(aimed, at("17:30"))[0][2:] == ("en retard de 0h20", "late")


def test_answered_there_is_no_next_response_to_give(world: World, aimed: Ticket) -> None:
    replying.reply(aimed, world.words(world.claire, at=at("12:00")), at=at("12:00"))
    aimed.refresh_from_db()

    assert [
        target for target, *_rest in said(aimed, at("12:00"))
    ] == []  # the resolution waits for the customer


def test_a_closed_ticket_has_none(world: World, aimed: Ticket) -> None:
    closing.close(aimed, actor=world.claire, at=at("12:00"))
    aimed.refresh_from_db()

    assert said(aimed, at("12:00")) == []


def test_the_console_shows_them_and_the_portal_never(world: World, aimed: Ticket, client: Client) -> None:
    client.force_login(world.claire)
    assert "Objectifs internes" in client.get(f"/console/tickets/{aimed.number}/").content.decode()
    client.force_login(world.jean)
    page = client.get(f"/portail/incidents/{aimed.number}/").content.decode()
    assert "Objectifs internes" not in page and "17h10" not in page


def test_no_mail_nor_history_tells_a_customer(world: World, aimed: Ticket) -> None:
    mails = OutgoingMail.objects.filter(to=world.jean.email)
    lines = history.lines(aimed, world.jean)
    read = " ".join([*(mail.text + mail.html for mail in mails), *(line.text for line in lines)])

    assert aimed.next_response_due_at is not None
    assert "réponse suivante" not in read and "résolution" not in read
