"""A note goes its way on the console's pages; problems that come back have theirs, and the side of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Device, Product
from knowledge import publishing
from knowledge.models import Note, NoteSent
from tests.knowledge.writing import note
from tests.tickets.console.reading import words
from tests.tickets.console.test_note_desk import typed
from tests.world import FORTIGATE, TUESDAY, World
from tickets.models import NoteUse, Ticket

As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def nothing_dismissed() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def incidents(world: World) -> list[Ticket]:
    return [
        world.ticket(subject=f"Panne {number}", received_at=TUESDAY - timedelta(minutes=number))
        for number in range(3)
    ]


def act(client: Client, route: str, row: Note, **data: str) -> str:
    return words(client.post(reverse(f"console:{route}", args=[row.pk]), data, follow=True))


def problem() -> dict[str, str]:
    device = Device.objects.get(serial=FORTIGATE)
    return {"product": str(device.product_id), "version": device.installed_version}


def test_a_note_is_proposed_returned_with_words_and_published_by_a_colleague(world: World, as_: As) -> None:
    row = note(world, published=False)
    proposed = act(as_(world.claire), "knowledge_submission", row)
    returned = act(as_(world.hugo), "knowledge_return", row, words="Et la 7.4.5 ?")
    act(as_(world.claire), "knowledge_submission", row)
    published = act(as_(world.hugo), "knowledge_publication", row)

    assert "qui l’a écrite ou proposée ne la publie pas" in proposed
    assert "Et la 7.4.5 ?" in returned and "Rendue à son auteur" in returned
    assert "La note est publiée." in published
    assert Note.objects.get(pk=row.pk).is_published


def test_its_author_may_not_publish_it(world: World, as_: As) -> None:
    row = note(world, published=False, status="review")

    assert as_(world.claire).post(reverse("console:knowledge_publication", args=[row.pk])).status_code == 403


def test_what_changed_while_it_was_read_is_read_again_before_it_is_published(world: World, as_: As) -> None:
    row = note(world, published=False)
    shown = as_(world.hugo).get(reverse("console:knowledge_note", args=[row.pk])).context["sheet"].mark
    with time_machine.travel(TUESDAY + timedelta(hours=2), tick=False):
        as_(world.claire).post(
            reverse("console:knowledge_edit", args=[row.pk]), typed(world.claire, row, text="Autre.")
        )

    assert "relisez-la" in act(as_(world.hugo), "knowledge_publication", row, read=shown)
    assert "relisez-la" not in act(
        as_(world.hugo), "knowledge_publication", row, read=publishing.mark(Note.objects.get(pk=row.pk))
    )
    assert Note.objects.get(pk=row.pk).is_published


def test_a_step_that_was_taken_already_says_so(world: World, as_: As) -> None:
    row = note(world)

    assert "C’était déjà fait : la note est publiée." in act(as_(world.hugo), "knowledge_publication", row)


def test_a_return_without_words_says_what_is_missing(world: World, as_: As) -> None:
    row = note(world, published=False, status="review")

    assert "Dites ce qui est à reprendre" in act(as_(world.hugo), "knowledge_return", row)
    assert Note.objects.get(pk=row.pk).status == "review"


def test_who_is_concerned_is_shown_confirmed_and_told(world: World, as_: As) -> None:
    row = note(world, "FortiGate 100F")
    client, address = as_(world.claire), reverse("console:knowledge_sending", args=[row.pk])
    asked = words(client.get(address))
    told = words(client.post(address, {"confirmed": "3"}, follow=True))

    assert "Clinique des Lilas" in asked and "Réseau Plus" in asked
    assert "Envoyer à 3 personnes" in asked
    assert "3 personnes sont prévenues" in told and "0 mails partis sur 3" in told
    assert NoteSent.objects.filter(note=row, by=world.claire).count() == 3


def test_a_number_that_changed_is_asked_again(world: World, as_: As) -> None:
    row = note(world, "FortiGate 100F")
    response = as_(world.claire).post(reverse("console:knowledge_sending", args=[row.pk]), {"confirmed": "2"})

    assert response.status_code == 409
    assert "rien n’est parti" in words(response) and "Envoyer à 3 personnes" in words(response)


@pytest.mark.parametrize(
    ("products", "published", "said"),
    [
        ([], True, "Cette note ne nomme ni produit ni famille"),
        (["SN310"], False, "Une note s’envoie une fois publiée"),
        (["AP305C"], True, "Personne n’est concerné aujourd’hui"),
    ],
)
def test_a_note_that_goes_to_nobody_says_why(
    world: World, as_: As, products: list[str], published: bool, said: str
) -> None:
    row = note(world, *products, published=published)

    assert said in words(as_(world.claire).get(reverse("console:knowledge_sending", args=[row.pk])))


def test_a_problem_that_comes_back_is_shown_with_its_tickets(world: World, as_: As) -> None:
    tickets = incidents(world)
    page = words(as_(world.claire).get(reverse("console:recurring")))

    assert "3 incidents, même modèle et version, 30 jours" in page
    assert all(ticket.number in page for ticket in tickets)


def test_it_is_left_aside_and_pointed_out_again(world: World, as_: As) -> None:
    incidents(world)
    client = as_(world.claire)
    aside = words(
        client.post(reverse("console:recurring_dismissal"), {**problem(), "days": "30"}, follow=True)
    )
    again = words(client.post(reverse("console:recurring_return"), problem(), follow=True))

    assert "Laissé de côté par Claire Martin jusqu’au 12/11/2026" in aside
    assert "Laissé de côté" not in again.replace("Laisser de côté", "")


def test_days_that_are_not_offered_are_refused(world: World, as_: As) -> None:
    response = as_(world.claire).post(reverse("console:recurring_dismissal"), {**problem(), "days": "9999"})

    assert response.status_code == 400


def test_a_note_begun_from_it_is_filled_in_and_keeps_its_tickets(world: World, as_: As) -> None:
    tickets = incidents(world)
    client = as_(world.claire)
    named = {"produit": problem()["product"], "version": problem()["version"]}
    form = client.get(reverse("console:knowledge_new"), named).context["form"]
    begun = {name: form[name].value() for name in ("products", "versions_from", "tickets", "text")}
    client.post(reverse("console:knowledge_new"), typed(world.claire, **begun))

    row = Note.objects.get()
    assert (row.product_names, row.versions_from) == ("FortiGate 100F", problem()["version"])
    assert "Que faire" in row.text and "Panne" not in row.text
    assert set(NoteUse.objects.filter(note=row, kind="origin").values_list("ticket", flat=True)) == {
        ticket.pk for ticket in tickets
    }


def test_a_ticket_shows_beside_it_that_its_problem_comes_back_and_the_notes_on_it(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket, *_others = incidents(world)
    note(world, "FortiGate 100F", title="Panne du FortiGate")
    client = as_(world.claire)

    with django_assert_max_num_queries(12):
        beside = words(client.get(reverse("console:notes_beside", args=[ticket.number])))
    assert "3 incidents, même modèle et version, 30 jours" in beside
    assert "Panne du FortiGate" in beside


def test_the_page_of_problems_takes_a_constant_number_of_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    incidents(world)
    for each in Product.objects.all():
        note(world, each.name)
    client = as_(world.claire)

    with django_assert_max_num_queries(15):
        client.get(reverse("console:recurring"))
