"""The files of the ERP in the console: sending one, reading what is wrong or would change, deciding, the history."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.erp import erp_files, erp_progress
from contracts.models import Contract, ErpFile
from tests.contracts.erp import applied, broken, checked, csv_file, line, received, worked
from tests.tickets.console.reading import Answered, words
from tests.world import TUESDAY, World

As = Callable[[User], Client]
PAGE = "/console/fichiers-erp/"
Status = ErpFile.Status


@pytest.fixture(autouse=True)
def _no_hints() -> None:
    cache.clear()


def url(file: ErpFile, name: str = "erp_file") -> str:
    return reverse(f"console:{name}", args=[file.pk])


def send(client: Client, content: bytes, name: str = "contrats.csv") -> Answered:
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("console:erp_file_upload"), {"file": upload}, follow=True)


def report_of(client: Client, file: ErpFile) -> list[list[str]]:
    response = client.get(url(file, "erp_file_report"))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


# --- Sending ----------------------------------------------------------------------------------------------------


def test_sales_send_a_file_and_see_that_it_waits(world: World, as_: As) -> None:
    page = words(send(as_(world.ines), csv_file()))

    file = ErpFile.objects.get()
    assert (file.name, file.source, file.received_by) == ("contrats.csv", "page", world.ines)
    assert "contrats.csv" in page and "Envoyé par Inès" in page and "En attente" in page


def test_the_same_bytes_lead_to_what_became_of_them(world: World, as_: As) -> None:
    file = applied(world)

    response = send(as_(world.hugo), csv_file(), "copie.csv")

    assert response.redirect_chain[-1][0] == url(file)
    assert "Ce fichier est déjà là : appliqué le 13/10/2026 à 11h07." in words(response)
    assert ErpFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7\n", "ni un CSV ni un classeur Excel"), (b"", "Ce fichier est vide.")],
)
def test_what_is_no_such_file_is_refused_beside_the_field(
    world: World, as_: As, content: bytes, said: str
) -> None:
    response = send(as_(world.ines), content)

    assert (response.status_code, ErpFile.objects.count()) == (422, 0)
    assert said in words(response)


def test_a_file_over_the_limit_is_refused_with_both_sizes(world: World, as_: As, settings: Any) -> None:
    settings.ERP_FILE_MAX_BYTES = 1024 * 1024

    response = send(as_(world.ines), b"a" * (3 * 1024 * 1024))

    assert response.status_code == 422
    assert "« contrats.csv » pèse 3 Mo : la limite est de 1 Mo par fichier." in words(response)


def test_no_file_is_said_so(world: World, as_: As) -> None:
    response = as_(world.ines).post(reverse("console:erp_file_upload"))

    assert response.status_code == 422
    assert "Choisissez le fichier" in words(response)


def test_who_was_logged_out_meanwhile_comes_back_to_the_page(world: World, client: Client) -> None:
    response = client.post(reverse("console:erp_file_upload"), {"file": SimpleUploadedFile("a.csv", b"a")})

    assert response["Location"] == f"/accounts/login/?next={PAGE}"


# --- How far it is ----------------------------------------------------------------------------------------------


def test_while_it_is_checked_the_page_asks_again_and_says_how_far(world: World, as_: As) -> None:
    file = received(world)
    ErpFile.objects.update(status=Status.CHECKING)
    erp_progress.teller(file.pk)(42, 100)

    content = as_(world.claire).get(url(file, "erp_file_state")).content.decode()

    assert f'hx-get="{url(file, "erp_file_state")}"' in content
    assert 'value="42"' in content and "Vérification en cours" in content


def test_once_it_is_checked_the_page_stops_asking(world: World, as_: As) -> None:
    content = as_(world.ines).get(url(checked(world), "erp_file_state")).content.decode()

    assert "hx-get" not in content
    assert "data-announce" in content


def test_without_a_hint_the_bar_says_that_it_goes_on(world: World, as_: As) -> None:
    file = received(world)

    content = as_(world.ines).get(url(file)).content.decode()

    assert "<progress" in content and "value=" not in content.partition("<progress")[2].partition(">")[0]


# --- Reading ----------------------------------------------------------------------------------------------------


def test_each_refused_line_says_where_what_and_what_to_do(world: World, as_: As) -> None:
    page = words(as_(world.ines).get(url(checked(world, broken(lines=3)))))

    assert "3 erreurs : rien n’est appliqué" in page
    for expected in ("2 Fin hier", "3 Fin hier", "4 Fin hier"):
        assert expected in page
    assert "Appliquer" not in page


def test_what_would_change_stands_before_and_after(world: World, as_: As) -> None:
    applied(world)

    page = words(as_(world.ines).get(url(checked(world, csv_file(line(Fin="31/12/2028"))))))

    assert "31/12/2027 31/12/2028" in page
    assert "Aucune erreur : à vous de décider" in page


def test_refused_lines_come_fifty_a_page(world: World, as_: As) -> None:
    file = checked(world, broken(lines=120))

    last = as_(world.ines).get(url(file), {"page": 3}).context["refusals"]

    assert [refusal.line for refusal in last] == list(range(102, 122))


def test_a_page_of_a_thousand_refused_lines_stays_small(world: World, as_: As) -> None:
    response = as_(world.ines).get(url(checked(world, broken(lines=1000))))

    assert "1000 erreurs" in words(response)
    assert len(response.content) < 120_000


def test_a_file_that_could_not_be_read_says_why_and_offers_no_new_check(world: World, as_: As) -> None:
    file = received(world)
    ErpFile.objects.update(status=Status.REFUSED, sha256="", content=b"", report={"fault": "no_file"})

    page = words(as_(world.ines).get(url(file)))

    assert "Ce n’est pas un fichier ordinaire" in page
    assert "Vérifier de nouveau" not in page


def test_what_the_base_did_meanwhile_is_said(world: World, as_: As) -> None:
    file = checked(world)
    applied(world, csv_file(line(), line(serie="FG100F-ERP-0002")))

    page = words(as_(world.ines).get(url(worked(erp_files.apply(file, by=world.ines)))))

    assert "La base avait changé depuis la vérification : contrats (créations) 1 → 0" in page


def test_a_clean_file_that_is_refused_when_it_is_applied_says_that_the_base_changed(
    world: World, as_: As
) -> None:
    file = checked(world, csv_file(line(Commercial=world.hugo.email)))
    User.objects.filter(pk=world.hugo.pk).update(email="parti@exer.example")

    page = words(as_(world.ines).get(url(worked(erp_files.apply(file, by=world.ines)))))

    assert "1 erreur : rien n’est appliqué" in page
    assert "la base a changé depuis" in page


# --- Deciding ---------------------------------------------------------------------------------------------------


def test_applying_is_one_click_and_the_contracts_page_shows_it(world: World, as_: As) -> None:
    file, client = checked(world), as_(world.ines)

    response = client.post(url(file, "erp_file_application"), follow=True)
    assert "Application en cours" in words(response)
    worked(file)

    assert "Fichier appliqué en entier" in words(client.get(url(file)))
    assert "EX-2026-9001" in words(client.get("/console/contrats/", {"q": "EX-2026-9001"}))


def test_giving_up_leaves_everything_as_it_was(world: World, as_: As) -> None:
    file = checked(world)

    page = words(as_(world.ines).post(url(file, "erp_file_abandonment"), follow=True))

    assert "rien n’en a été appliqué" in page
    assert not Contract.objects.filter(number="EX-2026-9001").exists()


def test_a_click_that_comes_too_late_says_what_the_file_is(world: World, as_: As) -> None:
    file = applied(world)

    page = words(as_(world.ines).post(url(file, "erp_file_application"), follow=True))

    assert "Ce fichier n’attend plus de décision : il est appliqué." in page


def test_a_refused_file_is_checked_again_under_a_page_of_its_own(world: World, as_: As) -> None:
    file = checked(world, csv_file(line(Commercial="nouveau@exer.example")))
    User.objects.filter(pk=world.ines.pk).update(email="nouveau@exer.example")

    response = as_(world.hugo).post(url(file, "erp_file_verification"), follow=True)

    again = ErpFile.objects.exclude(pk=file.pk).get()
    assert response.redirect_chain[-1][0] == url(again)
    assert worked(again).status == Status.CHECKED


def test_engineers_read_and_are_offered_nothing_to_do(world: World, as_: As) -> None:
    file, client = checked(world), as_(world.claire)

    page = client.get(url(file)).content.decode() + client.get(PAGE).content.decode()

    assert "contrats.csv" in page
    for route in ("application", "abandon", "verification", "envoi"):
        assert f"/{route}/" not in page


@pytest.mark.parametrize("route", ["application", "abandonment", "verification"])
def test_engineers_decide_nothing(world: World, as_: As, route: str) -> None:
    file = checked(world)

    assert as_(world.claire).post(url(file, f"erp_file_{route}")).status_code == 403
    file.refresh_from_db()
    assert file.status == Status.CHECKED


# --- The list ---------------------------------------------------------------------------------------------------


def test_the_latest_file_comes_first_with_who_decided(world: World, as_: As) -> None:
    applied(world)
    erp_files.receive(
        broken(), "suivant.csv", source="page", by=world.hugo, at=TUESDAY + timedelta(minutes=1)
    )

    page = words(as_(world.claire).get(PAGE))

    assert page.index("suivant.csv") < page.index("contrats.csv")
    assert "contrats.csv Inès Faure décidé par Inès Faure appliqué" in page


def test_without_any_the_page_says_so(world: World, as_: As) -> None:
    assert "Aucun fichier n’est encore venu de l’ERP." in words(as_(world.ines).get(PAGE))


def test_a_page_of_the_list_costs_as_many_queries_however_long_it_is(world: World, as_: As) -> None:
    client = as_(world.ines)
    received(world)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    cost()
    one = cost()
    for number in range(30):
        received(world, broken(lines=number + 1), f"{number}.csv")

    assert cost() == one
    assert len(client.get(PAGE).context["lines"]) == 25


def test_the_list_reads_neither_bytes_nor_reports(world: World, as_: As) -> None:
    client = as_(world.ines)
    checked(world)

    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)

    asked = [each["sql"] for each in queries if 'FROM "contracts_erpfile"' in each["sql"]]
    assert asked
    assert not [sql for sql in asked if '"content"' in sql or '"report"' in sql]


def test_the_rail_leads_there_for_the_whole_centre(world: World, as_: As) -> None:
    for person in (world.claire, world.hugo, world.ines):
        assert PAGE in as_(person).get("/console/contrats/").content.decode()


# --- The report as a file ---------------------------------------------------------------------------------------


def test_the_report_holds_each_refused_line(world: World, as_: As) -> None:
    header, *rows = report_of(as_(world.claire), checked(world, broken(lines=2)))

    assert header[:2] == ["Nature", "Ligne"]
    assert [row[:4] for row in rows] == [["refusé", "2", "Fin", "hier"], ["refusé", "3", "Fin", "hier"]]


def test_no_cell_of_the_report_is_a_formula(world: World, as_: As) -> None:
    file = checked(world, csv_file(line(Fin='=HYPERLINK("http://x")')))

    _header, row = report_of(as_(world.ines), file)

    assert row[3] == '\'=HYPERLINK("http://x")'


def test_the_report_is_a_download_with_the_day_of_its_file(world: World, as_: As) -> None:
    response = as_(world.ines).get(url(checked(world), "erp_file_report"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rapport-erp-2026-10-13-11h07.csv"'
