"""The page of tokens: made after the password was asked for again, shown once, listed, ended by one click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from api.models import ApiToken, Scope
from cst.demo.cast import PASSWORD
from tests.api.tokens.making import bearer, make
from tests.world import World

LIST, NEW = "/programmes/", "/programmes/jetons/"
ASKED = {"name": "ERP", "scopes": ["read"], "days": "30"}
SECRET = re.compile(r"cst_[0-9a-f]{40,}")


@pytest.fixture(autouse=True)
def no_attempt_before(db: None) -> None:
    cache.clear()


def logged_in(person: User) -> Client:
    """Logged in, and asked for the password once more a moment ago."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_token_is_made_and_its_secret_opens_the_api(world: World) -> None:
    answer = logged_in(world.lea).post(NEW, ASKED, follow=True)

    [secret] = set(SECRET.findall(text(answer)))
    assert Client().get("/api/v1/me/", headers=bearer(secret)).json()["name"] == "Léa Noël"


def test_the_secret_is_shown_once(world: World) -> None:
    client = logged_in(world.lea)
    client.post(NEW, ASKED)

    first, second = client.get(LIST), client.get(LIST)

    assert SECRET.search(text(first)) and not SECRET.search(text(second))


def test_until_it_is_shown_the_secret_is_neither_in_the_address_nor_in_the_session(world: World) -> None:
    client = logged_in(world.lea)

    answer = client.post(NEW, ASKED)

    kept = Session.objects.get(session_key=client.session.session_key).get_decoded()
    assert answer["Location"] == LIST
    assert not SECRET.search(str(kept))


def test_making_one_asks_for_the_password_again(world: World) -> None:
    client = Client()
    client.force_login(world.lea)  # no password was given in this session

    answer = client.get(NEW)

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_member_is_not_asked_whom_it_acts_for(world: World) -> None:
    answer = logged_in(world.lea).post(NEW, {**ASKED, "acts_for": "organisation"})

    assert answer.status_code == 302
    assert ApiToken.objects.get().user == world.lea


def test_a_manager_makes_one_for_the_organisation(world: World) -> None:
    logged_in(world.jean).post(NEW, {**ASKED, "acts_for": "organisation"})

    assert str(ApiToken.objects.get().user) == "ERP (programme)"


def test_a_scope_that_is_not_theirs_is_refused_beside_the_field(world: World) -> None:
    answer = logged_in(world.jean).post(NEW, {**ASKED, "acts_for": "own", "scopes": ["staff"]})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_one_too_many_is_refused_in_words(world: World) -> None:
    for _each in range(20):
        make(world.lea)

    answer = logged_in(world.lea).post(NEW, ASKED)

    assert answer.status_code == 422
    assert "révoquez-en un" in text(answer)


def test_a_member_sees_their_own_tokens_alone(world: World) -> None:
    make(world.jean, "De Jean")
    make(world.jean, "De la maison", is_organisations=True)
    make(world.lea, "De Léa")

    shown = text(logged_in(world.lea).get(LIST))

    assert "De Léa" in shown
    assert "De Jean" not in shown and "De la maison" not in shown


def test_every_manager_sees_those_of_the_organisation_and_who_made_them(world: World) -> None:
    make(world.jean, "De la maison", is_organisations=True)
    world.lea.role = User.Role.MANAGER
    world.lea.save(update_fields=["role"])

    shown = text(logged_in(world.lea).get(LIST))

    assert "De la maison" in shown and "Créé par Jean Petit" in shown


def test_one_s_own_token_is_ended_by_one_click(world: World, client: Client) -> None:
    token, _secret = make(world.lea)
    client.force_login(world.lea)

    client.post(reverse("programs:token_end", args=[token.public_id]))

    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("name", "is_organisations"), [("lea", True), ("jean", False), ("marc", True)])
def test_a_token_out_of_sight_cannot_be_ended(
    world: World, client: Client, name: str, is_organisations: bool
) -> None:
    maker = world.jean if is_organisations else world.lea
    token, _secret = make(maker, is_organisations=is_organisations)
    client.force_login(getattr(world, name))

    answer = client.post(reverse("programs:token_end", args=[token.public_id]))

    assert answer.status_code == 404
    assert ApiToken.objects.filter(pk=token.pk).exists()


def test_the_number_of_queries_does_not_grow_with_the_tokens(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(10):
        make(world.jean, f"Programme {place}", is_organisations=True)
        make(world.jean)
    client.force_login(world.jean)
    client.get(LIST)

    with django_assert_max_num_queries(6):
        client.get(LIST)


def test_without_the_second_factor_nobody_of_the_centre_makes_a_token(
    world: World, settings: Settings
) -> None:
    settings.STAFF_MFA_REQUIRED = True

    answer = logged_in(world.claire).post(NEW, ASKED)

    assert answer["Location"] == reverse("mfa_index")
    assert not ApiToken.objects.exists()


def test_an_engineer_s_token_may_work_at_the_centre(world: World) -> None:
    logged_in(world.claire).post(NEW, {**ASKED, "scopes": ["read", "staff"]})

    assert ApiToken.objects.get().scopes == [Scope.READ, Scope.STAFF]
