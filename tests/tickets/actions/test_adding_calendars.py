"""Another calendar: who may make one, and the code that it may have (CH-I)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from sla.calendars import CHARTER
from sla.models import Calendar, latest_version
from sla.timeline import BEGINNING
from tests.world import TUESDAY, World
from tickets.actions.adding_calendars import add_calendar
from tickets.actions.writing import NotPossible


def add(actor: User, code: str) -> Calendar:
    return add_calendar(code, "Lille", CHARTER, "Copie", actor=actor, at=TUESDAY)


def test_its_first_version_holds_for_whatever_day_is_asked(world: World) -> None:
    add(world.hugo, "lille")

    assert latest_version("lille").effective_from == BEGINNING


def test_its_code_is_kept_in_lower_case(world: World) -> None:
    assert add(world.hugo, "Lille").code == "lille"


@pytest.mark.parametrize("code", ["cst", "CST", "nouveau", "Nouveau"])
def test_a_code_that_is_taken_or_reserved_in_any_case_is_refused(world: World, code: str) -> None:
    with pytest.raises(NotPossible, match=f"«\u00a0{code.lower()}\u00a0»"):
        add(world.hugo, code)

    assert Calendar.objects.count() == 1


def test_a_code_of_the_admin_is_compared_without_case_too(world: World) -> None:
    Calendar.objects.create(code="LILLE", name="Lille")

    with pytest.raises(NotPossible, match="déjà pris"):
        add(world.hugo, "lille")


def test_leads_alone_add_calendars(world: World) -> None:
    with pytest.raises(PermissionDenied):
        add(world.claire, "lille")
