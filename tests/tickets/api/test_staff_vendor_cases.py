"""Cases at the manufacturer by program: /vendor-cases/ (CH-V.1, CH-V.2)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.models import Vendor
from tests.tickets.api.centre import ask, events, tag, wrong
from tests.tickets.api.conftest import As
from tests.world import World
from tickets.actions import assigning, escalating, replying
from tickets.actions.escalating import Case
from tickets.models import Event, Status, Ticket, VendorCase

CASE = {"number": "9876543", "summary": "Le constructeur reproduit le défaut."}


@pytest.fixture
def answered(world: World) -> Ticket:
    """Jean's ticket, answered once: it may wait at the manufacturer."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=world.at)
    return ticket


@pytest.fixture
def case(world: World, answered: Ticket) -> VendorCase:
    vendor = Vendor.objects.get(name="Fortinet")
    return escalating.escalate(answered, Case(vendor, "9876543", ""), actor=world.claire, at=world.at)


def test_a_ticket_waits_at_the_manufacturer_of_its_product(world: World, as_: As, answered: Ticket) -> None:
    answer = ask(as_(world.claire), answered, "vendor-cases", CASE)

    found = answer.json()
    assert (answer.status_code, found["vendor"], found["number"]) == (201, "Fortinet", "9876543")
    assert (found["silence_hours"], found["closed_at"]) == (8, None)
    assert found["opened_by"] == {"id": world.claire.pk, "name": "Claire Martin"}
    answered.refresh_from_db()
    assert (answered.status, events(answered)[-1]) == (Status.AT_VENDOR, Event.Kind.ESCALATED)


def test_signs_around_a_number_are_left_out_as_on_the_page(world: World, as_: As, answered: Ticket) -> None:
    found = ask(as_(world.claire), answered, "vendor-cases", {**CASE, "number": " #[9876543] "}).json()

    assert found["number"] == "9876543"


def test_a_number_is_of_one_ticket(world: World, as_: As, case: VendorCase) -> None:
    answer = ask(as_(world.claire), world.ticket(), "vendor-cases", CASE)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"] == "Le dossier 9876543 de Fortinet est déjà rattaché à un ticket."


def test_a_manufacturer_is_named_where_the_product_is_unknown(world: World, as_: As) -> None:
    ticket, client = world.ticket(channel="mail", serial=""), as_(world.claire)

    assert wrong(ask(client, ticket, "vendor-cases", CASE)) == [("vendor", "required")]
    assert ask(client, ticket, "vendor-cases", {**CASE, "vendor": "fortinet"}).status_code == 201


def test_a_manufacturer_that_nobody_knows_is_refused(world: World, as_: As, answered: Ticket) -> None:
    answer = ask(as_(world.claire), answered, "vendor-cases", {**CASE, "vendor": "Nulle part"})

    assert wrong(answer) == [("vendor", "does_not_exist")]


def test_cases_are_listed_the_latest_first(world: World, as_: As, case: VendorCase) -> None:
    client = as_(world.claire)
    ask(client, case.ticket, "vendor-cases", {"number": "2"})

    found = client.get(f"/api/v1/tickets/{case.ticket.number}/vendor-cases/").json()

    assert [each["number"] for each in found["results"]] == ["2", "9876543"]


def test_what_is_known_of_a_case_changes_field_by_field(world: World, as_: As, case: VendorCase) -> None:
    client = as_(world.claire)
    address = f"vendor-cases/{case.pk}"

    ask(client, case.ticket, address, {"contact": "Ana, TAC"}, method="PATCH")
    found = ask(client, case.ticket, address, {"silence_hours": None}, method="PATCH").json()

    assert (found["contact"], found["silence_hours"], found["remind_at"]) == ("Ana, TAC", None, None)


def test_a_link_is_an_address(world: World, as_: As, case: VendorCase) -> None:
    answer = ask(
        as_(world.claire),
        case.ticket,
        f"vendor-cases/{case.pk}",
        {"link": "javascript:alert(1)"},
        method="PATCH",
    )

    assert [field for field, _code in wrong(answer)] == ["link"]


def test_the_vendor_and_the_number_of_a_case_stay(world: World, as_: As, case: VendorCase) -> None:
    body = {"vendor": "Extreme", "number": "2"}

    answer = ask(as_(world.claire), case.ticket, f"vendor-cases/{case.pk}", body, method="PATCH")

    assert wrong(answer) == [("vendor", "unknown_field"), ("number", "unknown_field")]


def test_what_the_manufacturer_answers_brings_the_ticket_back(
    world: World, as_: As, case: VendorCase
) -> None:
    answer = ask(as_(world.claire), case.ticket, f"vendor-cases/{case.pk}/hear", {})

    assert (answer.status_code, answer.json()["heard_at"]) == (200, "2026-10-13T12:07:00+02:00")
    case.ticket.refresh_from_db()
    assert case.ticket.status == Status.OPEN


def test_a_case_is_closed_and_goes_on_after_all(world: World, as_: As, case: VendorCase) -> None:
    client = as_(world.claire)

    closed = ask(client, case.ticket, f"vendor-cases/{case.pk}/close", {}).json()
    again = ask(client, case.ticket, f"vendor-cases/{case.pk}/reopen", {}).json()

    assert (closed["closed_at"], again["closed_at"]) == ("2026-10-13T12:07:00+02:00", None)
    case.ticket.refresh_from_db()
    assert case.ticket.status == Status.AT_VENDOR


@pytest.mark.parametrize("what", ["", "/hear", "/close", "/reopen"])
def test_a_case_of_another_ticket_is_not_found(world: World, as_: As, case: VendorCase, what: str) -> None:
    method = "POST" if what else "PATCH"

    answer = ask(as_(world.claire), world.ticket(), f"vendor-cases/{case.pk}{what}", {}, method=method)

    assert answer.status_code == 404


def test_a_case_is_changed_as_it_was_seen(world: World, as_: As, case: VendorCase) -> None:
    client = as_(world.claire)
    seen = tag(client, case.ticket)
    assigning.assign(case.ticket, world.hugo, actor=world.hugo, at=world.at)

    answer = ask(client, case.ticket, f"vendor-cases/{case.pk}/close", {}, **{"If-Match": seen})

    assert answer.status_code == 412
    case.refresh_from_db()
    assert case.closed_at is None


@pytest.mark.parametrize(("who", "status"), [("jean", 403), ("marc", 404), ("ines", 404)])
def test_cases_are_the_centre_s(world: World, as_: As, case: VendorCase, who: str, status: int) -> None:
    client: Any = as_(getattr(world, who))
    base = f"vendor-cases/{case.pk}"

    asked = [
        client.get(f"/api/v1/tickets/{case.ticket.number}/vendor-cases/"),
        ask(client, case.ticket, "vendor-cases", {"number": "2"}),
        ask(client, case.ticket, base, {"summary": "Rien."}, method="PATCH"),
        *(ask(client, case.ticket, f"{base}/{what}", {}) for what in ("hear", "close", "reopen")),
    ]

    assert {answer.status_code for answer in asked} == {status}
    assert VendorCase.objects.count() == 1
