"""The dashboards: what is asked for, what is drawn and told, the files, and what a page asks of the database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from contracts.models import Product
from tests.tickets.console.reading import Answered, words
from tests.world import FORTIGATE, SWITCH, TUESDAY, World
from tickets.actions import closing, rating, replying
from tickets.reporting.sheets import TABLES, Sheet

As = Callable[[User], Client]
PAGE = "/console/tableaux/"
NOW = TUESDAY + timedelta(hours=1)


def worked(world: World, comment: str = "Rapide.") -> None:
    """Answered in time, ended, and its customer content."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    ended = closing.close(ticket, actor=world.claire, at=TUESDAY)
    rating.rate(ended, 3, comment, actor=world.jean, at=TUESDAY)


def body(response: Answered) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.fixture
def page(world: World, as_: As) -> Callable[..., Answered]:
    """A sheet as the engineer sees it."""
    client = as_(world.claire)

    def get(**asked: str) -> Answered:
        return client.get(PAGE, asked)

    return get


def test_the_first_sheet_says_the_share_that_was_kept(world: World, page: Callable[..., Answered]) -> None:
    worked(world)
    world.ticket(received_at=TUESDAY - timedelta(days=5))

    told = words(page())

    assert "Octobre 2026" in told
    assert "Réponses dans les délais 50 % 1 sur 2 promesses jouées" in told


@pytest.mark.parametrize("sheet", list(Sheet))
def test_each_drawing_has_a_title_a_description_and_its_numbers(
    world: World, page: Callable[..., Answered], sheet: Sheet
) -> None:
    worked(world)

    html = page(feuille=sheet.value).content.decode()

    drawings = re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)
    assert drawings
    for drawing in drawings:
        [named] = re.findall(r'aria-labelledby="([^"]+)"', drawing)
        assert all(f'id="{name}"' in drawing for name in named.split())
        assert re.search(r"<desc[^>]*>[^<]+</desc>", drawing)
    tables = [key for key, held in TABLES.items() if held is sheet]
    assert html.count('<details class="figure-numbers">') >= len(drawings)
    assert all(f"{key}-title" in html for key in tables)


@pytest.mark.parametrize("sheet", list(Sheet))
def test_an_empty_sheet_says_so_and_draws_nothing(page: Callable[..., Answered], sheet: Sheet) -> None:
    response = page(feuille=sheet.value, periode="mois", jour="2025-01-01")

    assert response.status_code == 200
    assert "Rien sur cette période." in words(response)
    assert '<svg class="chart"' not in response.content.decode()


@pytest.mark.parametrize("sheet", list(Sheet))
def test_a_sheet_asks_as_much_for_many_as_for_one_and_little(
    world: World, page: Callable[..., Answered], sheet: Sheet
) -> None:
    reseller = str(world.organisation_of(world.jean).pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page(feuille=sheet.value, revendeur=reseller).status_code == 200
        return len(queries)

    worked(world)
    cost()
    one = cost()
    for _ in range(3):
        worked(world)

    assert cost() == one <= 15


def test_a_period_is_carried_from_sheet_to_sheet_and_to_the_files(page: Callable[..., Answered]) -> None:
    html = page(periode="dates", depuis="2026-10-05", jusqu="2026-10-09", niveau="premium").content.decode()

    carried = "periode=dates&amp;depuis=2026-10-05&amp;jusqu=2026-10-09&amp;niveau=premium"
    assert f"?feuille=activite&amp;{carried}" in html
    assert "depuis=2026-09-30&amp;jusqu=2026-10-04" in html  # the five days before


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"periode": "dates", "depuis": "2026-10-09", "jusqu": "2026-10-05"}, "La fin est avant le début."),
        ({"periode": "dates", "depuis": "2026-10-09"}, "Donnez les deux dates."),
        ({"periode": "dates", "depuis": "2020-01-01", "jusqu": "2026-10-05"}, "Choisissez deux ans au plus."),
        ({"jour": "9999-12-31"}, "Choisissez un jour entre 2000 et 2199."),
        ({"revendeur": "x"}, "x"),
        ({"periode": "siècle"}, "siècle"),
    ],
)
def test_a_mistake_is_said_and_this_month_shown(
    page: Callable[..., Answered], asked: dict[str, str], sentence: str
) -> None:
    response = page(**asked)

    assert response.status_code == 422
    assert sentence in words(response)
    assert "Octobre 2026" in words(response)


def test_a_level_and_a_reseller_narrow_what_is_counted(world: World, page: Callable[..., Answered]) -> None:
    world.ticket()
    world.ticket(world.marc, serial=SWITCH)

    told = words(page(revendeur=str(world.organisation_of(world.marc).pk), niveau="premium"))

    assert "Demandes reçues 1 avec ou sans promesse" in told


def test_what_customers_wrote_is_there_as_text(world: World, page: Callable[..., Answered]) -> None:
    worked(world, "<script>x</script>")

    html = page(feuille="satisfaction").content.decode()

    assert "&lt;script&gt;x&lt;/script&gt;" in html and "<script>x" not in html


def test_a_lead_sees_them_too(world: World, as_: As) -> None:
    assert as_(world.hugo).get(PAGE).status_code == 200


# --- The files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_is_a_file(world: World, as_: As, kind: str) -> None:
    worked(world)
    client = as_(world.claire)

    names = [client.get(f"{PAGE}{key}.{kind}")["Content-Disposition"] for key in TABLES]

    assert names == [f'attachment; filename="{key}-2026-10-01-2026-10-31.{kind}"' for key in TABLES]


def test_the_csv_holds_the_numbers_of_the_page(world: World, as_: As) -> None:
    worked(world)

    text = body(as_(world.claire).get(f"{PAGE}severites.csv")).decode().removeprefix("\ufeff")

    header, row = csv.reader(io.StringIO(text), delimiter=";")
    assert header[:4] == ["Sévérité", "Reçues", "Avec promesse", "Dans les délais"]
    assert row == ["1, Production interrompue", "1", "1", "1", "0", "0", "100\u00a0%"]


def test_a_workbook_has_numbers_and_shares_to_compute_with(world: World, as_: As) -> None:
    worked(world)

    book = load_workbook(io.BytesIO(body(as_(world.claire).get(f"{PAGE}niveaux.xlsx"))))

    _header, row = book["niveaux"].iter_rows()
    assert [cell.value for cell in row][1:] == [1, 1, 1, 0, 0, 1]
    assert row[-1].number_format == "0.0%"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(world: World, as_: As, kind: str) -> None:
    Product.objects.filter(device__serial=FORTIGATE).update(name="+cmd")
    Product.objects.get(name="+cmd").vendor.__class__.objects.filter(product__name="+cmd").update(name="=1")
    worked(world)

    made = body(as_(world.claire).get(f"{PAGE}produits.{kind}"))

    if kind == "csv":
        assert "'=1 +cmd" in made.decode()
    else:
        sheet = load_workbook(io.BytesIO(made))["produits"]
        assert sheet["A2"].value == "'=1 +cmd"


@pytest.mark.parametrize("address", ["rien.csv", "temps.pdf"])
def test_a_file_that_there_is_not_is_404(world: World, as_: As, address: str) -> None:
    assert as_(world.claire).get(f"{PAGE}{address}").status_code == 404


@pytest.mark.parametrize("month", ["0001-01", "1999-12", "2200-01", "9999-12", "octobre"])
def test_a_month_out_of_every_calendar_is_the_last_whole_one_and_no_report(
    world: World, as_: As, month: str
) -> None:
    client = as_(world.hugo)

    page = client.get(reverse("console:reports"), {"mois": month})

    assert page.context["month"] == "2026-09"
    address = reverse("console:report_pdf", args=[world.organisation_of(world.jean).pk, month])
    assert client.get(address).status_code == 404


def test_a_mistake_makes_no_file(world: World, as_: As) -> None:
    response = as_(world.claire).get(f"{PAGE}temps.csv", {"periode": "dates"})

    assert response.status_code == 422


def test_the_backlog_is_that_of_now_whatever_the_period(world: World, as_: As) -> None:
    world.ticket()
    client = as_(world.claire)

    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        told = words(client.get(PAGE, {"feuille": "activite", "jour": "2025-01-01"}))

    assert "En cours maintenant 1" in told
