"""A call that is noted by program: /api/v1/calls/ (CH-III.1, CH-V.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.tickets.api.centre import wrong
from tests.tickets.api.conftest import As
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets.models import Event, Status, Ticket


def note(client: Client, body: dict[str, Any], **headers: str) -> Any:
    return client.post("/api/v1/calls/", body, content_type="application/json", headers=headers)


def call_of(world: World, person: User, **changes: Any) -> dict[str, Any]:
    """What `person` says on the phone at 11h07."""
    return {
        "organisation": world.organisation_of(person).pk,
        "caller": person.pk,
        "called_at": "2026-10-13T11:07:00+02:00",
        "serial": FORTIGATE,
        "severity": 1,
        "body": "Le tunnel IPsec tombe.",
        **changes,
    }


def test_a_call_opens_a_request_from_when_it_came(world: World, as_: As) -> None:  # CH-V.2
    answer = note(as_(world.claire), call_of(world, world.jean))

    found = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/tickets/{found['number']}/")
    assert (found["channel"]["code"], found["requester"]["name"]) == ("phone", "Jean Petit")
    assert (found["received_at"], found["due_at"]) == (
        "2026-10-13T11:07:00+02:00",
        "2026-10-13T14:37:00+02:00",
    )
    assert found["subject"] == "Le tunnel IPsec tombe."
    assert Ticket.objects.get().events.get().actor == world.claire


def test_a_subject_of_nothing_to_see_is_the_beginning_of_what_was_said(world: World, as_: As) -> None:
    found = note(as_(world.claire), call_of(world, world.jean, subject="\u0001")).json()

    assert found["subject"] == "Le tunnel IPsec tombe."


def test_an_instant_is_read_with_its_offset(world: World, as_: As) -> None:
    sent = call_of(world, world.jean, called_at="2026-10-13T05:07:00-04:00")

    assert note(as_(world.claire), sent).json()["received_at"] == "2026-10-13T11:07:00+02:00"


def test_what_was_answered_on_the_phone_is_the_first_response(world: World, as_: As) -> None:  # CH-V.2
    sent = call_of(world, world.jean, answer="Redémarrez le tunnel.", then="resolved")

    found = note(as_(world.claire), sent).json()

    assert (found["status"]["code"], found["first_response_at"]) == ("resolved", "2026-10-13T11:07:00+02:00")


def test_whoever_is_not_known_becomes_a_contact(world: World, as_: As) -> None:
    sent = call_of(world, world.jean, contact_name="Nadia Roux", contact_email="nadia@reseau-plus.example")
    del sent["caller"]

    found = note(as_(world.claire), sent).json()

    assert found["requester"]["name"] == "Nadia Roux"
    assert User.objects.get(email="nadia@reseau-plus.example").organisation == world.organisation_of(
        world.jean
    )


def test_an_address_of_another_organisation_is_refused(world: World, as_: As) -> None:
    sent = call_of(world, world.jean, contact_name="Marc", contact_email=world.marc.email)
    del sent["caller"]

    answer = note(as_(world.claire), sent)

    assert wrong(answer) == [("contact_email", "not_theirs")]
    assert not Ticket.objects.exists()


def test_a_caller_is_of_the_organisation(world: World, as_: As) -> None:
    answer = note(as_(world.claire), call_of(world, world.jean, caller=world.marc.pk))

    assert wrong(answer) == [("caller", "invalid_choice")]


@pytest.mark.parametrize("changes", [{"caller": None}, {"contact_name": "Nadia"}])
def test_one_says_who_calls_in_one_way(world: World, as_: As, changes: dict[str, Any]) -> None:
    sent = {key: value for key, value in call_of(world, world.jean, **changes).items() if value is not None}

    assert wrong(note(as_(world.claire), sent)) == [("caller", "one_of_both")]


def test_the_centre_calls_nobody_for_itself(world: World, as_: As) -> None:
    sent = call_of(world, world.jean, organisation=world.organisation_of(world.claire).pk)

    assert wrong(note(as_(world.claire), sent)) == [("organisation", "does_not_exist")]


def test_what_the_charter_does_not_open_by_phone_is_said_first(world: World, as_: As) -> None:  # CH-III.1
    answer = note(as_(world.claire), call_of(world, world.paul, serial=STORMSHIELD))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"].startswith("Rien n’est encore noté\u00a0: lisez d’abord")
    assert not Ticket.objects.exists()


def test_it_is_kept_as_it_is_when_that_is_said(world: World, as_: As) -> None:
    found = note(as_(world.claire), call_of(world, world.anne, serial=EXPIRED_AP, keep=True)).json()

    assert found["status"]["code"] in {Status.REFUSED, Status.WITH_RESELLER}


def test_a_waiver_opens_it(world: World, as_: As) -> None:
    sent = call_of(world, world.anne, serial=EXPIRED_AP, waiver="Renouvellement signé.")

    found = note(as_(world.claire), sent).json()

    assert (found["status"]["code"], found["waived"]) == ("new", True)
    assert Ticket.objects.get().events.filter(kind=Event.Kind.WAIVED).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("called_at", "2026-10-13T11:07:00"),
        ("called_at", "2026-10-13T13:07:00+02:00"),
        ("called_at", "2026-10-01T11:07:00+02:00"),
        ("called_at", "0001-01-01T00:00:00+23:00"),
        ("called_at", "9999-12-31T23:59:59-23:00"),
        ("severity", 5),
        ("severity", None),
        ("kind", "remote_session"),
        ("then", "closed"),
        ("body", " "),
        ("status", "new"),
        ("channel", "web"),
    ],
)
def test_what_is_wrong_with_a_call_is_named(world: World, as_: As, field: str, value: Any) -> None:
    answer = note(as_(world.claire), call_of(world, world.jean, **{field: value}))

    assert [name for name, _code in wrong(answer)] == [field]
    assert not Ticket.objects.exists()


def test_the_same_key_notes_one_call(world: World, as_: As) -> None:
    client, sent = as_(world.claire), call_of(world, world.jean)

    first = note(client, sent, **{"Idempotency-Key": "call-1"})
    again = note(client, sent, **{"Idempotency-Key": "call-1"})

    assert (again.json(), again["Location"]) == (first.json(), first["Location"])
    assert Ticket.objects.count() == 1


def test_a_call_that_is_not_dated_came_now(world: World, as_: As) -> None:
    sent = call_of(world, world.jean)
    del sent["called_at"]

    note(as_(world.claire), sent)

    assert Ticket.objects.get().received_at == TUESDAY + timedelta(hours=1)


@pytest.mark.parametrize("who", ["jean", "sophie", "ines"])
def test_calls_are_noted_by_engineers_alone(world: World, as_: As, who: str) -> None:
    assert note(as_(getattr(world, who)), call_of(world, world.jean)).status_code == 403
