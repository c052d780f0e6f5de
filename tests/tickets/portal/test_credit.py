"""The PS time credit in the portal (CH-PS). Réseau Plus has 6 h 30 of 10 h left; Alpes Sécurité never bought."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from contracts import credit
from tests.tickets.portal.reading import words
from tests.world import TUESDAY, World

As = Callable[[User], Client]
PAGE = "/portail/credit/"


def work(world: World, minutes: int = 5, reference: str = "CST", days_ago: int = 0) -> None:
    credit.debit(
        world.organisation_of(world.jean),
        minutes,
        by=world.claire,
        at=TUESDAY - timedelta(days=days_ago),
        reference=reference,
    )


def exported(client: Client, **query: str) -> list[list[str]]:
    response = client.get(reverse("portal:credit_csv"), query)
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def printed(client: Client, **query: str) -> str:
    response = client.get(reverse("portal:credit_pdf"), query)
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def test_the_page_says_what_is_left_of_what_and_what_was_spent(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(PAGE))

    for expected in ("6h30 disponibles sur 10h (65 %)", "Réservé 0h", "Acheté 10h", "Dépensé 3h30"):
        assert expected in page


def test_each_entry_says_what_by_whom_and_what_was_left(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(PAGE))

    assert "Débit Mise en service VPN, 3h30 · Claire Martin −3h30 Solde 6h30" in page
    assert "Achat Commande EX-PS-0031 · Inès Faure +10h Solde 10h" in page


def test_work_on_a_ticket_leads_to_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    work(world, reference=ticket.number)

    assert f'href="/portail/incidents/{ticket.number}/"' in as_(world.jean).get(PAGE).content.decode()


def test_a_fifth_left_is_said_and_more_is_proposed(world: World, as_: As) -> None:
    work(world, 270)

    page = words(as_(world.jean).get(PAGE))
    assert "un cinquième ou moins" in page
    assert "demandez un devis à votre commercial" in page


def test_who_never_bought_is_told_how(world: World, as_: As) -> None:
    page = words(as_(world.marc).get(PAGE))

    assert "Votre organisation n’a pas de crédit-temps" in page
    assert "Demander un devis" in page


def test_an_end_customer_is_sent_to_their_reseller(world: World, as_: As) -> None:
    assert "Votre revendeur peut en prendre un" in words(as_(world.sophie).get(PAGE))


def test_nobody_reads_the_credit_of_another(world: World, as_: As) -> None:
    page = words(as_(world.marc).get(PAGE))

    assert "EX-PS-0031" not in page
    assert as_(world.marc).get(reverse("portal:credit_csv")).status_code == 404
    assert as_(world.marc).get(reverse("portal:credit_pdf")).status_code == 404


def test_resellers_have_it_among_their_pages_and_end_customers_without_one_do_not(
    world: World, as_: As
) -> None:
    home = reverse("portal:home")

    assert f'href="{PAGE}"' in as_(world.jean).get(home).content.decode()
    assert f'href="{PAGE}"' not in as_(world.sophie).get(home).content.decode()


def test_an_end_customer_with_a_credit_finds_it_on_the_first_page(world: World, as_: As) -> None:
    credit.buy(world.organisation_of(world.sophie), 300, by=world.ines, at=TUESDAY, reference="EX")

    assert f'href="{PAGE}"' in as_(world.sophie).get(reverse("portal:home")).content.decode()


def test_a_period_narrows_the_list_and_keeps_the_balance_after_each_entry(world: World, as_: As) -> None:
    day = (TUESDAY - timedelta(days=40)).date().isoformat()

    rows = as_(world.jean).get(PAGE, {"depuis": day, "jusqu": day}).context["rows"]
    assert [(row.line.change, row.line.left) for row in rows] == [(-210, 390)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"depuis": "hier"}, "Saisissez une date valide."),
        ({"depuis": "2026-10-02", "jusqu": "2026-10-01"}, "La fin est avant le début."),
    ],
)
def test_a_period_that_is_none_is_said_at_its_field(
    world: World, as_: As, query: dict[str, str], sentence: str
) -> None:
    response = as_(world.jean).get(PAGE, query)

    assert response.status_code == 422
    assert sentence in words(response)
    for file in ("portal:credit_csv", "portal:credit_pdf"):
        assert as_(world.jean).get(reverse(file), query)["Location"].startswith(f"{PAGE}?depuis=")


def test_an_empty_period_is_said(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(PAGE, {"jusqu": "2020-01-01"}))

    assert "Aucune écriture dans cette période" in page


def test_the_csv_holds_every_entry_the_oldest_first(world: World, as_: As) -> None:
    header, bought, worked = exported(as_(world.jean))

    assert header[0] == "Date" and header[-1] == "Solde ensuite (min)"
    assert bought[2:] == ["achat", "Commande EX-PS-0031", "Inès Faure", "600", "", "", "0", "600"]
    assert worked[2:] == ["débit", "Mise en service VPN, 3h30", "Claire Martin", "", "210", "", "0", "390"]


def test_no_cell_of_the_csv_is_a_formula(world: World, as_: As) -> None:
    work(world, reference="=cmd|' /C calc'!A0")

    assert exported(as_(world.jean))[-1][3] == "'=cmd|' /C calc'!A0"


def test_the_csv_is_in_the_language_of_its_reader(world: World, as_: As) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")
    response = as_(world.jean).get(reverse("portal:credit_csv"))

    assert response["Content-Language"] == "en"
    assert response["Content-Disposition"] == 'attachment; filename="credit-temps-reseau-plus-2026-10-13.csv"'


def test_the_pdf_holds_the_last_twelve_months_and_says_so(world: World, as_: As) -> None:
    credit.correct(
        world.organisation_of(world.jean), 30, by=world.ines, at=TUESDAY, reason="Saisi deux fois."
    )

    page = printed(as_(world.jean))
    for expected in (
        "Relevé de crédit-temps, Réseau Plus",
        "du 13/10/2025 au 13/10/2026",
        "7h",
        "Saisi deux fois.",
    ):
        assert expected in page


def test_the_pdf_of_a_period_holds_that_period(world: World, as_: As) -> None:
    since = (TUESDAY - timedelta(days=41)).date()

    page = printed(as_(world.jean), depuis=since.isoformat())
    assert f"depuis le {since:%d/%m/%Y}" in page
    assert "VPN" in page and "EX-PS-0031" not in page


def test_more_than_a_pdf_holds_is_refused_with_the_way_out(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.time_credit.statement_pdf.MOST", 1)

    response = as_(world.jean).get(reverse("portal:credit_pdf"), follow=True)
    assert "Un PDF tient 1 écritures au plus : choisissez une période plus courte" in words(response)


def test_more_entries_take_no_more_queries(world: World, as_: As) -> None:
    client = as_(world.jean)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _ in range(30):
        work(world)
    with CaptureQueriesContext(connection) as many:
        response = client.get(PAGE)

    assert len(many) == len(few)
    assert len(response.context["rows"]) == 25
