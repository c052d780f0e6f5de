"""The mails that django-allauth asks for: ours, in the person's language, with our addresses."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import account_mails, contacts
from accounts.models import User
from cst.demo.cast import PASSWORD
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World

SENT_BY_ALLAUTH = {
    name
    for app in ("account", "mfa")
    for path in (Path(allauth.__file__).parent / app).rglob("*.py")
    for name in re.findall(r'"((?:account|mfa)/email/\w+)"', path.read_text())
} - {"account/email/password_reset_code"}  # the link is what we send
EVERYTHING = {
    "code": "ABCD-EFGH",
    "password_reset_url": "https://support.example/reset",
    "activate_url": "https://support.example/confirm",
    "from_email": "old@reseau-plus.example",
    "to_email": "new@reseau-plus.example",
    "deleted_email": "old@reseau-plus.example",
    "timestamp": TUESDAY,
    "ip": "192.0.2.1",
    "user_agent": "Firefox",
}

# What no two pages share: tokens.
ONCE = re.compile(r'nonce="[^"]+"|\b[A-Za-z0-9]{64}\b')


@pytest.fixture(autouse=True)
def no_attempt_before(db: None) -> None:
    cache.clear()


def reset(address: str, **headers: str) -> str:
    answer = Client().post(
        reverse("account_reset_password"), {"email": address}, follow=True, headers=headers or None
    )
    return ONCE.sub("", answer.content.decode()).replace(address, "ADDRESS")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", sorted(SENT_BY_ALLAUTH))
def test_every_mail_of_allauth_has_words_of_ours(world: World, name: str, language: str) -> None:
    User.objects.filter(pk=world.jean.pk).update(language=language)
    account_mails.send(name, world.jean.email, EVERYTHING, TUESDAY)

    to_strangers = name in {"account/email/unknown_account", "account/email/account_already_exists"}
    assert [mail.language for mail in OutgoingMail.objects.all()] == ([] if to_strangers else [language])


def test_a_new_password_is_asked_for_and_chosen(world: World) -> None:
    reset(world.jean.email)
    link = re.search(r"http://\S+", OutgoingMail.objects.get(to=world.jean.email).text)
    assert link
    client = Client()
    form = client.get(link[0].removeprefix("http://localhost:8000"), follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "une-autre-phrase", "password2": "une-autre-phrase"}
    )

    world.jean.refresh_from_db()
    assert world.jean.check_password("une-autre-phrase")
    assert OutgoingMail.objects.filter(subject="Votre compte a été modifié").exists()


def test_a_host_that_lies_is_never_mailed(world: World, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    reset(world.jean.email, host="evil.example")

    mail = OutgoingMail.objects.get(to=world.jean.email)
    assert "evil.example" not in mail.text + mail.html
    assert settings.BASE_URL in mail.text


def test_whoever_has_no_account_reads_the_same_and_gets_nothing(world: World) -> None:
    User.objects.filter(pk=world.lea.pk).update(is_active=False)
    nadia = contacts.add_contact(
        world.organisation_of(world.jean), full_name="Nadia Roux", email="nadia@reseau-plus.example"
    )
    known = reset(world.jean.email)
    others = [world.lea.email, nadia.email, "nobody@reseau-plus.example"]

    assert {reset(address) for address in others} == {known}
    assert not OutgoingMail.objects.filter(to__in=others).exists()


def test_asking_too_often_is_told_when_to_try_again(world: World) -> None:
    for _attempt in range(3):
        reset(world.jean.email)
    answer = Client().post(reverse("account_reset_password"), {"email": world.jean.email})

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Réessayez dans 5 minutes" in answer.content.decode()


def test_a_new_address_is_confirmed_at_that_address(world: World, client: Client) -> None:
    client.post(reverse("account_login"), {"login": world.jean.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"email": "jean@reseau-plus.example", "action_add": ""})

    mail = OutgoingMail.objects.get(to="jean@reseau-plus.example")
    assert "http://localhost:8000/accounts/confirm-email/" in mail.text
