"""Files on their way, in a real Chromium: sent at once, through a lost connection, a reload; or refused in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_portal_journeys import TICKET
from tests.clamd import EICAR
from tests.narrow import sideways
from tests.tickets.portal.walking import describe, log_in
from tests.wcag import violations
from tests.world import World
from tickets import files
from tickets.models import Attachment, Upload

pytestmark = pytest.mark.usefixtures("on_tuesday")

NEW = "/portail/incidents/nouveau/"
PIECE = re.compile(r"/saisie/fichiers/[0-9a-f-]{36}/\?start=")
TRACE = bytes(range(256)) * 8192  # 2 MB: several pieces


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "trace.pcap"
    path.write_bytes(TRACE)
    return path


@pytest.fixture
def form(page: Page, transactional_world: World) -> Page:
    """The opening form, filled in by Jean."""
    log_in(page, transactional_world.jean)
    page.goto(NEW)
    describe(page)
    return page


def attach(page: Page, *paths: Path) -> None:
    page.locator("#files-input").set_input_files(list(paths))


def cut_at_the_third_piece(page: Page) -> None:
    """Two pieces arrive, then the network is gone."""
    passed = 0

    def answer(route: Route) -> None:
        nonlocal passed
        passed += 1
        if passed > 2:
            page.context.set_offline(True)
            route.abort()
        else:
            route.continue_()

    page.route(PIECE, answer)


def test_a_file_is_on_the_server_before_the_form_is_sent_and_goes_along(form: Page, trace: Path) -> None:
    attach(form, trace)
    expect(form.locator(".attach-row")).to_contain_text("reçu")
    form.get_by_label("Nature de trace.pcap").select_option("schéma")

    form.get_by_role("button", name="Ouvrir l’incident").click()

    expect(form).to_have_url(TICKET)
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.category) == ("trace.pcap", "diagram")
    assert files.content(attachment) == TRACE
    assert not Upload.objects.exists()


def test_a_lost_connection_is_said_and_the_file_goes_on_where_it_stopped(form: Page, trace: Path) -> None:
    cut_at_the_third_piece(form)
    attach(form, trace)
    row = form.locator(".attach-row")
    expect(row).to_contain_text("Connexion perdue")
    arrived = Upload.objects.get().received
    starts: list[int] = []
    form.unroute(PIECE)
    form.on(
        "request",
        lambda request: (
            starts.append(int(request.url.rpartition("=")[2])) if PIECE.search(request.url) else None
        ),
    )

    form.context.set_offline(False)

    expect(row).to_contain_text("reçu", timeout=20_000)
    assert 0 < arrived < len(TRACE) and min(starts) == arrived
    assert files.content(Upload.objects.get()) == TRACE


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(
    form: Page, trace: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("A -- B")
    attach(form, plan)
    expect(form.locator(".attach-row")).to_contain_text("reçu")
    cut_at_the_third_piece(form)
    attach(form, trace)
    expect(form.locator(".attach-row.is-stopped")).to_contain_text("Connexion perdue")
    form.unroute(PIECE)
    form.context.set_offline(False)
    form.route(PIECE, lambda route: route.abort())
    expect(form.locator("[data-draft-status]")).to_contain_text("brouillon enregistré")

    form.reload()
    form.unroute(PIECE)
    expect(form.locator("[data-kept]")).to_contain_text("plan.txt")
    expect(form.locator(".attach-row.is-stopped")).to_contain_text("reçus sur 2,0")
    attach(form, trace)
    expect(form.locator("[data-attach-list] .attach-row")).to_contain_text("reçu")
    expect(form.locator(".attach-row.is-stopped")).to_have_count(0)
    form.get_by_role("button", name="Ouvrir l’incident").click()

    expect(form).to_have_url(TICKET)
    assert {row.name: len(files.content(row)) for row in Attachment.objects.all()} == {
        "plan.txt": 6,
        "trace.pcap": len(TRACE),
    }


def test_a_form_sent_while_a_file_travels_waits_for_it(form: Page, trace: Path) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    form.route(PIECE, hold_the_first)
    with form.expect_request(PIECE):
        attach(form, trace)
    expect(form.get_by_role("progressbar", name="Envoi de trace.pcap")).to_be_visible()

    form.get_by_role("button", name="Ouvrir l’incident").click()
    expect(form.locator("[data-attach-hold]")).to_be_visible()
    held[0].continue_()

    expect(form).to_have_url(TICKET)
    assert Attachment.objects.get().size == len(TRACE)


def test_a_form_may_be_sent_without_a_file_that_does_not_arrive(form: Page, trace: Path) -> None:
    form.route(PIECE, lambda route: route.abort())
    attach(form, trace)
    form.get_by_role("button", name="Ouvrir l’incident").click()

    form.get_by_role("button", name="Envoyer sans eux").click()

    expect(form).to_have_url(TICKET)
    assert not Attachment.objects.exists()


@pytest.mark.usefixtures("clamd")
def test_the_test_virus_is_said_beside_it_and_everything_else_is_kept(form: Page, tmp_path: Path) -> None:
    tool, plan = tmp_path / "outil.exe", tmp_path / "plan.txt"
    tool.write_bytes(EICAR)
    plan.write_text("A -- B")
    attach(form, tool, plan)
    expect(form.locator(".attach-row.is-refused")).to_contain_text("contient un virus")

    form.get_by_role("button", name="Ouvrir l’incident").click()

    expect(form).to_have_url(TICKET)
    assert [row.name for row in Attachment.objects.all()] == ["plan.txt"]


def test_a_file_taken_out_again_is_gone_from_the_server(form: Page, trace: Path) -> None:
    attach(form, trace)
    expect(form.locator(".attach-row")).to_contain_text("reçu")

    with form.expect_response(re.compile("/abandon/$")):
        form.get_by_role("button", name="Retirer trace.pcap").click()

    assert not Upload.objects.exists()


def test_a_file_survives_the_form_that_is_shown_anew(form: Page, trace: Path) -> None:
    """Another serial may turn the form into a mail and back; the file is still there."""
    attach(form, trace)
    expect(form.locator(".attach-row")).to_contain_text("reçu")
    form.get_by_label("Numéro de série").fill("SN310-STD-0001")
    expect(form.get_by_role("link", name="Écrire le mail")).to_be_visible()

    form.get_by_label("Numéro de série").fill("FG100F-PREM-0001")

    expect(form.locator(".attach-row")).to_have_count(1)
    expect(form.locator(".attach-row")).to_contain_text("trace.pcap")


def test_an_ended_session_is_said_beside_the_file(form: Page, trace: Path) -> None:
    form.context.clear_cookies(name="sessionid")

    attach(form, trace)

    expect(form.locator(".attach-row.is-refused")).to_contain_text("Session expirée")


def test_an_odd_name_is_shown_sent_and_downloaded(form: Page, tmp_path: Path) -> None:
    odd = tmp_path / ("🔥 schéma " + "é" * 100 + ".txt")
    odd.write_text("A -- B")
    attach(form, odd)
    form.get_by_role("button", name="Ouvrir l’incident").click()
    expect(form).to_have_url(TICKET)

    with form.expect_download() as download:
        form.get_by_role("link", name="🔥 schéma").click()

    assert download.value.suggested_filename == odd.name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_field_in_all_its_states_is_accessible_and_narrow(
    form: Page, trace: Path, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    large, plan = tmp_path / ("gros" * 40 + ".bin"), tmp_path / "plan.txt"
    plan.write_text("A -- B")
    with large.open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    attach(form, plan, large)
    expect(form.locator(".attach-row").first).to_contain_text("reçu")
    form.route(PIECE, lambda route: route.abort())
    attach(form, trace)
    expect(form.locator(".attach-row.is-stopped")).to_contain_text("Connexion perdue")
    form.get_by_role("button", name="Ouvrir l’incident").click()
    form.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    assert violations(form) == []
    assert sideways(form) == 0
