"""A case at the manufacturer at the side of the ticket: what is known of it, its news, its silence, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.console.reading import Answered, words
from tests.tickets.console.test_around import take_back
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.models import Status, Ticket, VendorCase

As = Callable[[User], Client]
LINK = "https://support.fortinet.example/TAC-4711"


def act(client: Client, ticket: Ticket, route: str, **data: Any) -> Answered:
    return client.post(reverse(f"console:{route}", args=[ticket.number]), data, follow=True)


def escalated(client: Client, world: World, **changes: Any) -> VendorCase:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    data = {
        "vendor": Vendor.objects.get(name="Fortinet").pk,
        "number": "TAC-4711",
        "contact": "Anna Rossi, +39 02",
        "link": LINK,
        "summary": "Un correctif est demandé.",
        "silence_hours": "4",
    }
    act(client, ticket, "vendor_cases", **{**data, **changes})
    return VendorCase.objects.get()


def test_contact_link_and_reminder_stand_at_the_side(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)

    page = client.get(reverse("console:ticket", args=[case.ticket.number]))

    # Four working hours after 12:07: 23 minutes before lunch, 3h37 from 14:00 on.
    assert "Sans nouvelles, rappel mardi 13 octobre 17h37" in words(page)
    assert "Anna Rossi, +39 02" in words(page)
    assert f'href="{LINK}"' in page.content.decode()


@pytest.mark.parametrize("number", ["#TAC-4711", "[TAC-4711]", " TAC-4711. "])
def test_a_number_is_kept_as_the_mails_of_the_manufacturer_write_it(
    world: World, as_: As, number: str
) -> None:
    assert escalated(as_(world.claire), world, number=number).number == "TAC-4711"


def test_a_sign_alone_is_no_number(world: World, as_: As) -> None:
    vendor = Vendor.objects.get(name="Fortinet").pk

    done = act(as_(world.claire), world.ticket(), "vendor_cases", vendor=vendor, number="#", summary="Oui.")

    assert (done.status_code, VendorCase.objects.count()) == (422, 0)
    assert "Indiquez le numéro que le constructeur a donné." in words(done)


def test_a_day_of_silence_is_proposed(world: World, as_: As) -> None:
    page = as_(world.claire).get(reverse("console:ticket", args=[world.ticket().number]))

    [form] = [panel.form for panel in page.context["panels"] if panel.form.intent == "escalation"]
    assert form["silence_hours"].value() == 8


def test_the_customer_reads_the_summary_and_neither_contact_nor_link(world: World, as_: As) -> None:
    case = escalated(as_(world.claire), world)

    page = as_(world.jean).get(reverse("portal:ticket", args=[case.ticket.number]))

    assert "Un correctif est demandé." in words(page)
    assert "Anna Rossi" not in words(page)
    assert LINK not in page.content.decode()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "pas une adresse"])
def test_a_link_that_is_none_comes_back(world: World, as_: As, link: str) -> None:
    client = as_(world.claire)
    ticket = world.ticket()
    fortinet = Vendor.objects.get(name="Fortinet").pk

    done = act(client, ticket, "vendor_cases", vendor=fortinet, number="TAC-1", link=link)

    assert done.status_code == 422
    assert "Écrivez l’adresse entière" in words(done)


def test_the_manufacturer_answered(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)

    done = act(client, case.ticket, "vendor_heard", case=case.pk)

    assert "le ticket est de nouveau à nous" in words(done)
    assert "dernières nouvelles" in words(done)
    case.ticket.refresh_from_db()
    assert case.ticket.status == Status.OPEN


def test_a_case_is_closed_and_that_is_taken_back(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)

    done = act(client, case.ticket, "vendor_case_closure", case=case.pk)
    case.refresh_from_db()
    assert case.closed_at == TUESDAY + timedelta(hours=1)

    take_back(client, done)
    case.refresh_from_db()
    assert case.closed_at is None


def test_what_is_known_of_it_changes(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)
    new = {"contact": "Luca", "link": "", "summary": "Relancé.", "silence_hours": ""}

    done = act(
        client, case.ticket, "vendor_case", case=case.pk, **{f"case-{case.pk}-{k}": v for k, v in new.items()}
    )

    case.refresh_from_db()
    assert (case.contact, case.summary, case.remind_at) == ("Luca", "Relancé.", None)
    assert "Aucun rappel s’il se tait." in words(done)


def test_what_cannot_be_kept_comes_back_where_it_was_typed(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)

    done = act(client, case.ticket, "vendor_case", case=case.pk, **{f"case-{case.pk}-link": "nulle part"})

    assert done.status_code == 422
    assert "nulle part" in done.content.decode()
    assert "Écrivez l’adresse entière" in words(done)


def test_a_case_of_another_ticket_is_not_found(world: World, as_: As) -> None:
    client = as_(world.claire)
    case = escalated(client, world)

    assert act(client, world.ticket(), "vendor_heard", case=case.pk).status_code == 404
