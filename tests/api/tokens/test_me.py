"""Who a token or a session acts for."""

from __future__ import annotations

from django.test import Client

from accounts.models import User
from api.models import Scope
from cst.demo import cast
from tests.api.tokens.making import bearer, make
from tests.world import World

ME = "/api/v1/me/"


def test_a_program_is_told_whom_it_acts_for_and_until_when(world: World, client: Client) -> None:
    token, secret = make(world.jean, scopes=frozenset({Scope.READ, Scope.OPEN}), is_organisations=True)

    said = client.get(ME, headers=bearer(secret)).json()

    expires_at = said["token"].pop("expires_at")
    organisation = world.organisation_of(world.jean)
    assert said == {
        "name": "ERP (programme)",
        "organisation": {"id": organisation.pk, "name": organisation.name, "kind": "reseller"},
        "role": "member",
        "language": "fr",
        "time_zone": "Europe/Paris",
        "is_program": True,
        "scopes": ["read", "open"],
        "token": {"name": "ERP"},
    }
    assert token.expiry is not None and expires_at[:10] == token.expiry.date().isoformat()


def test_a_session_has_no_token_and_all_that_its_person_may_do(world: World, client: Client) -> None:
    client.force_login(world.claire)

    said = client.get(ME).json()

    assert (said["token"], said["scopes"]) == (None, ["read", "open", "staff"])


def test_a_token_that_may_only_import_is_told_too(world: World, client: Client) -> None:
    _token, secret = make(world.ines, scopes=frozenset({Scope.IMPORT}))

    assert client.get(ME, headers=bearer(secret)).json()["scopes"] == ["import"]


def test_whoever_acts_for_nobody_is_told_so(world: World, client: Client) -> None:
    client.force_login(User.objects.get(email=cast.ADMINISTRATOR))

    said = client.get(ME).json()

    assert (said["organisation"], said["role"]) == (None, "")


def test_its_last_use_is_noted(world: World, client: Client) -> None:
    token, secret = make(world.lea)

    client.get(ME, headers=bearer(secret))

    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_token_writes_without_the_token_of_our_pages(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    _token, secret = make(world.lea)

    answer = careful.post(
        "/api/v1/deadlines/",
        {"start": "2026-10-13T11:07:00+02:00", "minutes": 120},
        "application/json",
        headers=bearer(secret),
    )

    assert answer.status_code == 200
