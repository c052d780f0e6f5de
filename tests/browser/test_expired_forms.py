"""A form in one tab, logged out and in again in another: in a real Chromium, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from cst.demo.cast import PASSWORD
from tests.world import TUESDAY, World

EDIT = "/console/horaires/cst/modification/"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def log_in(page: Page, email: str, then: str) -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{then}")


def log_in_again_elsewhere(page: Page, email: str) -> None:
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    log_in(other, email, "/console/horaires/")
    other.close()


def test_hours_sent_by_an_expired_form_are_taken_up_again(page: Page, transactional_world: World) -> None:
    hugo = transactional_world.hugo
    log_in(page, hugo.email, EDIT)
    row = page.locator("#closures .occasion").last
    row.get_by_label("Nom").fill("Réunion d’équipe")
    row.get_by_label("Jour").fill("13/10/2026")
    page.get_by_label("samedi").fill("9h-12h")
    log_in_again_elsewhere(page, hugo.email)

    page.locator(".calendar-from").get_by_role("button", name="Voir l’effet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page avait expiré")
    page.get_by_role("link", name="Reprendre ma saisie").click()

    expect(page.locator("#closures .occasion").first.get_by_label("Nom")).to_have_value("Réunion d’équipe")
    expect(page.get_by_label("samedi")).to_have_value("9h-12h")
    page.locator(".calendar-from").get_by_role("button", name="Voir l’effet").click()
    expect(page.locator("#effet")).to_be_visible()


def test_the_answer_of_an_expired_box_is_taken_up_again(page: Page, transactional_world: World) -> None:
    hugo, ticket = transactional_world.hugo, transactional_world.ticket()
    log_in(page, hugo.email, f"/console/tickets/{ticket.number}/")
    box = page.get_by_role("textbox", name="Réponse")
    box.fill("Bonjour Jean, quelle est la version exacte ?")
    log_in_again_elsewhere(page, hugo.email)

    page.get_by_role("button", name="Envoyer").first.click()
    page.get_by_role("link", name="Reprendre ma saisie").click()

    expect(box).to_have_value("Bonjour Jean, quelle est la version exacte ?")
    expect(page.locator(".flash-info")).to_contain_text("ce que vous aviez saisi est là")


def test_going_back_to_a_form_that_is_not_kept_finds_its_words(
    page: Page, transactional_world: World
) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Adresse e-mail").fill("quelqu.un@exer.example")
    page.get_by_label("Mot de passe").fill("faux")
    log_in_again_elsewhere(page, transactional_world.hugo.email)
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page avait expiré")
    page.wait_for_load_state()
    page.get_by_role("button", name="Revenir à la page précédente").click()

    expect(page.get_by_label("Adresse e-mail")).to_have_value("quelqu.un@exer.example")
