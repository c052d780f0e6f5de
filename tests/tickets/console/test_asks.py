"""At the top of a ticket, the engineer answers what the customer asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.actions import asking_severity, closing, rating, remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.models import RemoteSession, SeverityRequest, Ticket

As = Callable[[User], Client]
THURSDAY = TUESDAY.replace(day=15, hour=14, minute=0)


def url(ticket: Ticket, route: str = "ticket") -> str:
    return reverse(f"console:{route}", args=[ticket.number])


def wish(world: World) -> SeverityRequest:
    return asking_severity.ask(world.ticket(severity=3), 1, "Tout est arrêté.", actor=world.jean, at=TUESDAY)


def proposal(world: World) -> RemoteSession:
    slot = Slot(THURSDAY, 60, "Lire les traces.", consents=True)
    return remote_sessions.propose(world.ticket(), slot, actor=world.jean, at=TUESDAY)


def test_the_wish_and_its_reason_stand_at_the_top(world: World, as_: As) -> None:
    page = words(as_(world.claire).get(url(wish(world).ticket)))

    assert "Jean Petit demande la sévérité 3 → 1" in page
    assert "Tout est arrêté." in page


def test_accepting_says_the_deadline_before_and_after(world: World, as_: As) -> None:
    row = wish(world)

    response = as_(world.claire).post(
        url(row.ticket, "severity_decision"), {"asked": row.pk, "decision": "accepted"}, follow=True
    )

    assert "Sévérité 1 acceptée : échéance" in words(response)
    row.ticket.refresh_from_db()
    assert row.ticket.severity == 1


def test_declining_without_a_sentence_comes_back(world: World, as_: As) -> None:
    row = wish(world)

    response = as_(world.claire).post(
        url(row.ticket, "severity_decision"), {"asked": row.pk, "decision": "declined"}
    )

    assert response.status_code == 422
    assert "Dites au client pourquoi la sévérité reste la même." in words(response)


def test_words_that_did_not_go_through_are_still_there(world: World, as_: As) -> None:
    row = wish(world)
    other = asking_severity.ask(world.ticket(severity=3), 2, "Lent.", actor=world.jean, at=TUESDAY)
    SeverityRequest.objects.filter(pk=row.pk).update(decision="accepted", decided_at=TUESDAY)

    response = as_(world.claire).post(
        url(row.ticket, "severity_decision"), {"asked": row.pk, "decision": "declined", "words": "Un mot."}
    )

    assert response.status_code == 422
    assert "n’attend plus de décision" in words(response)
    assert (
        as_(world.claire)
        .post(url(row.ticket, "severity_decision"), {"asked": other.pk, "decision": "accepted"})
        .status_code
        == 404
    )


def test_a_slot_is_agreed_in_one_click(world: World, as_: As) -> None:
    row = proposal(world)

    response = as_(world.claire).post(
        url(row.ticket, "session_decision"), {"asked": row.pk, "decision": "agreed"}, follow=True
    )

    assert "Session convenue pour jeudi 15 octobre 14h00." in words(response)
    assert "Session à distance convenue" in words(response)


def test_the_engineer_proposes_first(world: World, as_: As) -> None:
    ticket = world.ticket()

    as_(world.claire).post(
        url(ticket, "session"),
        {"day": "2026-10-15", "time": "14:00", "minutes": "30", "purpose": "Lire les traces."},
    )

    row = ticket.remote_sessions.get()
    assert (row.starts_at, row.proposed_by_centre, row.consent_at) == (THURSDAY, True, None)


def test_a_slot_at_lunch_comes_back_in_its_form(world: World, as_: As) -> None:
    response = as_(world.claire).post(
        url(world.ticket(), "session"), {"day": "2026-10-15", "time": "13:00", "minutes": "30"}
    )

    assert response.status_code == 422
    assert "Le CST n’est pas ouvert pendant tout ce créneau" in words(response)


def test_the_opinion_of_the_customer_is_shown(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, "Voici."), at=TUESDAY)
    rating.rate(ticket, 1, "Trop long.", actor=world.jean, at=TUESDAY)

    assert "Avis de Jean Petit : pas satisfait Trop long." in words(as_(world.claire).get(url(ticket)))
