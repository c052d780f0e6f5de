"""The person of a session comes with their organisation, unless their account was closed."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from accounts.backends import WithOrganisation
from tests.world import World


def test_a_person_and_their_organisation_are_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pk = world.jean.pk

    with django_assert_num_queries(1):
        found = WithOrganisation().get_user(pk)
        assert found is not None and str(found.organisation) == "Réseau Plus"


def test_a_closed_account_is_nobody(world: World) -> None:
    world.jean.is_active = False
    world.jean.save()

    assert WithOrganisation().get_user(world.jean.pk) is None


def test_an_account_that_never_was_is_nobody(world: World) -> None:
    assert WithOrganisation().get_user(0) is None
