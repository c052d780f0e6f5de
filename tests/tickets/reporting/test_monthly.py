"""The month of a reseller: what is in it, in which language, the same bytes for the same figures, and the command."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from accounts.models import Organisation, User
from tests.world import STORMSHIELD, SWITCH, TUESDAY, World
from tickets.actions import closing, rating, replying
from tickets.models import Ticket
from tickets.reporting import monthly, monthly_pdf
from tickets.reporting.monthly import Monthly

NOVEMBER = TUESDAY + timedelta(days=30)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def reseller(world: World) -> Organisation:
    """Réseau Plus in October: one answered in time, one late, one Standard; and another reseller's."""
    kept = world.ticket(world.sophie, subject="Tenue")
    replying.reply(kept, world.words(world.claire, at=TUESDAY), at=TUESDAY)
    rating.rate(closing.close(kept, actor=world.claire, at=TUESDAY), 3, actor=world.sophie, at=TUESDAY)
    world.ticket(subject="Oubliée")
    world.ticket(serial=STORMSHIELD, channel="mail")
    world.ticket(world.marc, serial=SWITCH, subject="D’un autre")
    return world.organisation_of(world.jean)


def october(reseller: Organisation) -> Monthly:
    return monthly.of(reseller, OCTOBER, Ticket.objects.all(), NOVEMBER)


def text(made: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return " ".join(pages.replace("\u00a0", " ").split())


def said(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    with time_machine.travel(NOVEMBER, tick=False):
        call_command("monthly_report", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_figures_are_those_of_the_reseller_and_its_customers(reseller: Organisation) -> None:
    found = october(reseller)

    assert (found.total.received, found.total.met, found.total.missed) == (3, 1, 1)
    assert [ticket.subject for ticket in found.late] == ["Oubliée"]
    assert (found.ended, found.marks.good) == (1, 1)
    assert "Clinique des Lilas" in found.customers


def test_the_pdf_says_the_share_the_late_ones_and_what_kept_means(reseller: Organisation) -> None:
    found = text(monthly_pdf.render(october(reseller)))

    for expected in (
        "Rapport de support, Réseau Plus, octobre 2026",
        "50 %",
        "Oubliée",
        "attendue",
        "charte V",
    ):
        assert expected in found
    assert "D’un autre" not in found


def test_the_same_figures_make_the_same_bytes(reseller: Organisation) -> None:
    assert monthly_pdf.render(october(reseller)) == monthly_pdf.render(october(reseller))


def test_a_month_without_a_request_is_a_report_too(reseller: Organisation) -> None:
    empty = monthly.of(reseller, date(2026, 3, 1), Ticket.objects.all(), NOVEMBER)

    assert "mars 2026" in text(monthly_pdf.render(empty))


def test_names_are_text_in_the_pdf(world: World) -> None:
    world.ticket(subject="<b>&amp; Panne</b>\x00")
    found = october(world.organisation_of(world.jean))

    assert "<b>&amp; Panne</b>" in text(monthly_pdf.render(found))


def test_more_late_ones_than_are_named_lead_to_the_portal(world: World) -> None:
    for _ in range(monthly.LATE + 1):
        world.ticket()

    found = text(monthly_pdf.render(october(world.organisation_of(world.jean))))

    assert "Les suivantes sont dans le portail." in found


@pytest.mark.parametrize(("manager", "member", "language"), [("fr", "en", "fr"), ("en", "fr", "en")])
def test_the_language_is_that_of_the_managers(world: World, manager: str, member: str, language: str) -> None:
    User.objects.filter(pk=world.jean.pk).update(language=manager)
    User.objects.filter(pk=world.lea.pk).update(language=member)

    assert monthly.language_of(world.organisation_of(world.jean)) == language


def test_without_anybody_it_is_french(world: World) -> None:
    alone = Organisation.objects.create(name="Seul", kind=Organisation.Kind.RESELLER)

    assert monthly.language_of(alone) == "fr"


# --- The command --------------------------------------------------------------------------------------------


def test_the_command_writes_the_file_and_says_where(reseller: Organisation, tmp_path: Path) -> None:
    place = tmp_path / "octobre.pdf"

    out = said(reseller="réseau plus", month="2026-10", out=str(place))

    assert out == f"{place}\n"
    assert text(place.read_bytes()).startswith("Rapport de support")


def test_a_language_may_be_chosen(reseller: Organisation, tmp_path: Path) -> None:
    place = tmp_path / "october.pdf"
    said(reseller="Réseau Plus", month="2026-10", out=str(place), language="en")

    with translation.override("en"):
        assert text(place.read_bytes()) == text(monthly_pdf.render(october(reseller)))


def test_with_json_it_says_the_figures_and_writes_nothing(
    reseller: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    found = json.loads(said(reseller="Réseau Plus", month="2026-10", json=True))

    assert list(found.items()) == [
        ("reseller", "Réseau Plus"),
        ("month", "2026-10"),
        ("received", 3),
        ("promised", 2),
        ("met", 1),
        ("missed", 1),
        ("running", 0),
        ("ended", 1),
        ("vendor_cases", 0),
        ("satisfaction", {"good": 1, "fair": 0, "bad": 0}),
    ]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"reseller": "Personne", "month": "2026-10"}, "no reseller of that name"),
        ({"reseller": "Clinique des Lilas", "month": "2026-10"}, "no reseller of that name"),
        ({"reseller": "Réseau Plus", "month": "octobre"}, "a month is written 2026-10"),
        ({"reseller": "Réseau Plus", "month": "2026-13"}, "a month is written 2026-10"),
        ({"reseller": "Réseau Plus", "month": "2026-10", "out": "/nowhere/at/all.pdf"}, "No such file"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line(world: World, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        said(**options)

    assert refused.value.returncode == 2


# --- The page -----------------------------------------------------------------------------------------------


def test_a_lead_finds_the_resellers_of_a_month_and_their_pdf(
    reseller: Organisation, world: World, client: Client
) -> None:
    client.force_login(world.hugo)

    with time_machine.travel(NOVEMBER, tick=False):
        page = client.get("/console/rapports/")
        pdf = client.get(f"/console/rapports/{reseller.pk}/2026-10.pdf")

    assert [name for _pk, name, _kept in page.context["page"].object_list] == [
        "Réseau Plus",
        "Alpes Sécurité",
    ]
    assert pdf["Content-Disposition"] == 'attachment; filename="rapport-reseau-plus-2026-10.pdf"'
    assert "Oubliée" in text(pdf.content)


@pytest.mark.parametrize("month", ["2026-13", "hier", "2026-10-01"])
def test_a_month_that_is_none_is_no_report(
    reseller: Organisation, world: World, client: Client, month: str
) -> None:
    client.force_login(world.hugo)

    assert client.get(f"/console/rapports/{reseller.pk}/{month}.pdf").status_code == 404
