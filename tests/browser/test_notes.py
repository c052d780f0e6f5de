"""Technical notes in a browser: proposed while one types without moving anything, read by keyboard, led on from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.knowledge.writing import note
from tests.tickets.portal.walking import log_in
from tests.wcag import violations
from tests.world import FORTIGATE, World

pytestmark = pytest.mark.usefixtures("on_tuesday")

COMMANDS = (
    "```\n"
    + "diagnose vpn ike gateway list name " * 8
    + "\n```\n\n| Message | Sens |\n|---|---|\n| `DPD` | coupé |"
)

MOVES_IN_FIVE_SECONDS = """box => new Promise(say => {
  const look = () => box.scrollLeft > 0 ? say(true) : requestAnimationFrame(look)
  setTimeout(() => say(false), 5000)
  look()
})"""


@pytest.fixture
def tunnel(transactional_world: World) -> str:
    """The address of a note on the FortiGate of the cast."""
    row = note(
        transactional_world,
        "FortiGate 100F",
        title="Tunnel IPsec après une mise à jour",
        text=f"# Reconnaître\n\nLe tunnel tombe.\n\n{COMMANDS}",
        title_en="IPsec tunnel after an upgrade",
        text_en="The tunnel drops.",
    )
    return row.get_absolute_url()


def begin(page: Page, world: World) -> None:
    """The opening form with its device; the verdict has come."""
    log_in(page, world.jean)
    page.goto(f"/portail/incidents/nouveau/?serial={FORTIGATE}")
    expect(page.locator(".verdict")).to_be_visible()


def test_what_resembles_comes_without_moving_the_form(
    page: Page, transactional_world: World, tunnel: str
) -> None:
    transactional_world.ticket(transactional_world.lea)
    begin(page, transactional_world)
    description = page.get_by_label("Que se passe-t-il")
    before = description.bounding_box()
    page.get_by_label("Objet").press_sequentially("Tunnel IPsec")
    expect(page.get_by_text("1 incident déjà ouvert, 1 note technique").first).to_be_visible()

    assert description.bounding_box() == before
    expect(page.get_by_label("Objet")).to_be_focused()
    expect(page.locator("#announcements")).to_have_text(
        "À lire avant d’envoyer\u00a0: 1 incident déjà ouvert, 1 note technique"
    )
    assert violations(page) == []


def test_on_a_narrow_phone_it_takes_no_more_room_than_was_kept_for_it(
    page: Page, transactional_world: World, tunnel: str
) -> None:
    transactional_world.ticket(transactional_world.lea)
    page.set_viewport_size({"width": 320, "height": 700})
    begin(page, transactional_world)
    description = page.get_by_label("Que se passe-t-il")
    before = description.evaluate("field => field.offsetTop")
    page.get_by_label("Objet").press_sequentially("Tunnel IPsec")
    expect(page.locator(".matching summary")).to_be_visible()

    assert description.evaluate("field => field.offsetTop") == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_note_is_opened_beside_and_what_was_typed_stays(
    page: Page, transactional_world: World, tunnel: str
) -> None:
    begin(page, transactional_world)
    page.get_by_label("Objet").press_sequentially("Tunnel IPsec")
    line = page.locator(".matching summary")
    expect(line).to_be_visible()
    line.focus()
    page.keyboard.press("Enter")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Tunnel IPsec après une mise à jour").click()
    beside = opened.value

    expect(beside.get_by_role("heading", level=1)).to_have_text("Tunnel IPsec après une mise à jour")
    expect(beside.get_by_role("link", name="Ouvrir un incident")).to_have_attribute(
        "href", f"/portail/incidents/nouveau/?serial={FORTIGATE}"
    )
    expect(page.get_by_label("Objet")).to_have_value("Tunnel IPsec")


def test_an_answer_that_changes_leaves_the_list_open(
    page: Page, transactional_world: World, tunnel: str
) -> None:
    begin(page, transactional_world)
    page.get_by_label("Objet").press_sequentially("Tunnel IPsec")
    page.locator(".matching summary").click()
    transactional_world.ticket(transactional_world.lea)
    page.get_by_label("Objet").press_sequentially(" coupé")

    expect(page.locator(".matching-list li")).to_have_count(2)
    expect(page.locator(".matching details")).to_have_attribute("open", "")


def test_commands_are_read_to_their_end_by_keyboard(
    page: Page, transactional_world: World, tunnel: str
) -> None:
    log_in(page, transactional_world.jean)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(tunnel)
    commands = page.get_by_role("group", name="Commandes")
    commands.focus()
    for _each in range(3):
        page.keyboard.press("ArrowRight")

    assert commands.evaluate(MOVES_IN_FIVE_SECONDS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_notes_are_found_without_a_script(transactional_world: World, page: Page, tunnel: str) -> None:
    log_in(page, transactional_world.jean)
    assert page.context.browser is not None
    plain = page.context.browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(), base_url=page.url
    )
    window = plain.new_page()
    window.goto("/portail/notes/")
    window.get_by_label("Chercher une note").fill("tunnels mise")
    window.get_by_role("button", name="Chercher").click()
    window.get_by_role("link", name="Tunnel IPsec").click()

    expect(window.get_by_role("heading", level=2, name="Reconnaître")).to_be_visible()
    plain.close()


def test_without_a_script_what_resembles_comes_with_the_coverage(
    transactional_world: World, page: Page, tunnel: str
) -> None:
    log_in(page, transactional_world.jean)
    assert page.context.browser is not None
    plain = page.context.browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(), base_url=page.url
    )
    window = plain.new_page()
    window.goto(f"/portail/incidents/nouveau/?serial={FORTIGATE}")
    window.get_by_label("Objet").fill("Tunnel IPsec")
    window.get_by_role("button", name="Vérifier la couverture").click()

    expect(window.locator("#matching-said")).to_have_text("1 note technique")
    plain.close()
