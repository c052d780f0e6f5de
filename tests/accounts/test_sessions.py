"""Where one is logged in, and ending it there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.internal.flows.trust import create_config_fingerprint
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from cst.demo.cast import PASSWORD
from tests.world import World


def logged_in(person: User, **typed: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, **typed})
    assert "_auth_user_id" in client.session
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_a_person_ends_one_of_their_sessions(world: World) -> None:
    here, there = logged_in(world.jean), logged_in(world.jean)
    session = UserSession.objects.get(session_key=there.session.session_key)
    here.post(reverse("accounts:session_end", args=[session.pk]))

    assert (is_in(here), is_in(there)) == (True, False)


def test_a_person_ends_all_the_others(world: World) -> None:
    here, there, elsewhere = (logged_in(world.jean) for _device in range(3))
    here.post(reverse("usersessions_list"))

    assert [is_in(each) for each in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_somebody_else_s(world: World) -> None:
    lea, jean = logged_in(world.lea), logged_in(world.jean)
    session = UserSession.objects.get(user=world.lea)

    assert jean.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    assert is_in(lea)


def test_the_list_shows_each_with_its_end(world: World) -> None:
    here, there = logged_in(world.jean), logged_in(world.jean)
    other = UserSession.objects.get(session_key=there.session.session_key)
    html = here.get(reverse("usersessions_list")).content.decode()

    assert "cette session" in html
    assert html.count("/fin/") == 1 and reverse("accounts:session_end", args=[other.pk]) in html


def test_a_session_is_seen_at_most_every_ten_minutes(world: World) -> None:
    client, now = logged_in(world.jean), timezone.now()
    with time_machine.travel(now + timedelta(minutes=5)):
        client.get(reverse("accounts:profile"))
    soon = UserSession.objects.get().last_seen_at
    with time_machine.travel(now + timedelta(minutes=11)):
        client.get(reverse("accounts:profile"))

    assert soon < now + timedelta(minutes=1)
    assert UserSession.objects.get().last_seen_at >= now + timedelta(minutes=11)


def test_logging_in_changes_the_key_of_the_session(world: World) -> None:
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    client.post(reverse("account_login"), {"login": world.jean.email, "password": PASSWORD})

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize(("typed", "outlives"), [({"remember": "on"}, True), ({}, False)])
def test_a_person_chooses_whether_they_stay_logged_in(
    world: World, typed: dict[str, str], outlives: bool
) -> None:
    client = logged_in(world.jean, **typed)

    assert bool(client.cookies["sessionid"]["max-age"]) is outlives


def test_forgotten_browsers_are_not_trusted_any_more(world: World) -> None:
    TOTP.activate(world.jean, generate_totp_secret())
    codes = RecoveryCodes.activate(world.jean).get_unused_codes()
    trusted = create_config_fingerprint(world.jean)
    sessions.forget_remembered_browsers(world.jean)

    assert create_config_fingerprint(world.jean) != trusted
    assert RecoveryCodes.activate(world.jean).get_unused_codes() == codes
