"""Whom a ticket can be given to, by program: /api/v1/people/engineers/."""

from __future__ import annotations

from accounts.models import User
from tests.tickets.api.conftest import As
from tests.world import World


def test_engineers_and_leads_are_listed(world: World, as_: As) -> None:
    found = as_(world.claire).get("/api/v1/people/engineers/").json()["results"]

    assert found == [
        {"id": world.claire.pk, "name": "Claire Martin", "role": "engineer"},
        {"id": world.hugo.pk, "name": "Hugo Leroy", "role": "lead"},
    ]


def test_who_has_left_is_not(world: World, as_: As) -> None:
    User.objects.filter(pk=world.hugo.pk).update(is_active=False)

    found = as_(world.claire).get("/api/v1/people/engineers/").json()["results"]

    assert [person["name"] for person in found] == ["Claire Martin"]


def test_customers_are_not_told_who_works_at_the_centre(world: World, as_: As) -> None:
    assert as_(world.jean).get("/api/v1/people/engineers/").status_code == 403
