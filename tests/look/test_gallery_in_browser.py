"""The look and its behaviours in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.wcag import violations

pytestmark = pytest.mark.django_db(transaction=True)
TOO_LARGE = 26 * 1024 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violation_of_wcag(gallery: Page, scheme: str, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")

    assert violations(gallery) == []


def test_no_sideways_scrolling_at_320_px(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 700})
    assert gallery.evaluate("document.documentElement.scrollWidth") == 320


def test_theme_is_kept_for_the_next_page(gallery: Page) -> None:
    gallery.get_by_role("button", name="Menu de Claire Martin").click()
    gallery.get_by_role("button", name="Sombre").click()
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")


def test_rail_is_a_drawer_on_a_phone(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 390, "height": 800})
    rail = gallery.get_by_role("navigation", name="Vues")
    expect(rail).to_be_hidden()
    gallery.get_by_role("button", name="Ouvrir le menu").click()
    expect(rail).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(rail).to_be_hidden()


def test_note_changes_the_button_of_the_composer(gallery: Page) -> None:
    composer = gallery.locator("#composer")
    expect(composer.get_by_role("button", name="Envoyer")).to_be_visible()
    gallery.get_by_label("Note interne").check()
    expect(composer.get_by_role("button", name="Ajouter la note interne")).to_be_visible()
    expect(composer.get_by_role("button", name="Envoyer")).to_be_hidden()


def test_n_writes_a_note_and_r_an_answer(gallery: Page) -> None:
    gallery.keyboard.press("n")
    expect(gallery.get_by_label("Note interne")).to_be_checked()
    expect(gallery.locator("#composer-body")).to_be_focused()


def test_single_keys_can_be_turned_off(gallery: Page) -> None:
    """WCAG 2.1.4."""
    gallery.keyboard.press("?")
    gallery.get_by_label("Raccourcis à une seule touche").uncheck()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("n")
    expect(gallery.get_by_label("Note interne")).not_to_be_checked()


def test_j_and_k_walk_through_the_queue(gallery: Page) -> None:
    links = gallery.locator("[data-list-link]")
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    gallery.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()


def test_picked_files_show_name_size_and_a_guessed_category(gallery: Page) -> None:
    field = gallery.locator("#saisie [data-attach]")
    field.locator("input[type=file]").set_input_files(
        [FilePayload(name="backup.conf", mimeType="text/plain", buffer=b"config" * 400)]
    )
    expect(field.get_by_text("backup.conf", exact=True)).to_be_visible()
    expect(field.get_by_text("2,3\u00a0Ko")).to_be_visible()
    expect(field.get_by_role("combobox")).to_have_value("configuration")


def test_too_large_a_file_is_said_and_not_sent(gallery: Page) -> None:
    field = gallery.locator("#saisie [data-attach]")
    field.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="diag.txt", mimeType="text/plain", buffer=b"x"),
            FilePayload(name="dump.pcap", mimeType="application/octet-stream", buffer=b"0" * TOO_LARGE),
        ]
    )
    expect(field.get_by_text("ce fichier ne sera pas envoyé")).to_be_visible()
    names = field.locator("input[type=file]").evaluate("input => [...input.files].map(file => file.name)")
    assert names == ["diag.txt"]


def test_removing_a_file_takes_it_out_of_what_is_sent(gallery: Page) -> None:
    field = gallery.locator("#saisie [data-attach]")
    picker = field.locator("input[type=file]")
    picker.set_input_files([FilePayload(name="a.txt", mimeType="text/plain", buffer=b"a")])
    picker.set_input_files([FilePayload(name="b.txt", mimeType="text/plain", buffer=b"b")])
    field.get_by_role("button", name="Retirer a.txt").click()
    assert picker.evaluate("input => [...input.files].map(file => file.name)") == ["b.txt"]


def test_draft_is_saved_at_a_pause_and_says_when(gallery: Page) -> None:
    bodies: list[str] = []

    def save(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(status=204)

    gallery.route("**/draft/", save)
    gallery.locator("#composer").evaluate("form => { form.dataset.draftUrl = '/draft/' }")
    gallery.locator("#composer-body").type("Pouvez-vous confirmer ?", delay=5)
    expect(gallery.locator("#composer [data-draft-status]")).to_have_text(
        re.compile(r"brouillon enregistré à \d+h\d\d")
    )
    assert len(bodies) == 1 and "Pouvez-vous confirmer ?" in bodies[0]


def test_lost_draft_is_said(gallery: Page) -> None:
    gallery.route("**/draft/", lambda route: route.abort())
    gallery.locator("#composer").evaluate("form => { form.dataset.draftUrl = '/draft/' }")
    gallery.locator("#composer-body").type("x")
    expect(gallery.locator("#composer [data-draft-status]")).to_contain_text("non enregistré")


def test_second_click_sends_nothing(gallery: Page) -> None:
    gallery.evaluate(
        """() => {
          window.sent = 0
          const form = document.getElementById("composer")
          form.addEventListener("submit", () => { window.sent += 1 })
          window.addEventListener("submit", (event) => event.preventDefault())
        }"""
    )
    button = gallery.locator("#composer").get_by_role("button", name="Envoyer")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    assert gallery.evaluate("document.getElementById('composer').dataset.sending") == "1"
    refused = gallery.evaluate(
        """() => {
          const event = new SubmitEvent("submit", { bubbles: true, cancelable: true })
          document.getElementById("composer").dispatchEvent(event)
          return event.defaultPrevented
        }"""
    )
    assert refused


def test_ctrl_enter_sends_what_one_writes(gallery: Page) -> None:
    gallery.evaluate(
        "() => window.addEventListener('submit', (e) => { e.preventDefault(); window.by = e.submitter.innerText })"
    )
    gallery.get_by_label("Note interne").check()
    gallery.locator("#composer-body").press("Control+Enter")
    assert "note interne" in gallery.evaluate("window.by")


def test_works_without_script(gallery: Page) -> None:
    context = gallery.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.set_content(gallery.content().replace("has-script", ""))
    expect(plain.locator("#saisie input[type=file]")).to_be_visible()
    context.close()
