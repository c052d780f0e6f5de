"""The console's list at work, in a real Chromium: narrowed and kept, several at once, renewed without a jump."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.test_console_journeys import log_in
from tests.world import SWITCH, TUESDAY, World
from tickets.actions import assigning
from tickets.models import KeptView, Ticket

ROW = "[data-row]"
BRING = "[data-live-bring]"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """11:37 on the Tuesday: half an hour after the world's tickets reach the centre."""
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def two(transactional_world: World) -> World:
    """Two tickets that nobody has, severity 1 first."""
    transactional_world.ticket(subject="Le premier")
    transactional_world.ticket(transactional_world.marc, subject="Le second", serial=SWITCH, severity=3)
    return transactional_world


def next_poll(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.clock.run_for(21_000)


def test_a_list_is_narrowed_and_kept_and_comes_back_by_its_name(page: Page, two: World) -> None:
    log_in(page, two.claire)
    page.keyboard.press("f")
    page.locator("#f-severite").select_option("3")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator(ROW)).to_have_count(1)
    page.get_by_text("Enregistrer cette vue").click()
    page.get_by_placeholder("Nom de la vue").fill("Sans hâte")
    page.get_by_role("checkbox", name="partagée avec l’équipe").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="Sans hâte", level=1)).to_be_visible()
    page.wait_for_load_state()  # the shortcuts are there
    page.keyboard.press("1")
    expect(page.locator(ROW)).to_have_count(2)

    page.get_by_role("link", name="Sans hâte").click()

    expect(page.locator(ROW)).to_have_count(1)
    assert KeptView.objects.get().shared


def test_a_chip_drops_its_filter(page: Page, two: World) -> None:
    log_in(page, two.claire)
    page.goto("/console/?vue=a-repondre&severite=3")

    page.get_by_role("link", name="Sévérité 3").click()

    expect(page.locator(ROW)).to_have_count(2)


def test_several_are_given_and_taken_back_by_keyboard_alone(page: Page, two: World) -> None:
    log_in(page, two.hugo)
    expect(page.locator("#bulk")).not_to_be_in_viewport(ratio=0.1)
    for key in ("j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    expect(page.locator("[data-choose-count]")).to_have_text("(2)")
    page.keyboard.type("Claire")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_contain_text("2 tickets affectés à Claire Martin.")
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {two.claire.pk}
    page.wait_for_load_state()  # the shortcuts are there
    page.keyboard.press("z")
    expect(page.locator(".flash-success")).to_contain_text("Annulé sur 2 tickets.")
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}


def test_the_row_in_focus_is_meant_when_none_is_chosen(page: Page, two: World) -> None:
    log_in(page, two.hugo)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.type("Claire")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_contain_text("1 ticket affecté à Claire Martin.")
    assert Ticket.objects.get(subject="Le premier").assignee == two.claire


def test_a_lead_drags_a_row_onto_an_engineer(page: Page, two: World) -> None:
    log_in(page, two.hugo)

    page.locator(ROW, has_text="Le second").drag_to(page.locator("[data-drop-engineer]", has_text="Claire"))

    expect(page.locator(".flash-success")).to_contain_text("1 ticket affecté à Claire Martin.")
    assert Ticket.objects.get(subject="Le second").assignee == two.claire


def test_nothing_jumps_under_the_mouse_and_a_click_brings_what_came(page: Page, two: World) -> None:
    page.clock.install()
    log_in(page, two.claire)
    page.locator(ROW).first.hover()
    before = page.locator(ROW).first.bounding_box()
    two.ticket(subject="Le troisième", severity=1, received_at=TUESDAY - timedelta(hours=1))
    next_poll(page)
    expect(page.locator(BRING)).to_have_text("1 changement")
    assert page.locator(ROW).first.bounding_box() == before
    expect(page.locator(ROW)).to_have_count(2)

    page.locator(BRING).click()

    expect(page.locator(ROW)).to_have_count(3)
    expect(page.locator(ROW).first).to_contain_text("Le troisième")
    expect(page.locator(BRING)).to_be_hidden()


def test_chosen_rows_stay_chosen_and_where_they_are(page: Page, two: World) -> None:
    page.clock.install()
    log_in(page, two.claire)
    page.get_by_role("checkbox", name="Choisir CST").nth(1).check()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(5, 500)
    two.ticket(subject="Le troisième", severity=1, received_at=TUESDAY - timedelta(hours=1))
    next_poll(page)
    expect(page.locator(BRING)).to_be_visible()
    expect(page.locator(ROW)).to_have_count(2)

    page.keyboard.press(".")

    expect(page.locator(ROW)).to_have_count(3)
    expect(page.locator(ROW, has_text="Le second").get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-choose-count]")).to_have_text("(1)")


def test_the_focus_stays_on_its_row_when_it_moves(page: Page, two: World) -> None:
    page.clock.install()
    log_in(page, two.claire)
    page.keyboard.press("j")
    page.keyboard.press("j")
    later = TUESDAY + timedelta(minutes=31)
    assigning.assign(Ticket.objects.get(subject="Le premier"), two.hugo, actor=two.hugo, at=later)
    next_poll(page)
    expect(page.locator(BRING)).to_be_visible()
    expect(page.locator(ROW).first).to_contain_text("non affecté")

    page.keyboard.press(".")

    expect(page.locator(ROW).first).to_contain_text("Hugo Leroy")
    expect(page.get_by_role("link", name="Le second")).to_be_focused()


def test_on_a_phone_several_are_chosen_and_taken(page: Page, two: World) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, two.claire)
    page.get_by_role("checkbox", name="Choisir CST").first.check()

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Prendre").click()
    expect(page.locator(".flash-success")).to_contain_text("1 ticket pris pour vous.")
