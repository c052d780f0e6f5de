"""The PS time credits by program: /api/v1/credits/ (CH-PS)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import credit
from contracts.models import CreditAccount
from tests.contracts.api.conftest import As, read
from tests.world import World

Found = list[dict[str, Any]]


def test_a_reseller_reads_its_own(world: World, as_: As) -> None:
    found: Found = read(as_(world.jean), "credits/")["results"]

    assert found == [
        {
            "organisation": {"id": world.jean.organisation_id, "name": "Réseau Plus"},
            "balance": 390,
            "reserved": 0,
            "full": 600,
            "low": False,
        }
    ]


@pytest.mark.parametrize("name", ["sophie", "marc"])
def test_who_never_bought_has_none_and_reads_nobody_else_s(world: World, as_: As, name: str) -> None:
    client = as_(getattr(world, name))

    assert read(client, "credits/")["results"] == []
    assert client.get(f"/api/v1/credits/{world.jean.organisation_id}/").status_code == 404
    assert client.get(f"/api/v1/credits/{world.jean.organisation_id}/statement/").status_code == 404


@pytest.mark.parametrize("name", ["claire", "hugo", "ines"])
def test_the_centre_reads_everybody_s(world: World, as_: As, name: str) -> None:
    credit.buy(
        world.organisation_of(world.marc), 60, by=world.ines, at=world.at, reference="Commande EX-PS-0099"
    )

    found: Found = read(as_(getattr(world, name)), "credits/")["results"]

    assert [each["organisation"]["name"] for each in found] == ["Réseau Plus", "Alpes Sécurité"]


def test_the_centre_finds_one_by_a_part_of_the_name(world: World, as_: As) -> None:
    client = as_(world.ines)

    assert len(read(client, "credits/", organisation="seau pl")["results"]) == 1
    assert read(client, "credits/", organisation="Alpes")["results"] == []


def test_a_standing_adds_up(world: World, as_: As) -> None:
    found = read(as_(world.jean), f"credits/{world.jean.organisation_id}/")

    assert (found["bought"], found["spent"], found["reserved"], found["balance"]) == (600, 210, 0, 390)
    assert found["text"] == "6h30"


def test_who_never_bought_stands_at_zero(world: World, as_: As) -> None:
    found = read(as_(world.marc), f"credits/{world.marc.organisation_id}/")

    assert (found["balance"], found["bought"], found["low"]) == (0, 0, False)
    assert not CreditAccount.objects.filter(organisation=world.marc.organisation).exists()


def test_the_centre_itself_holds_none(world: World, as_: As) -> None:
    assert as_(world.hugo).get(f"/api/v1/credits/{world.hugo.organisation_id}/").status_code == 404


def test_a_statement_says_what_was_left_after_each_entry_the_latest_first(world: World, as_: As) -> None:
    found: Found = read(as_(world.jean), f"credits/{world.jean.organisation_id}/statement/")["results"]

    assert [(each["kind"], each["minutes"], each["balance_after"]) for each in found] == [
        ("debit", -210, 390),
        ("purchase", 600, 600),
    ]
    assert found[0] == {
        "at": "2026-09-03T11:07:00+02:00",
        "kind": "debit",
        "text": "débit",
        "minutes": -210,
        "reserved": 0,
        "reference": "Mise en service VPN, 3h30",
        "by": "Claire Martin",
        "balance_after": 390,
        "reserved_after": 0,
    }


def test_a_period_narrows_it_and_what_was_left_stays_true(world: World, as_: As) -> None:
    address = f"credits/{world.jean.organisation_id}/statement/"

    found: Found = read(as_(world.jean), address, **{"from": "2026-07-15", "until": "2026-07-15"})["results"]

    assert [(each["kind"], each["balance_after"]) for each in found] == [("purchase", 600)]


def test_pages_follow_one_another(world: World, as_: As) -> None:
    client = as_(world.jean)
    first = read(client, f"credits/{world.jean.organisation_id}/statement/", limit=1)

    second = client.get(first["next"]).json()

    assert [each["balance_after"] for each in first["results"] + second["results"]] == [390, 600]


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"from": "2026-10-02", "until": "2026-10-01"}, "until", "ends_before_it_starts"),
        ({"until": "9999-12-31"}, "until", "date_out_of_range"),
        ({"from": "13/10/2026"}, "from", "invalid"),
        ({"since": "2026-10-01"}, "since", "unknown_field"),
    ],
)
def test_a_period_that_is_none_is_refused(
    world: World, as_: As, asked: dict[str, str], field: str, code: str
) -> None:
    answer = as_(world.jean).get(f"/api/v1/credits/{world.jean.organisation_id}/statement/", asked)

    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


def test_a_statement_takes_few_queries(world: World, as_: As, django_assert_max_num_queries: Any) -> None:
    client = as_(world.jean)

    with django_assert_max_num_queries(6):  # session and person, holder, account, entries, what was left
        read(client, f"credits/{world.jean.organisation_id}/statement/")
