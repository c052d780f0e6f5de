"""Whom the matrix asks as, and what its placeholders stand for."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from tests.access.things import things_of
from tests.world import World


@pytest.fixture
def people(world: World) -> dict[str, User | AnonymousUser]:
    return {
        "anonymous": AnonymousUser(),
        "sophie": world.sophie,
        "jean": world.jean,
        "stranger": world.marc,
        "claire": world.claire,
        "hugo": world.hugo,
        "ines": world.ines,
        "admin": User.objects.get(email="admin@exer.example"),
    }


@pytest.fixture
def things(world: World, settings: Any) -> dict[str, str]:
    """What the placeholders of the routes stand for."""
    return things_of(world, settings)
