"""The rounding rules and the ledger in the admin: what may be added, what stays as it is (CH-PS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.models import CreditEntry, RoundingRule
from contracts.time_credit.rounding_form import RoundingRuleForm
from tests.world import TUESDAY, World

TODAY = TUESDAY.date()


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=True):
        yield


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(User.objects.get(email="admin@exer.example"))
    return client


def errors(from_day: date, step: int, minimum: int) -> dict[str, list[str]]:
    form = RoundingRuleForm({"from_day": from_day, "step_minutes": step, "minimum_minutes": minimum})
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


@pytest.mark.parametrize(("step", "minimum"), [(15, 15), (15, 60), (1, 1)])
def test_a_rule_of_whole_steps_is_taken(world: World, step: int, minimum: int) -> None:
    assert errors(TODAY, step, minimum) == {}


@pytest.mark.parametrize(("step", "minimum"), [(15, 20), (15, 0), (30, 15)])
def test_a_minimum_that_is_no_whole_number_of_steps_is_refused(world: World, step: int, minimum: int) -> None:
    assert errors(TODAY, step, minimum) == {
        "minimum_minutes": ["Le minimum est d’une tranche, ou de plusieurs entières."]
    }


def test_a_step_of_nothing_is_refused(world: World) -> None:
    assert errors(TODAY, 0, 15) == {"step_minutes": ["Une tranche est d’une minute au moins."]}


def test_a_rule_never_begins_in_the_past(world: World) -> None:
    assert errors(TODAY - timedelta(days=1), 15, 15) == {
        "from_day": ["Une règle commence aujourd’hui au plus tôt."]
    }


def test_a_rule_that_has_begun_is_neither_changed_nor_deleted(admin: Client) -> None:
    begun = RoundingRule.objects.get()
    form = {"from_day": "2026-10-13", "step_minutes": "1", "minimum_minutes": "1"}

    for name, data in (("change", form), ("delete", {"post": "yes"})):
        address = reverse(f"admin:contracts_roundingrule_{name}", args=[begun.pk])
        assert admin.post(address, data).status_code == 403
    assert RoundingRule.objects.get().step_minutes == 15


def test_a_rule_to_come_may_be_changed_and_deleted(admin: Client) -> None:
    coming = RoundingRule.objects.create(
        from_day=TODAY + timedelta(days=1), step_minutes=30, minimum_minutes=30
    )
    form = {"from_day": "2027-01-01", "step_minutes": "60", "minimum_minutes": "60"}
    admin.post(reverse("admin:contracts_roundingrule_change", args=[coming.pk]), form)
    coming.refresh_from_db()
    assert (coming.from_day, coming.step_minutes) == (date(2027, 1, 1), 60)

    admin.post(reverse("admin:contracts_roundingrule_delete", args=[coming.pk]), {"post": "yes"})
    assert not RoundingRule.objects.filter(pk=coming.pk).exists()


def test_the_ledger_is_read_and_searched_and_never_written(admin: Client) -> None:
    found = admin.get(reverse("admin:contracts_creditentry_changelist"), {"q": "EX-PS-0031"})
    assert "EX-PS-0031" in found.content.decode() and "Mise en service" not in found.content.decode()

    entry = CreditEntry.objects.latest("pk")
    for name, arguments in (("add", []), ("delete", [entry.pk])):
        address = reverse(f"admin:contracts_creditentry_{name}", args=arguments)
        assert admin.post(address, {"post": "yes"}).status_code == 403
