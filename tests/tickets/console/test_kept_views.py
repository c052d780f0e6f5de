"""Views that are kept under a name, one's own and the team's, and the columns that each shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.console import kept_views
from tickets.models import KeptView

As = Callable[[User], Client]


def keep(user: User, name: str = "Urgences", **changes: Any) -> KeptView:
    return kept_views.keep(user, name, "vue=tous&severite=1", **{"at": TUESDAY, **changes})


def test_a_list_is_kept_with_its_filters_and_its_columns(world: World, as_: As) -> None:
    response = as_(world.claire).post(
        reverse("console:kept_view_new"),
        {"name": "Urgences", "query": "vue=tous&severite=1&n=importe", "colonnes": ["canal", "etat"]},
    )

    row = KeptView.objects.get()
    assert (row.name, row.query, row.columns, row.shared) == (
        "Urgences",
        "vue=tous&severite=1",
        ["etat", "canal"],
        False,
    )
    assert response["Location"] == f"{reverse('console:queue')}?vue=tous&severite=1&garde={row.pk}"


def test_a_view_shows_its_name_and_its_own_columns(world: World, as_: As) -> None:
    world.ticket()
    row = keep(world.claire, shown=["canal"])

    page = as_(world.claire).get(reverse("console:queue"), {"vue": "tous", "garde": str(row.pk)})

    assert [str(column) for column in page.context["columns"]] == ["canal"]
    assert "<h1>Urgences</h1>" in page.content.decode()


def test_a_colleague_sees_a_view_once_it_is_shared(world: World, as_: As) -> None:
    keep(world.hugo, "À moi seul")
    keep(world.hugo, "À tous", shared=True)

    page = words(as_(world.claire).get(reverse("console:queue")))

    assert "À tous" in page
    assert "À moi seul" not in page


def test_a_shared_view_is_changed_by_its_owner_or_a_lead_only(world: World, as_: As) -> None:
    of_lead = keep(world.hugo, "De Hugo", shared=True)
    of_engineer = keep(world.claire, "De Claire", shared=True)
    new = {"name": "Autre", "shared": "1"}

    refused = as_(world.claire).post(reverse("console:kept_view", args=[of_lead.pk]), new)
    as_(world.hugo).post(reverse("console:kept_view", args=[of_engineer.pk]), new)

    assert refused.status_code == 403
    assert set(KeptView.objects.values_list("name", flat=True)) == {"De Hugo", "Autre"}


def test_a_view_that_is_not_shared_does_not_exist_for_others(world: World, as_: As) -> None:
    row = keep(world.claire)

    response = as_(world.hugo).post(reverse("console:kept_view", args=[row.pk]), {"delete": "1"})

    assert response.status_code == 404
    assert KeptView.objects.filter(pk=row.pk).exists()


def test_a_view_is_deleted_and_its_list_stays_on_the_screen(world: World, as_: As) -> None:
    row = keep(world.claire)

    response = as_(world.claire).post(reverse("console:kept_view", args=[row.pk]), {"delete": "1"})

    assert response["Location"].endswith("?vue=tous&severite=1")
    assert not KeptView.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Donnez un nom à cette vue."), ("n" * 61, "Un nom de vue tient en 60 caractères.")],
)
def test_a_name_that_is_none_is_said(world: World, as_: As, name: str, said: str) -> None:
    page = as_(world.claire).post(
        reverse("console:kept_view_new"), {"name": name, "query": "vue=tous"}, follow=True
    )

    assert said in words(page)
    assert not KeptView.objects.exists()


def test_the_same_name_again_means_the_same_view(world: World) -> None:
    first = keep(world.claire)

    second = kept_views.keep(world.claire, "Urgences", "vue=standard", at=TUESDAY)

    assert (second.pk, second.query) == (first.pk, "vue=standard")


def test_two_views_of_a_person_never_share_a_name(world: World) -> None:
    keep(world.claire)
    other = keep(world.claire, "Autre")

    with pytest.raises(kept_views.NotKept):
        kept_views.change(other, "Urgences", shared=False, actor=world.claire)


def test_there_is_an_end_to_the_views_of_a_person(world: World) -> None:
    for place in range(kept_views.MOST):
        keep(world.claire, f"vue {place}")

    with pytest.raises(kept_views.NotKept, match="supprimez-en une"):
        keep(world.claire, "une de trop")


def test_the_columns_one_chooses_are_those_of_all_one_s_lists_and_no_view(world: World, as_: As) -> None:
    world.ticket()
    client = as_(world.claire)
    client.post(reverse("console:columns"), {"query": "vue=tous", "colonnes": ["recu", "canal", "nonsense"]})

    page = client.get(reverse("console:queue"))

    assert [str(column) for column in page.context["columns"]] == ["recu", "canal"]
    assert page.context["kept_views"] == []


def test_columns_chosen_in_a_view_of_one_s_own_stay_with_it(world: World, as_: As) -> None:
    row = keep(world.claire)

    as_(world.claire).post(reverse("console:columns"), {"garde": row.pk, "colonnes": ["contrat"]})

    row.refresh_from_db()
    assert row.columns == ["contrat"]


def test_columns_chosen_in_a_colleague_s_view_are_one_s_own(world: World, as_: As) -> None:
    row = keep(world.hugo, shared=True, shown=["etat"])

    as_(world.claire).post(reverse("console:columns"), {"garde": row.pk, "colonnes": ["contrat"]})

    row.refresh_from_db()
    assert row.columns == ["etat"]
    assert KeptView.objects.get(owner=world.claire).columns == ["contrat"]
