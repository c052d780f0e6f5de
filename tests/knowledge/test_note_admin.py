"""Notes are written, previewed, published and withdrawn in Django's admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.models import Product
from cst.demo import cast
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.tickets.portal.reading import words
from tests.world import World


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(User.objects.get(email=cast.ADMINISTRATOR))
    return client


def sent(**changes: Any) -> dict[str, Any]:
    """The admin's form of a new note as a browser sends it."""
    management = {
        f"{prefix}-{name}": value
        for prefix in ("noteproduct_set", "publications")
        for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
    }
    return {
        "title": "Tunnel",
        "slug": "tunnel",
        "text": "Le texte.",
        "title_en": "",
        "text_en": "",
        "versions_from": "",
        "versions_to": "",
        "audience": "everybody",
        **management,
        **changes,
    }


def act(admin: Client, action: str, row: Note) -> Any:
    data = {"action": action, "_selected_action": [row.pk]}
    return admin.post(reverse("admin:knowledge_note_changelist"), data, follow=True)


def test_a_note_is_written_with_its_products_and_families(admin: Client) -> None:
    product = Product.objects.get(name="SN310")
    rows = {"noteproduct_set-TOTAL_FORMS": 1, "noteproduct_set-0-product": product.pk}
    admin.post(reverse("admin:knowledge_note_add"), sent(families=["firewall"], **rows))

    row = Note.objects.get(slug="tunnel")
    assert (row.status, row.families, row.product_names) == ("draft", ["firewall"], "SN310")
    assert row.author == User.objects.get(email=cast.ADMINISTRATOR)


def test_half_an_english_comes_back_with_why(admin: Client) -> None:
    page = admin.post(reverse("admin:knowledge_note_add"), sent(title_en="Tunnel"))

    assert "L’anglais a un titre et un texte, ou ni l’un ni l’autre." in words(page)
    assert not Note.objects.filter(slug="tunnel").exists()


def test_a_note_is_published_and_withdrawn(admin: Client, world: World) -> None:
    row = note(world, published=False)

    assert "1 note publiée" in words(act(admin, "publish", row))
    assert Note.objects.get(pk=row.pk).is_published
    assert "1 note retirée" in words(act(admin, "withdraw", row))
    assert not Note.objects.get(pk=row.pk).is_published


def test_what_cannot_be_published_is_told(admin: Client, world: World) -> None:
    row = note(world, published=False, text=" ")

    assert "Une note se publie avec un titre et un texte" in words(act(admin, "publish", row))


def test_the_preview_shows_a_draft_in_both_languages(admin: Client, world: World) -> None:
    row = note(world, published=False, text="**Gras**", title_en="English", text_en="Bold")
    page = admin.get(reverse("admin:knowledge_note_preview", args=[row.pk])).content.decode()

    assert "<strong>Gras</strong>" in page and "English" in page and "brouillon" in page


def test_the_address_of_a_published_note_stays(admin: Client, world: World) -> None:
    row = note(world)
    page = admin.get(reverse("admin:knowledge_note_change", args=[row.pk])).content.decode()

    assert 'name="slug"' not in page


def test_nobody_else_reads_the_preview(client: Client, world: World) -> None:
    address = reverse("admin:knowledge_note_preview", args=[note(world, published=False).pk])
    client.force_login(world.jean)

    assert client.get(address).status_code == 302
