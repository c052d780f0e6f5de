"""Technical notes at their desk: found, written, and written by two at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Product
from knowledge import editing
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.console import note_form
from tickets.drafting import drafts, submission
from tickets.models import Draft

As = Callable[[User], Client]


def typed(person: User, row: Note | None = None, **changes: Any) -> dict[str, Any]:
    """The form as `person` sends it, opened on `row` as it is now or on nothing."""
    fields: dict[str, Any] = {
        "title": "FortiGate\u00a0: tunnel",
        "text": "# Que faire\nRedémarrer.",
        "audience": "everybody",
    }
    fields |= note_form.shown(row) if row is not None else {}
    fields = {name: value for name, value in fields.items() if value is not False}
    return {"submission_key": submission.new(person).token, **fields, **changes}


def edit(row: Note) -> str:
    return reverse("console:knowledge_edit", args=[row.pk])


def test_a_note_is_written_with_its_products_and_families(world: World, as_: As) -> None:
    sent = typed(world.claire, products="sn310, FortiGate 100F", family_switch="on", versions_to="7.4.4")
    response = as_(world.claire).post(reverse("console:knowledge_new"), sent)

    row = Note.objects.get()
    assert response.status_code == 302
    assert (row.status, row.author, row.slug) == ("draft", world.claire, "fortigate-tunnel")
    assert (row.families, row.product_names, row.versions_to) == (
        ["switch"],
        "FortiGate 100F, SN310",
        "7.4.4",
    )


def test_the_same_form_sent_twice_is_one_note(world: World, as_: As) -> None:
    sent = typed(world.claire)
    client = as_(world.claire)
    client.post(reverse("console:knowledge_new"), sent)
    client.post(reverse("console:knowledge_new"), sent)

    assert Note.objects.count() == 1


def test_two_notes_of_one_title_have_two_addresses(world: World, as_: As) -> None:
    client = as_(world.claire)
    client.post(reverse("console:knowledge_new"), typed(world.claire))
    client.post(reverse("console:knowledge_new"), typed(world.claire, text="Autre chose."))

    assert set(Note.objects.values_list("slug", flat=True)) == {"fortigate-tunnel", "fortigate-tunnel-2"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Donnez un titre"),
        ({"text": " "}, "Écrivez quoi faire."),
        ({"products": "FortiGate 100G"}, "Vouliez-vous écrire « FortiGate 100F »"),
        ({"products": "Zyx"}, "Aucun produit du catalogue ne s’appelle « Zyx »."),
        ({"title_en": "Tunnel"}, "L’anglais a un titre et un texte, ou ni l’un ni l’autre."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, as_: As, changes: dict[str, Any], said: str
) -> None:
    response = as_(world.claire).post(reverse("console:knowledge_new"), typed(world.claire, **changes))

    assert response.status_code == 422
    assert said in words(response)
    assert [response.context["form"][name].value() for name in changes] == list(changes.values())
    assert not Note.objects.exists()


def test_a_name_that_two_makers_have_asks_which(world: World, as_: As) -> None:
    sn310 = Product.objects.get(name="SN310")
    other = Product.objects.exclude(vendor=sn310.vendor).first()
    assert other is not None
    twin = Product.objects.create(vendor=other.vendor, name="SN310")

    refused = as_(world.claire).post(reverse("console:knowledge_new"), typed(world.claire, products="SN310"))
    sent = typed(world.claire, products=f"{other.vendor} SN310")
    as_(world.claire).post(reverse("console:knowledge_new"), sent)

    assert "Plusieurs constructeurs ont un « SN310 »" in words(refused)
    assert list(Note.objects.get().products.all()) == [twin]


def test_what_only_a_colleague_changed_is_told_and_taken(world: World, as_: As) -> None:
    row = note(world, published=False, title="Tunnel", text="Redémarrer.")
    mine = typed(world.claire, row, text="Redémarrer le pare-feu.")
    as_(world.hugo).post(edit(row), typed(world.hugo, row, title="FortiGate, tunnel"))
    response = as_(world.claire).post(edit(row), mine)

    form = response.context["form"]
    assert response.status_code == 409
    assert "Titre : changé par votre collègue, repris ci-dessous." in words(response)
    assert (form["title"].value(), form["text"].value()) == ("FortiGate, tunnel", "Redémarrer le pare-feu.")
    row.refresh_from_db()
    assert row.text == "Redémarrer."


def test_what_both_changed_stands_side_by_side_and_is_kept_on_the_second_sending(
    world: World, as_: As
) -> None:
    row = note(world, published=False, text="Redémarrer.")
    mine = typed(world.claire, row, text="Redémarrer le pare-feu.")
    as_(world.hugo).post(edit(row), typed(world.hugo, row, text="Mettre à jour."))
    response = as_(world.claire).post(edit(row), mine)
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()}

    assert "vous l’avez changé tous les deux" in words(response) and "Mettre à jour." in words(response)
    assert form["text"].value() == "Redémarrer le pare-feu."
    assert as_(world.claire).post(edit(row), again).status_code == 302
    row.refresh_from_db()
    assert row.text == "Redémarrer le pare-feu."


def test_the_same_words_from_two_people_are_no_clash(world: World, as_: As) -> None:
    row = note(world, published=False, text="Redémarrer.")
    mine = typed(world.claire, row, text="Mettre à jour.")
    as_(world.hugo).post(edit(row), typed(world.hugo, row, text="Mettre à jour."))

    assert as_(world.claire).post(edit(row), mine).status_code == 302


def test_a_published_note_is_corrected_by_another_than_its_author(world: World, as_: As) -> None:
    row = note(world)
    by_author = as_(world.claire).post(edit(row), typed(world.claire, row, text="Autre."))
    as_(world.hugo).post(edit(row), typed(world.hugo, row, text="Mieux."))

    row.refresh_from_db()
    assert by_author.status_code == 403
    assert (row.text, row.status) == ("Mieux.", "published")


def test_the_address_of_a_published_note_stays(world: World) -> None:
    row = note(world)
    content = editing.content_of(row)
    new = content.__class__(title="Autre", text="Texte")
    editing.write(row, new, by=world.hugo, at=TUESDAY, base=editing.seen(content))

    assert Note.objects.get(pk=row.pk).slug == row.slug


def test_a_draft_comes_back_and_goes_when_it_is_sent(world: World, as_: As) -> None:
    row = note(world, published=False)
    sent = typed(world.claire, row, text="À moitié")
    client = as_(world.claire)
    client.post(reverse("drafting:draft", args=[drafts.knowledge_form(row.pk)]), sent)
    page = client.get(edit(row))
    client.post(edit(row), sent)

    assert page.context["form"]["text"].value() == "À moitié"
    assert not Draft.objects.exists()


def test_no_customer_keeps_a_draft_of_a_note(world: World, as_: As) -> None:
    address = reverse("drafting:draft", args=[drafts.knowledge_form(None)])

    assert as_(world.jean).post(address, {"text": "Mien"}).status_code == 404


def test_the_preview_shows_both_languages_and_no_html_of_its_writer(world: World, as_: As) -> None:
    sent = {"title": "Titre", "text": "**Gras** <script>", "title_en": "Title", "text_en": "Bold"}
    page = as_(world.claire).post(reverse("console:knowledge_preview"), sent).content.decode()

    assert "<strong>Gras</strong> &lt;script&gt;" in page
    assert 'lang="en"' in page and "Title" in page


def test_a_shelf_and_words_narrow_the_list(world: World, as_: As) -> None:
    note(world, title="Tunnel publié")
    note(world, title="Tunnel à relire", published=False, status="review", author=world.hugo)
    note(world, title="Borne à relire", published=False, status="review")
    client = as_(world.claire)
    narrowed = words(client.get(reverse("console:knowledge"), {"vue": "a-relire", "q": "tunnel"}))
    mine = words(client.get(reverse("console:knowledge"), {"vue": "les-miennes"}))

    assert "Tunnel à relire" in narrowed
    assert "Tunnel publié" not in narrowed and "Borne à relire" not in narrowed
    assert "Tunnel à relire" not in mine and "Borne à relire" in mine


def test_the_list_asks_a_constant_number_of_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        note(world, "SN310", title=f"Note {number}", families=["switch"])
    address = reverse("console:knowledge_note", args=[note(world, "SN310").pk])
    client = as_(world.claire)

    with django_assert_max_num_queries(14):
        client.get(reverse("console:knowledge"))
    with django_assert_max_num_queries(14):
        client.get(address)
