"""Everybody's tokens in the reference data: seen and revoked there, never made or changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from api.models import ApiToken
from cst.demo import cast
from tests.api.tokens.making import make
from tests.world import World

LIST = "admin:api_apitoken_changelist"


@pytest.fixture
def administrator(world: World, client: Client) -> Client:
    client.force_login(User.objects.get(email=cast.ADMINISTRATOR))
    return client


def test_each_is_listed_with_whom_it_acts_for(world: World, administrator: Client) -> None:
    token, _secret = make(world.jean, is_organisations=True)

    shown = administrator.get(reverse(LIST), {"q": "Réseau"}).content.decode()

    assert "ERP (programme)" in shown and "Réseau Plus" in shown
    assert token.token_key not in shown


def test_a_leaked_one_is_revoked(world: World, administrator: Client) -> None:
    token, _secret = make(world.lea)

    administrator.post(reverse(LIST), {"action": "revoke", "_selected_action": [token.pk]})

    assert not ApiToken.objects.exists()


def test_none_is_made_there(world: World, administrator: Client) -> None:
    assert administrator.get(reverse("admin:api_apitoken_add")).status_code == 403
