"""On a ticket's page: who follows it, a higher severity, a remote session, one's opinion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.portal.reading import words
from tests.world import STORMSHIELD, TUESDAY, World
from tickets.actions import asking_severity, closing, escalating, following, remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.models import Event, RemoteSession, Satisfaction, Ticket

As = Callable[[User], Client]
THURSDAY = TUESDAY.replace(day=15, hour=14, minute=0)


def url(ticket: Ticket, route: str = "ticket") -> str:
    return reverse(f"portal:{route}", args=[ticket.number])


def slot(**changes: Any) -> dict[str, Any]:
    return {"day": "2026-10-15", "time": "14:00", "minutes": "60", "purpose": "", "consents": "on", **changes}


def resolved(world: World) -> Ticket:
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, "Voici."), at=TUESDAY)
    return ticket


# --- Followers ----------------------------------------------------------------------------------------------


def test_a_colleague_is_added_and_shown(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)

    client.post(url(ticket, "followers"), {"person": world.lea.pk})

    assert f"Suivent aussi {world.lea.full_name}" in words(client.get(url(ticket)))


@pytest.mark.parametrize("who", ["marc", "sophie", "claire"])
def test_somebody_elses_people_are_not_to_choose(world: World, as_: As, who: str) -> None:
    ticket, client = world.ticket(), as_(world.jean)
    person = getattr(world, who)

    response = client.post(url(ticket, "followers"), {"person": person.pk})

    assert response.status_code == 422
    assert "Choisissez une personne de votre organisation." in words(response)
    assert person.full_name not in words(client.get(url(ticket, "followers")))


def test_whoever_left_is_not_said_to_follow(world: World, as_: As) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)
    User.objects.filter(pk=world.lea.pk).update(is_active=False)

    assert "Suivent aussi" not in words(as_(world.jean).get(url(ticket)))


def test_one_takes_oneself_off_the_list(world: World, as_: As) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    as_(world.lea).post(url(ticket, "unfollowing"), {"person": world.lea.pk})

    assert not ticket.followers.exists()


@pytest.mark.parametrize(("who", "may_remove"), [("jean", True), ("lea", True), ("sophie", False)])
def test_the_list_lets_who_was_added_and_who_added_them_take_them_off(
    world: World, as_: As, who: str, may_remove: bool
) -> None:
    ticket = world.ticket(world.sophie)
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    page = as_(getattr(world, who)).get(url(ticket, "followers")).content.decode()

    assert (url(ticket, "unfollowing") in page, world.lea.full_name in page) == (True, True)
    assert (f'Retirer<span class="visually-hidden"> {world.lea.full_name}' in page) is may_remove


def test_nobody_is_taken_off_by_a_third_person(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    response = as_(world.sophie).post(url(ticket, "unfollowing"), {"person": world.lea.pk})

    assert response.status_code == 403


# --- Severity -----------------------------------------------------------------------------------------------


def test_a_wish_for_severity_stands_on_the_page(world: World, as_: As) -> None:
    ticket, client = world.ticket(severity=3), as_(world.jean)

    client.post(url(ticket, "severity"), {"severity": "1", "reason": "Tout est arrêté."})

    page = words(client.get(url(ticket)))
    assert "sévérité 1 demandée" in page
    assert "Jean Petit demande la sévérité 3 → 1 : Tout est arrêté." in page


def test_a_wish_without_reason_comes_back_with_what_was_chosen(world: World, as_: As) -> None:
    response = as_(world.jean).post(
        url(world.ticket(severity=3), "severity"), {"severity": "1", "reason": " "}
    )

    assert response.status_code == 422
    assert "Dites ce qui a changé" in words(response)
    assert 'value="1" required checked' in response.content.decode()


def test_only_higher_severities_are_offered(world: World, as_: As) -> None:
    page = as_(world.jean).get(url(world.ticket(severity=3), "severity")).content.decode()

    assert [f'value="{severity}"' in page for severity in (1, 2, 3, 4)] == [True, True, False, False]


# --- Remote sessions ----------------------------------------------------------------------------------------


def test_a_slot_is_proposed_in_the_time_zone_of_who_proposes(world: World, as_: As) -> None:
    User.objects.filter(pk=world.jean.pk).update(time_zone="Europe/London")
    ticket = world.ticket()

    as_(User.objects.get(pk=world.jean.pk)).post(url(ticket, "session"), slot(time="13:00"))

    assert ticket.remote_sessions.get().starts_at == THURSDAY


def test_a_slot_outside_the_hours_comes_back_with_the_next_opening(world: World, as_: As) -> None:
    response = as_(world.jean).post(url(world.ticket(), "session"), slot(day="2026-10-17"))

    assert response.status_code == 422
    assert "par exemple lundi 19 octobre 9h00" in words(response)
    assert 'value="2026-10-17"' in response.content.decode()


def test_what_one_consents_to_is_still_said_beside_a_mistake(world: World, as_: As) -> None:  # CH-III.3
    response = as_(world.jean).post(url(world.ticket(), "session"), slot(day=""))

    assert response.status_code == 422
    assert "il ne modifie rien" in words(response)


def test_a_standard_ticket_says_why_it_has_no_session(world: World, as_: As) -> None:  # CH-III.3
    ticket = world.ticket(serial=STORMSHIELD, channel="mail")

    page = words(as_(world.jean).get(url(ticket, "session")))

    assert "Premium" in page
    assert "Proposer ce créneau" not in page


def test_the_next_session_stands_in_the_state(world: World, as_: As) -> None:
    ticket = world.ticket()
    row = remote_sessions.propose(ticket, Slot(THURSDAY, 60, "", consents=True), actor=world.jean, at=TUESDAY)
    remote_sessions.agree(row, actor=world.claire, at=TUESDAY)

    page = words(as_(world.jean).get(url(ticket)))

    assert "prochaine session jeudi 15 octobre 14h00, lecture seule" in page


def test_the_customer_consents_to_what_the_centre_proposes(world: World, as_: As) -> None:
    ticket = world.ticket()
    row = remote_sessions.propose(ticket, Slot(THURSDAY, 60, ""), actor=world.claire, at=TUESDAY)
    client = as_(world.jean)
    assert "il ne modifie rien" in words(client.get(url(ticket)))

    client.post(url(ticket, "session_decision"), {"session": row.pk, "decision": "agreed", "consents": "on"})

    row.refresh_from_db()
    assert (row.state, row.consent_by) == (RemoteSession.State.AGREED, world.jean)


def test_without_the_box_ticked_it_says_what_is_missing(world: World, as_: As) -> None:
    ticket = world.ticket()
    row = remote_sessions.propose(ticket, Slot(THURSDAY, 60, ""), actor=world.claire, at=TUESDAY)

    response = as_(world.jean).post(
        url(ticket, "session_decision"), {"session": row.pk, "decision": "agreed"}, follow=True
    )

    assert "Cochez votre accord" in words(response)


def test_a_session_of_another_ticket_is_not_found(world: World, as_: As) -> None:
    row = remote_sessions.propose(world.ticket(), Slot(THURSDAY, 60, ""), actor=world.claire, at=TUESDAY)

    response = as_(world.jean).post(
        url(world.ticket(), "session_decision"), {"session": row.pk, "decision": "declined"}
    )

    assert response.status_code == 404


# --- Opinion ------------------------------------------------------------------------------------------------


def test_one_click_gives_an_opinion(world: World, as_: As) -> None:
    ticket, client = resolved(world), as_(world.jean)

    response = client.post(url(ticket, "rating"), {"mark": "3"}, follow=True)

    assert "Merci : votre avis est noté." in words(response)
    assert "Avis de Jean Petit : satisfait" in words(response)
    assert Satisfaction.objects.get().mark == 3


def test_an_open_ticket_asks_for_no_opinion(world: World, as_: As) -> None:
    assert "Êtes-vous satisfait" not in words(as_(world.jean).get(url(world.ticket())))


def test_an_opinion_twice_is_one_event(world: World, as_: As) -> None:
    ticket = resolved(world)
    for _ in range(2):
        as_(world.jean).post(url(ticket, "rating"), {"mark": "2", "comment": "Long."})

    assert ticket.events.filter(kind=Event.Kind.RATED).count() == 1


def test_a_level_without_sessions_is_told_instead_of_a_button(world: World, as_: As) -> None:  # CH-III.3
    ticket = world.ticket(serial=STORMSHIELD, channel="mail")

    page = words(as_(world.jean).get(url(ticket)))

    assert "Le niveau Standard ne comprend pas de session à distance (III.3)." in page
    assert "Proposer une session à distance" not in page


def test_the_highest_severity_offers_no_higher_one(world: World, as_: As) -> None:  # CH-V.2
    assert "Relever la sévérité" not in words(as_(world.jean).get(url(world.ticket(severity=1))))


def test_its_form_leads_back_to_the_ticket_and_says_why(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(severity=1)

    page = as_(world.jean).get(url(ticket, "severity"), follow=True)

    assert page.redirect_chain == [(url(ticket), 302)]
    assert "déjà dans la plus haute sévérité" in words(page)


# --- The whole ----------------------------------------------------------------------------------------------


def test_the_page_with_all_of_it_asks_twelve_queries_at_most(world: World, as_: As) -> None:
    ticket, client = world.ticket(severity=3), as_(world.jean)
    escalating.escalate(
        ticket, escalating.Case(Vendor.objects.all()[0], "FTNT-88123", ""), actor=world.claire, at=TUESDAY
    )
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)
    asking_severity.ask(ticket, 1, "Tout est arrêté.", actor=world.jean, at=TUESDAY)
    remote_sessions.propose(ticket, Slot(THURSDAY, 60, ""), actor=world.claire, at=TUESDAY)
    client.get(url(ticket))

    with CaptureQueriesContext(connection) as queries:
        client.get(url(ticket))

    assert len(queries) <= 12, "\n".join(query["sql"][:140] for query in queries)
