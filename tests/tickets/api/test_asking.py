"""What a customer does on its ticket besides writing, by program: followers, severity, opinion, passing on."""

from __future__ import annotations

import pytest

from outbound_mail.models import OutgoingMail
from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import STORMSHIELD, World
from tickets.actions import closing, following
from tickets.models import Event, Satisfaction, SeverityRequest, Status, Ticket


@pytest.fixture
def held(world: World) -> Ticket:
    """Paul's request of a product without Premium, in the hands of Jean's organisation (CH-II.2)."""
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=2)
    assert ticket.status == Status.WITH_RESELLER
    return ticket


# --- followers


def test_a_colleague_is_told_from_now_on(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)

    answer = send(client, f"tickets/{ticket.number}/followers/", person=world.lea.pk)

    told = {
        "id": world.lea.pk,
        "name": world.lea.full_name,
        "organisation": "Réseau Plus",
        "may_remove": True,
    }
    assert (answer.status_code, answer.json()) == (201, {"results": [told]})
    assert client.get(f"/api/v1/tickets/{ticket.number}/followers/").json() == {"results": [told]}
    assert OutgoingMail.objects.filter(to=world.lea.email).exists()


def test_nobody_named_is_oneself(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/followers/")

    assert [row["id"] for row in answer.json()["results"]] == [world.jean.pk]


def test_a_person_of_another_organisation_is_unknown(world: World, as_: As) -> None:
    ticket = world.ticket()

    answer = send(as_(world.jean), f"tickets/{ticket.number}/followers/", person=world.marc.pk)

    assert refused_fields(answer) == {"person": "unknown_person"}
    assert not ticket.followers.exists()


def test_whose_request_it_is_knows_already(world: World, as_: As) -> None:
    answer = send(as_(world.jean), f"tickets/{world.ticket().number}/followers/")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_oneself_is_taken_off_the_list_and_twice_is_once(world: World, as_: As) -> None:
    ticket, client = world.ticket(world.sophie), as_(world.jean)
    send(client, f"tickets/{ticket.number}/followers/")

    answers = [client.delete(f"/api/v1/tickets/{ticket.number}/followers/{world.jean.pk}/") for _each in "12"]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert not ticket.followers.exists()


def test_whom_others_added_is_theirs_to_remove(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)
    following.follow(ticket, world.jean, actor=world.jean, at=world.at)

    answer = as_(world.sophie).delete(f"/api/v1/tickets/{ticket.number}/followers/{world.jean.pk}/")

    assert answer.status_code == 403
    assert ticket.followers.exists()


def test_engineers_who_follow_are_the_centre_s_business(world: World, as_: As) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.hugo, actor=world.hugo, at=world.at)

    address = f"/api/v1/tickets/{ticket.number}/followers/"

    assert [row["id"] for row in as_(world.claire).get(address).json()["results"]] == [world.hugo.pk]
    assert as_(world.jean).get(address).json() == {"results": []}
    assert as_(world.jean).delete(f"{address}{world.hugo.pk}/").status_code == 204
    assert ticket.followers.exists()


# --- a wish for severity, an opinion


def test_a_higher_severity_is_asked_for(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(severity=3)

    answer = send(
        as_(world.jean), f"tickets/{ticket.number}/severity-requests/", severity=1, reason="Tout est arrêté."
    )

    wish = SeverityRequest.objects.get()
    assert (answer.status_code, answer.json()["severity"]) == (201, 3)
    assert (wish.wanted, wish.reason, wish.decision) == (1, "Tout est arrêté.", "pending")


def test_a_lower_severity_is_no_wish(world: World, as_: As) -> None:
    ticket = world.ticket(severity=2)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/severity-requests/", severity=3, reason="x")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert not SeverityRequest.objects.exists()


def test_the_centre_qualifies_instead(world: World, as_: As) -> None:
    ticket = world.ticket(severity=3)

    answer = send(as_(world.claire), f"tickets/{ticket.number}/severity-requests/", severity=1, reason="x")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_an_opinion_is_given_on_an_ended_ticket(world: World, as_: As) -> None:
    ticket = closing.close(world.ticket(), actor=world.claire, at=world.at)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/opinion/", mark=3, comment="Rapide.")

    row = Satisfaction.objects.get()
    assert answer.status_code == 200
    assert (row.ticket, row.mark, row.comment, row.given_by) == (ticket, 3, "Rapide.", world.jean)


def test_what_goes_on_is_not_judged_yet(world: World, as_: As) -> None:
    answer = send(as_(world.jean), f"tickets/{world.ticket().number}/opinion/", mark=3)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_a_mark_is_one_of_three(world: World, as_: As) -> None:
    answer = send(as_(world.jean), f"tickets/{world.ticket().number}/opinion/", mark=4, given_by=1)

    assert refused_fields(answer) == {"mark": "max_value", "given_by": "unknown_field"}


# --- passing an end customer's request on (CH-II.2)


def test_a_request_is_passed_on_with_what_was_found(world: World, as_: As, held: Ticket) -> None:
    answer = send(as_(world.jean), f"tickets/{held.number}/pass/", findings="Redémarré, sans effet.")

    held.refresh_from_db()
    assert answer.status_code == 200, answer.json()
    assert (held.status, held.escalated_by, held.severity) == (Status.NEW, world.jean, 2)
    assert held.events.latest("pk").kind == Event.Kind.PASSED_TO_CENTRE
    assert held.messages.latest("sent_at").body == "Redémarré, sans effet."


def test_an_end_customer_does_not_pass_its_own_request_on(world: World, as_: As, held: Ticket) -> None:
    answer = send(as_(world.paul), f"tickets/{held.number}/pass/", findings="x")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_what_is_not_in_one_s_hands_is_not_passed_on(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/pass/", findings="x")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_a_token_that_only_reads_passes_nothing_on(world: World, held: Ticket) -> None:
    answer = send(program(world.jean, "read"), f"tickets/{held.number}/pass/", findings="x")

    assert answer.json()["code"] == "scope_missing"
