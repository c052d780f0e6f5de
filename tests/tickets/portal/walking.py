"""What every walk through the portal in a browser begins with."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import User
from cst.demo.cast import PASSWORD
from tests.world import FORTIGATE


def log_in(page: Page, person: User) -> None:
    """From the login page to home, as a person does."""
    page.goto("/")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Bonjour")).to_be_visible()


def describe(page: Page, serial: str = FORTIGATE, impact: str = "Production interrompue") -> None:
    """Fill in the opening form; the verdict has come when it returns."""
    page.wait_for_load_state()
    page.get_by_label("Numéro de série").fill(serial)
    expect(page.locator(".verdict")).to_be_visible()
    page.get_by_role("radio", name=impact).check()
    page.get_by_label("Objet").fill("Le tunnel IPsec tombe")
    page.get_by_label("Que se passe-t-il").fill(
        "Depuis la mise à jour de cette nuit, toutes les dix minutes."
    )
