"""A mailbox in a real Chromium, from a real IMAP server: added, looked into, decided, fetched; WCAG 2.2 AA."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from cst.demo.cast import PASSWORD
from inbound_mail import processing, tasks
from inbound_mail.models import Mailbox
from tests.dovecot import PASSWORD as OF_THE_MAILBOX
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.narrow import sideways
from tests.wcag import violations
from tests.world import World

LIST = "/console/courrier/boites/"


def log_in(page: Page, world: World) -> None:
    page.goto(f"/accounts/login/?next={LIST}")
    page.get_by_label("Adresse e-mail").fill(world.hugo.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{LIST}")


def add(page: Page, dovecot: Dovecot, password: str) -> Mailbox:
    page.get_by_role("link", name="Nouvelle boîte").click()
    for label, value in (
        ("Nom", "Support"),
        ("Adresse", "support@exer.example"),
        ("Serveur", "127.0.0.1"),
        ("Port", str(dovecot.port)),
        ("Identifiant", "support"),
        ("Mot de passe, ou jeton", password),
    ):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/boites/*/")
    return Mailbox.objects.get()


def test_hugo_adds_a_mailbox_sees_what_is_there_decides_and_has_it_fetched(
    page: Page, dovecot: Dovecot, transactional_world: World
) -> None:
    dovecot.deliver("support", raw_mail(subject="Vieille panne"), at=timezone.now() - timedelta(days=40))
    log_in(page, transactional_world)
    row = add(page, dovecot, OF_THE_MAILBOX)
    tasks.fetch_mailbox(row.pk)
    expect(page.get_by_role("table", name="Les plus récents")).to_contain_text(
        "Vieille panne", timeout=20_000
    )
    page.get_by_label("Ceux qui arrivent à partir de maintenant").check()
    page.get_by_role("button", name="Commencer à relever").click()
    expect(page.get_by_text("C’est décidé")).to_be_visible()

    dovecot.deliver("support", raw_mail(subject="Le tunnel tombe"))
    page.get_by_role("button", name="Relever maintenant").click()
    tasks.fetch_mailbox(row.pk)
    processing.process_due(timezone.now)

    counts = page.get_by_role("table", name="Nombre de mails par état")
    expect(counts.get_by_role("row", name="ticket ouvert")).to_contain_text("1", timeout=20_000)
    expect(counts.get_by_role("row", name="en tout")).to_contain_text("1")


def test_a_wrong_password_is_told_with_what_to_do(
    page: Page, dovecot: Dovecot, transactional_world: World
) -> None:
    log_in(page, transactional_world)
    row = add(page, dovecot, "faux")
    tasks.fetch_mailbox(row.pk)

    refused = page.get_by_role("heading", name="Le serveur refuse l’identifiant ou le mot de passe.")
    expect(refused).to_be_visible(timeout=20_000)


def test_no_page_of_mailboxes_violates_wcag_or_scrolls_sideways(
    page: Page, dovecot: Dovecot, transactional_world: World
) -> None:
    dovecot.deliver("support", raw_mail(), raw_mail("inconnu@ailleurs.example"), at=timezone.now())
    log_in(page, transactional_world)
    row = add(page, dovecot, OF_THE_MAILBOX)
    tasks.fetch_mailbox(row.pk)
    Mailbox.objects.filter(pk=row.pk).update(failures=3, last_error="gaierror: Name or service not known")
    addresses = (LIST, f"{LIST}nouvelle/", f"{LIST}{row.pk}/", f"{LIST}{row.pk}/modification/")
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})
        for address in addresses:
            page.goto(address)
            found[theme, address] = violations(page)
    wide = []
    for address in addresses:
        page.goto(address)
        wide += [address] if sideways(page) > 0 else []

    assert {key: each for key, each in found.items() if each} == {}
    assert wide == []
