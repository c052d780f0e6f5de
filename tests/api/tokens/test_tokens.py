"""Tokens: who makes which, for whom they act, what they are told of, and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts import leaving
from accounts.models import User
from api import tokens
from api.models import ApiToken, Scope
from outbound_mail.models import OutgoingMail
from tests.api.tokens.making import bearer, make
from tests.world import TUESDAY, World

ME = "/api/v1/me/"


def scopes(*names: Scope) -> frozenset[Scope]:
    return frozenset(names)


def test_a_personal_token_acts_for_whoever_made_it(world: World, client: Client) -> None:
    _token, secret = make(world.lea)

    answer = client.get(ME, headers=bearer(secret))

    assert (answer.status_code, answer.json()["name"]) == (200, "Léa Noël")


def test_its_secret_is_kept_nowhere(world: World) -> None:
    token, secret = make(world.lea)

    kept = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list()[0])
    mailed = "".join(OutgoingMail.objects.values_list("html", flat=True))
    assert secret.startswith("cst_")
    assert secret not in kept + mailed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lea", [Scope.READ, Scope.OPEN]),
        ("sophie", [Scope.READ, Scope.OPEN]),
        ("claire", [Scope.READ, Scope.OPEN, Scope.STAFF]),
        ("ines", [Scope.READ, Scope.OPEN, Scope.IMPORT]),
        ("hugo", [Scope.READ, Scope.OPEN, Scope.STAFF, Scope.IMPORT]),
    ],
)
def test_each_is_offered_what_they_may_do(world: World, name: str, expected: list[Scope]) -> None:
    assert tokens.scopes_of(getattr(world, name)) == expected


def test_nobody_makes_a_token_for_more_than_they_may_do(world: World) -> None:
    with pytest.raises(PermissionDenied):
        make(world.jean, scopes=scopes(Scope.READ, Scope.STAFF))

    assert not ApiToken.objects.exists()


def test_a_token_of_an_organisation_acts_for_a_program_of_it(world: World) -> None:
    token, _secret = make(world.jean, "Supervision", is_organisations=True)

    assert token.user.is_program
    assert (str(token.user), token.user.organisation) == (
        "Supervision (programme)",
        world.jean.organisation,
    )
    assert (token.user.role, token.created_by) == (User.Role.MEMBER, world.jean)


def test_a_second_token_of_the_same_name_acts_for_the_same_program(world: World) -> None:
    first, _secret = make(world.jean, is_organisations=True)
    second, _secret = make(world.jean, is_organisations=True)

    assert first.user == second.user


@pytest.mark.parametrize("name", ["lea", "claire", "ines"])
def test_only_managers_and_leads_make_one_for_the_organisation(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        make(getattr(world, name), is_organisations=True)

    assert not User.objects.filter(is_program=True).exists()


@pytest.mark.parametrize(
    ("asked", "role"),
    [
        (scopes(Scope.READ), User.Role.ENGINEER),
        (scopes(Scope.READ, Scope.STAFF), User.Role.ENGINEER),
        (scopes(Scope.IMPORT), User.Role.SALES),
        (scopes(Scope.STAFF, Scope.IMPORT), User.Role.LEAD),
    ],
)
def test_a_program_of_the_centre_has_the_least_role_that_can_use_its_scopes(
    world: World, asked: frozenset[Scope], role: User.Role
) -> None:
    token, _secret = make(world.hugo, scopes=asked, is_organisations=True)

    assert token.user.role == role


def test_a_role_goes_with_the_token_that_asked_for_it(world: World) -> None:
    working, _secret = make(world.hugo, scopes=scopes(Scope.STAFF), is_organisations=True)
    importing, _secret = make(world.hugo, scopes=scopes(Scope.IMPORT), is_organisations=True)

    tokens.revoke(importing, by=world.hugo)

    assert User.objects.get(pk=working.user_id).role == User.Role.ENGINEER


def test_an_expired_token_asks_for_no_role(world: World) -> None:
    make(world.hugo, scopes=scopes(Scope.IMPORT), is_organisations=True)
    later = timezone.now() + timedelta(days=31)

    token, _secret = make(world.hugo, scopes=scopes(Scope.STAFF), is_organisations=True, at=later)

    assert token.user.role == User.Role.ENGINEER


def test_a_person_has_twenty_living_tokens_at_most(world: World) -> None:
    for _each in range(tokens.MOST):
        make(world.lea)

    with pytest.raises(tokens.TooManyTokens, match="20 jetons"):
        make(world.lea)


def test_an_organisation_has_twenty_whatever_they_are_called(world: World) -> None:
    for place in range(tokens.MOST):
        make(world.jean, f"Programme {place}", is_organisations=True)

    with pytest.raises(tokens.TooManyTokens):
        make(world.jean, is_organisations=True)
    assert make(world.jean)  # his own are counted apart


def test_an_expired_one_makes_room(world: World) -> None:
    for _each in range(tokens.MOST):
        make(world.lea)

    assert make(world.lea, at=timezone.now() + timedelta(days=31))


def test_an_expired_token_opens_nothing_and_stays_in_the_list(world: World, client: Client) -> None:
    token, secret = make(world.lea)
    ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))

    answer = client.get(ME, headers=bearer(secret))

    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
    assert list(tokens.personal(world.lea)) == [token]


def test_what_expired_three_months_ago_is_forgotten(world: World) -> None:
    token, _secret = make(world.lea)
    assert token.expiry is not None

    assert tokens.forget_expired(token.expiry + timedelta(days=89)) == 0
    assert tokens.forget_expired(token.expiry + timedelta(days=90)) == 1


def test_a_revoked_token_opens_nothing(world: World, client: Client) -> None:
    token, secret = make(world.lea)

    tokens.revoke(token, by=world.lea)

    assert client.get(ME, headers=bearer(secret)).status_code == 401


def test_revoking_twice_is_harmless(world: World) -> None:
    token, _secret = make(world.lea)

    tokens.revoke(token, by=world.lea)
    tokens.revoke(token, by=world.lea)

    assert not ApiToken.objects.exists()


def test_whoever_is_removed_takes_their_own_tokens_with_them(world: World) -> None:
    make(world.lea)

    leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    assert not ApiToken.objects.exists()


def test_a_token_of_the_organisation_outlives_whoever_made_it(world: World, client: Client) -> None:
    world.lea.role = User.Role.MANAGER
    world.lea.save(update_fields=["role"])
    _token, secret = make(world.lea, is_organisations=True)

    leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    assert client.get(ME, headers=bearer(secret)).status_code == 200


def test_a_new_personal_token_is_told_to_its_person(world: World) -> None:
    make(world.lea, "Mon script", scopes=scopes(Scope.READ, Scope.OPEN))

    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (world.lea.email, "Un jeton a été créé : Mon script")
    assert "lire, ouvrir et suivre des incidents" in mail.text
    assert "192.0.2.7" in mail.text and "Firefox" in mail.text


def test_one_of_the_organisation_is_told_to_its_managers(world: World) -> None:
    make(world.jean, is_organisations=True)

    mail = OutgoingMail.objects.get()
    assert mail.to == world.jean.email
    assert "créé par Jean Petit" in mail.text


def test_one_of_the_centre_is_told_to_its_leads(world: World) -> None:
    make(world.hugo, is_organisations=True)

    assert [mail.to for mail in OutgoingMail.objects.all()] == [world.hugo.email]


def test_its_making_and_its_end_stand_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    token, secret = make(world.lea)
    tokens.revoke(token, by=world.jean)

    said = [record.getMessage() for record in caplog.records if record.name == "api.tokens"]
    assert ["token_made" in said[0], "token_revoked" in said[1]] == [True, True]
    assert all(str(token.public_id) in line and secret not in line for line in said)
