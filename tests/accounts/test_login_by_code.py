"""A one-time code by mail: for whom it is, and nothing told to anybody else."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import contacts
from accounts.models import User
from outbound_mail.models import OutgoingMail
from tests.world import World

STRANGER = "nobody@reseau-plus.example"

# What no two pages share: tokens.
ONCE = re.compile(r'nonce="[^"]+"|\b[A-Za-z0-9]{64}\b')


@pytest.fixture(autouse=True)
def no_attempt_before(db: None) -> None:
    cache.clear()


def ask(client: Client, address: str) -> str:
    answer = client.post(reverse("account_request_login_code"), {"email": address}, follow=True)
    return ONCE.sub("", answer.content.decode()).replace(address, "ADDRESS")


def code_sent_to(address: str) -> str:
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", OutgoingMail.objects.get(to=address).text, re.MULTILINE)
    assert found
    return found[0]


def enter(client: Client, code: str) -> None:
    client.post(reverse("account_confirm_login_code"), {"code": code})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_code_of_the_mail_logs_in(world: World, client: Client) -> None:
    ask(client, world.jean.email)
    enter(client, code_sent_to(world.jean.email))

    assert client.session["_auth_user_id"] == str(world.jean.pk)


def test_a_code_serves_once(world: World, client: Client) -> None:
    ask(client, world.jean.email)
    code = code_sent_to(world.jean.email)
    enter(client, code)
    client.logout()
    enter(client, code)

    assert not is_in(client)


def test_a_code_opens_the_browser_that_asked_for_it_only(world: World, client: Client) -> None:
    ask(client, world.jean.email)
    other = Client()
    ask(other, STRANGER)
    enter(other, code_sent_to(world.jean.email))

    assert not is_in(other)


def test_three_wrong_codes_end_it(world: World, client: Client) -> None:
    ask(client, world.jean.email)
    for _attempt in range(3):
        enter(client, "AAAA-AAAA")
    enter(client, code_sent_to(world.jean.email))

    assert not is_in(client)


def test_a_code_expires(world: World, client: Client, settings: Settings) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    ask(client, world.jean.email)
    enter(client, code_sent_to(world.jean.email))

    assert not is_in(client)


def closed(world: World) -> str:
    User.objects.filter(pk=world.lea.pk).update(is_active=False)
    return world.lea.email


def contact(world: World) -> str:
    organisation = world.organisation_of(world.jean)
    return contacts.add_contact(organisation, full_name="Nadia Roux", email="nadia@reseau-plus.example").email


@pytest.mark.parametrize(
    "who", [closed, contact, lambda _world: STRANGER], ids=["closed", "contact", "unknown"]
)
def test_whoever_has_no_account_reads_the_same_and_gets_nothing(world: World, who: object) -> None:
    assert callable(who)
    address = who(world)

    assert ask(Client(), address) == ask(Client(), world.jean.email)
    assert not OutgoingMail.objects.filter(to=address).exists()


def test_the_mail_is_in_its_person_s_language(world: World, client: Client) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")
    ask(client, world.jean.email)

    mail = OutgoingMail.objects.get(to=world.jean.email)
    assert (mail.language, mail.headers["Auto-Submitted"]) == ("en", "auto-generated")


def test_another_code_is_sent_once(world: World, client: Client) -> None:
    ask(client, world.jean.email)
    first = code_sent_to(world.jean.email)
    for _attempt in range(2):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == 2
    enter(client, first)
    assert not is_in(client)


def test_codes_for_one_address_are_counted(world: World) -> None:
    for _browser in range(3):
        ask(Client(), world.jean.email)

    assert "réessayez dans cinq minutes" in ask(Client(), world.jean.email)
    assert OutgoingMail.objects.filter(to=world.jean.email).count() == 3


def test_a_code_is_no_second_factor(world: World, client: Client) -> None:
    TOTP.activate(world.jean, generate_totp_secret())
    ask(client, world.jean.email)
    answer = client.post(
        reverse("account_confirm_login_code"), {"code": code_sent_to(world.jean.email)}, follow=True
    )

    assert answer.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_mailbox_alone_opens_no_console(world: World, client: Client, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    ask(client, world.claire.email)

    assert not OutgoingMail.objects.filter(to=world.claire.email).exists()
    assert not Authenticator.objects.exists()
