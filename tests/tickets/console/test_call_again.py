"""A call noted on a ticket through its page, and how the phone leads there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from cst.demo import cast
from tests.tickets.console.reading import words
from tests.world import World
from tickets.drafting import submission
from tickets.models import Message, Ticket

As = Callable[[User], Client]


def address(ticket: Ticket) -> str:
    return reverse("console:call_again", args=[ticket.number])


def said(world: World, **changes: Any) -> dict[str, Any]:
    """The form as Claire sends it while Jean is on the phone."""
    return {
        "submission_key": submission.new(world.claire).token,
        "caller": world.jean.pk,
        "body": "C’est revenu.",
        "then": "waiting_customer",
        **changes,
    }


def test_a_number_on_the_phone_leads_to_its_ticket_first(world: World, as_: As) -> None:
    ticket = world.ticket()

    results = as_(world.claire).get(reverse("console:phone"), {"q": ticket.number[-3:]}).context["results"]

    assert results.groups[0].title == "Noter l’appel sur un ticket"
    assert results.groups[0].lines[0].url == address(ticket)


def test_a_serial_on_the_phone_still_means_its_customer(world: World, as_: As) -> None:
    ticket = world.ticket()

    response = as_(world.claire).get(reverse("console:phone"), {"q": ticket.serial})

    assert [group.title for group in response.context["results"].groups] == ["Matériels"]
    assert response.context["card"].organisation.name == cast.CLINIQUE


def test_sales_are_led_to_no_ticket(world: World, as_: As) -> None:
    ticket = world.ticket()

    results = as_(world.ines).get(reverse("console:phone"), {"q": ticket.number}).context["results"]

    assert results.groups == ()


def test_whose_request_it_is_stands_first_among_the_callers(world: World, as_: As) -> None:
    form = as_(world.claire).get(address(world.ticket())).context["form"]

    assert form.people[0] == world.jean


def test_the_words_stand_in_the_thread_with_who_noted_them(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    page = words(client.post(address(ticket), said(world), follow=True))

    assert "Appel noté" in page
    assert "C’est revenu." in page
    assert "Jean Petit a appelé, noté par Claire Martin" in page


def test_sent_twice_it_is_noted_once(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    sent = said(world, answered="on", answer="Parfait.")
    client.post(address(ticket), sent)
    client.post(address(ticket), sent)

    assert Message.objects.filter(ticket=ticket).count() == 3


def test_without_a_word_it_comes_back(world: World, as_: As) -> None:
    response = as_(world.claire).post(address(world.ticket()), said(world, body=" "))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["body"]


def test_somebody_of_another_organisation_is_no_caller(world: World, as_: As) -> None:
    response = as_(world.claire).post(address(world.ticket()), said(world, caller=world.marc.pk))

    assert list(response.context["form"].errors) == ["caller"]


def test_on_a_closed_ticket_the_words_come_back(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    client.post(reverse("console:closure", args=[ticket.number]))
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")

    response = client.post(address(ticket), said(world))

    assert response.status_code == 409
    assert "Ce ticket est clos" in words(response)
    assert response.context["form"]["body"].value() == "C’est revenu."
