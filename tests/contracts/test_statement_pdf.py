"""The statement as a PDF, read back: what it says, on which pages, in its own fonts."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.utils import translation
from pypdf import PdfReader

from contracts import credit
from contracts.period import Period
from contracts.time_credit import statement, statement_pdf
from contracts.time_credit.statement_pdf import Statement
from tests.world import TUESDAY, World

YEAR = Period(date(2025, 10, 13), date(2026, 10, 13))


def printed(world: World, period: Period = YEAR) -> PdfReader:
    account = statement.account_of(world.organisation_of(world.jean))
    assert account is not None
    made = Statement(
        organisation=str(account.organisation),
        standing=statement.standing(account),
        period=period,
        lines=list(statement.in_order(account, period)),
        at=TUESDAY,
    )
    return PdfReader(io.BytesIO(statement_pdf.render(made)))


def words(document: PdfReader) -> list[str]:
    """The text of each page, with single plain spaces."""
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in document.pages]


def work(world: World, reference: str = "CST", times: int = 1) -> None:
    for _ in range(times):
        credit.debit(world.organisation_of(world.jean), 1, by=world.claire, at=TUESDAY, reference=reference)


def test_it_says_whose_it_is_when_and_what_is_left(world: World) -> None:
    [page] = words(printed(world))

    for expected in (
        "Relevé de crédit-temps, Réseau Plus",
        "Écritures du 13/10/2025 au 13/10/2026, solde au 13/10/2026 11h07 (heure de Paris).",
        "Disponible Réservé Acheté Dépensé 6h30 0h 10h 3h30",
        "Achat",
        "Commande EX-PS-0031 · Inès Faure",
        "+10h",
        "−3h30",
    ):
        assert expected in page


def test_french_typography_reaches_the_page(world: World) -> None:
    work(world, "L’œuvre «\u202fVPN\u202f» à 50\u00a0% – Çà…")

    assert "L’œuvre « VPN » à 50 % – Çà…" in words(printed(world))[0]


def test_the_header_and_the_number_stand_on_every_page(world: World) -> None:
    work(world, times=80)
    pages = words(printed(world))

    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert "Date Écriture Mouvement Réservé Solde" in page
        assert f"page {number} sur 4" in page


def test_every_entry_is_printed_once(world: World) -> None:
    for place in range(60):
        work(world, f"travail-{place:03}")
    text = " ".join(words(printed(world)))

    assert [text.count(f"travail-{place:03}") for place in range(60)] == [1] * 60


def test_the_fonts_are_within_and_the_page_is_a4(world: World) -> None:
    [page] = printed(world).pages

    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    ours = [font for font in fonts if "Vera" in font["/BaseFont"]]
    assert len(ours) >= 2
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in ours)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_a_reader_s_program_knows_its_title_its_author_and_its_language(world: World) -> None:
    document = printed(world)

    assert document.metadata is not None
    assert document.metadata.title == "Relevé de crédit-temps, Réseau Plus"
    assert document.metadata.author == "EXER DATACOM"
    assert str(document.root_object["/Lang"]) == "fr"
    assert document.viewer_preferences is not None
    assert document.viewer_preferences.display_doctitle


def test_it_is_in_the_active_language(world: World) -> None:
    with translation.override("en"):
        assert str(printed(world).root_object["/Lang"]) == "en"


def test_an_empty_period_says_so(world: World) -> None:
    [page] = words(printed(world, Period(until=date(2020, 1, 1))))

    assert "Aucune écriture dans cette période." in page


@pytest.mark.parametrize("reference", ["<b>x</b> & <i>", "a\x0bb", "Z" * 120, "é" * 120])
def test_whatever_people_wrote_is_printed_as_text(world: World, reference: str) -> None:
    work(world, reference)

    text = "".join(words(printed(world))).replace(" ", "")
    assert reference.replace(" ", "").replace("\x0b", "") in text
