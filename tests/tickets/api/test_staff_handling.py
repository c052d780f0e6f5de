"""What the centre does to a ticket, by program: the page's verbs, and who may not (CH-V.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from api.models import ApiToken
from outbound_mail.models import OutgoingMail
from tests.tickets.api.centre import ask, events, tag, wrong
from tests.tickets.api.conftest import As
from tests.world import EXPIRED_AP, TUESDAY, World
from tickets.actions import assigning, replying
from tickets.models import Event, Status

ADDRESSES = {
    "qualify": {"severity": 2},
    "assign": {"assignee": None},
    "waive": {"reason": "Geste commercial."},
    "remind": {},
    "merge": {"into": "CST-2026-000001"},
    "split": {"messages": ["0b5e8f0a-7c1d-4f6e-9a53-2f1f6f0c8d11"], "subject": "Le Wi-Fi"},
}


# --- Qualifying


def test_qualifying_moves_the_deadline_and_answers_the_ticket(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(severity=2)

    answer = ask(as_(world.claire), ticket, "qualify", {"severity": 1})

    found = answer.json()
    assert (answer.status_code, found["severity"]) == (200, 1)
    assert found["due_at"] == "2026-10-13T14:37:00+02:00"
    assert events(ticket) == [Event.Kind.OPENED, Event.Kind.QUALIFIED]
    assert answer["ETag"] == tag(as_(world.claire), ticket)


def test_what_is_left_out_of_a_qualification_stays(world: World, as_: As) -> None:
    ticket = world.ticket(severity=2)

    found = ask(as_(world.claire), ticket, "qualify", {"kind": "incident"}).json()

    assert (found["severity"], found["device"]["serial"]) == (2, "FG100F-PREM-0001")


def test_an_incident_is_not_qualified_without_severity(world: World, as_: As) -> None:
    ticket = world.ticket()

    answer = ask(as_(world.claire), ticket, "qualify", {"severity": None})

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["field"], error["detail"]) == (
        "severity",
        "Choisissez l’impact\u00a0: il décide du délai de réponse.",
    )
    assert events(ticket) == [Event.Kind.OPENED]


def test_assistance_has_no_severity(world: World, as_: As) -> None:  # CH-PS
    ticket = world.ticket()

    found = ask(as_(world.claire), ticket, "qualify", {"kind": "assistance", "serial": ""}).json()

    assert (found["kind"]["code"], found["severity"], found["due_at"]) == ("assistance", None, None)


@pytest.mark.parametrize("kind", [{"kind": "assistance"}, {}])
def test_a_severity_of_assistance_is_refused_and_not_left_out(
    world: World, as_: As, kind: dict[str, str]
) -> None:
    ticket = world.ticket(kind="assistance" if not kind else "incident")

    answer = ask(as_(world.claire), ticket, "qualify", {**kind, "severity": 2})

    assert wrong(answer) == [("severity", "not_for_assistance")]


def test_a_serial_of_letters_without_capitals_is_kept_as_long_as_it_is(world: World, as_: As) -> None:
    found = ask(as_(world.claire), world.ticket(), "qualify", {"serial": "ß" * 60}).json()

    assert found["device"] == {"serial": "ß" * 60, "product": None}


def test_a_request_that_is_not_covered_is_refused_by_qualifying_it(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, channel="mail", serial="")

    found = ask(as_(world.claire), ticket, "qualify", {"severity": 1, "serial": EXPIRED_AP}).json()

    assert (found["status"]["code"], found["verdict"]["reason"]) == ("refused", "contract_expired")


def test_what_is_ended_is_not_qualified(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=world.at, then=Status.RESOLVED)

    answer = ask(as_(world.claire), ticket, "qualify", {"severity": 2})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"] == "Ce ticket est terminé\u00a0: rouvrez-le pour le qualifier."


# --- Assigning


def test_a_ticket_is_given_to_an_engineer_and_to_nobody(world: World, as_: As) -> None:
    ticket = world.ticket()
    client = as_(world.claire)

    given = ask(client, ticket, "assign", {"assignee": world.hugo.pk}).json()
    freed = ask(client, ticket, "assign", {"assignee": None}).json()

    assert given["assignee"] == {"id": world.hugo.pk, "name": "Hugo Leroy"}
    assert freed["assignee"] is None
    assert events(ticket) == [Event.Kind.OPENED, Event.Kind.ASSIGNED, Event.Kind.ASSIGNED]


@pytest.mark.parametrize("who", ["jean", "ines"])
def test_a_ticket_is_given_to_nobody_else(world: World, as_: As, who: str) -> None:
    ticket = world.ticket()

    answer = ask(as_(world.claire), ticket, "assign", {"assignee": getattr(world, who).pk})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] == "Choisissez un ingénieur du CST."


def test_an_assignee_must_be_named(world: World, as_: As) -> None:
    answer = ask(as_(world.claire), world.ticket(), "assign", {})

    assert answer.json()["errors"][0]["code"] == "required"


# --- Waiving, reminding


def test_a_waiver_opens_what_was_refused(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)

    found = ask(as_(world.claire), ticket, "waive", {"reason": "Renouvellement signé."}).json()

    assert (found["status"]["code"], found["waived"]) == ("new", True)
    assert ticket.events.get(kind=Event.Kind.WAIVED).data["reason"] == "Renouvellement signé."


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_waiver_wants_a_reason(world: World, as_: As, reason: str) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)

    assert ask(as_(world.claire), ticket, "waive", {"reason": reason}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.status == Status.REFUSED


def test_a_customer_is_reminded_by_mail(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=world.at)
    before = OutgoingMail.objects.count()

    assert ask(as_(world.claire), ticket, "remind", {}).status_code == 200
    again = ask(as_(world.claire), ticket, "remind", {})

    assert OutgoingMail.objects.count() == before + 1
    assert again.json()["detail"] == "Le client vient d’être relancé\u00a0: laissez-lui quelques heures."


# --- Merging


def test_merging_answers_the_ticket_that_goes_on(world: World, as_: As) -> None:  # CH-V.2
    source, into = world.ticket(), world.ticket()

    answer = ask(as_(world.claire), source, "merge", {"into": into.number.lower()})

    assert (answer.status_code, answer.json()["number"]) == (200, into.number)
    source.refresh_from_db()
    assert source.merged_into == into


def test_a_ticket_that_nobody_sees_takes_over_nothing(world: World, as_: As) -> None:
    answer = ask(as_(world.claire), world.ticket(), "merge", {"into": "CST-2026-999999"})

    [error] = answer.json()["errors"]
    assert (error["field"], error["detail"]) == ("into", "Aucun ticket ne porte le numéro CST-2026-999999.")


def test_a_ticket_is_not_merged_with_itself(world: World, as_: As) -> None:
    ticket = world.ticket()

    assert ask(as_(world.claire), ticket, "merge", {"into": ticket.number}).status_code == 409


# --- Splitting


def test_messages_become_a_ticket_of_their_own(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket()
    other = replying.reply(ticket, world.words(world.jean, "Et le Wi-Fi aussi.", at=TUESDAY), at=TUESDAY)

    sent = {"messages": [str(other.pk)], "subject": "Le Wi-Fi", "severity": 2}
    answer = ask(as_(world.claire), ticket, "split", sent)

    found = answer.json()
    assert (answer.status_code, found["subject"], found["severity"]) == (201, "Le Wi-Fi", 2)
    assert found["number"] != ticket.number
    assert answer["Location"].endswith(f"/api/v1/tickets/{found['number']}/")
    assert list(ticket.messages.values_list("body", flat=True)) == ["Depuis la mise à jour de cette nuit."]


def test_the_request_itself_stays(world: World, as_: As) -> None:
    ticket = world.ticket()
    sent = {"messages": [str(ticket.messages.get().pk)], "subject": "Le Wi-Fi"}

    answer = ask(as_(world.claire), ticket, "split", sent)

    assert wrong(answer) == [("messages", "invalid_choice")]
    assert events(ticket) == [Event.Kind.OPENED]


# --- What all of them share


@pytest.mark.parametrize("what", ADDRESSES)
def test_the_ticket_must_stand_as_it_was_seen(world: World, as_: As, what: str) -> None:
    ticket = world.ticket()
    client = as_(world.claire)
    seen = tag(client, ticket)
    assigning.assign(ticket, world.hugo, actor=world.hugo, at=world.at)

    answer = ask(client, ticket, what, ADDRESSES[what], **{"If-Match": seen})

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert events(ticket) == [Event.Kind.OPENED, Event.Kind.ASSIGNED]


def test_a_decision_on_what_was_seen_goes(world: World, as_: As) -> None:
    ticket = world.ticket()
    client = as_(world.claire)

    answer = ask(client, ticket, "qualify", {"severity": 2}, **{"If-Match": tag(client, ticket)})

    assert answer.status_code == 200


def test_the_same_key_decides_once(world: World, as_: As) -> None:
    ticket = world.ticket()
    client = as_(world.claire)
    seen = {"If-Match": tag(client, ticket), "Idempotency-Key": "once"}

    first = ask(client, ticket, "assign", {"assignee": world.claire.pk}, **seen)
    again = ask(client, ticket, "assign", {"assignee": world.claire.pk}, **seen)

    assert (again.status_code, again.json()) == (200, first.json())
    assert events(ticket) == [Event.Kind.OPENED, Event.Kind.ASSIGNED]


@pytest.mark.parametrize("what", ADDRESSES)
def test_a_customer_who_sees_the_ticket_is_told_that_it_is_not_theirs_to_do(
    world: World, as_: As, what: str
) -> None:
    ticket = world.ticket(world.sophie)

    statuses = [
        ask(as_(person), ticket, what, ADDRESSES[what]).status_code for person in (world.sophie, world.jean)
    ]
    hidden = ask(as_(world.marc), ticket, what, {"anything": 1}).status_code

    assert (statuses, hidden) == ([403, 403], 404)
    assert events(ticket) == [Event.Kind.OPENED]


@pytest.mark.parametrize("scopes", [["read", "open"], ["read", "open", "staff", "import"]])
def test_no_scope_makes_an_engineer_of_a_customer(world: World, scopes: list[str]) -> None:
    ticket = world.ticket()
    _row, token = ApiToken.objects.create(user=world.jean, name="x", scopes=scopes, created_by=world.jean)
    client = Client(headers={"Authorization": f"Bearer {token}"})

    statuses = {ask(client, ticket, what, body).status_code for what, body in ADDRESSES.items()}

    assert statuses == {403}
    assert events(ticket) == [Event.Kind.OPENED]


def test_an_engineer_s_token_without_the_scope_does_nothing(world: World) -> None:
    ticket = world.ticket()
    _row, token = ApiToken.objects.create(
        user=world.claire, name="x", scopes=["read", "open"], created_by=world.claire
    )
    client = Client(headers={"Authorization": f"Bearer {token}"})

    answer = ask(client, ticket, "assign", {"assignee": None})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_token_of_the_centre_works(world: World) -> None:
    ticket = world.ticket()
    _row, token = ApiToken.objects.create(
        user=world.claire, name="x", scopes=["staff"], created_by=world.claire
    )
    client = Client(headers={"Authorization": f"Bearer {token}"})

    assert ask(client, ticket, "assign", {"assignee": world.claire.pk}).status_code == 200
    assert ticket.events.get(kind=Event.Kind.ASSIGNED).actor == world.claire


@pytest.mark.parametrize("field", ["status", "organisation", "internal", "waived", "requester"])
def test_what_no_address_sets_is_named_and_nothing_changes(world: World, as_: As, field: str) -> None:
    ticket = world.ticket()

    answer = ask(as_(world.claire), ticket, "qualify", {"severity": 3, field: 1})

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, field, "unknown_field")
    assert events(ticket) == [Event.Kind.OPENED]


def test_a_ticket_of_another_day_is_decided_on_now(world: World, as_: As) -> None:
    ticket = world.ticket(received_at=TUESDAY - timedelta(days=1))

    ask(as_(world.claire), ticket, "assign", {"assignee": world.claire.pk})

    assert ticket.events.get(kind=Event.Kind.ASSIGNED).at == TUESDAY + timedelta(hours=1)
