"""What `manage.py check --database default` says of the pause rules."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from sla.clock import Target
from sla.models import PauseRule
from tickets.admin import PauseRuleForm
from tickets.checks import pause_rules_name_states
from tickets.models import Status


@pytest.mark.django_db
def test_the_rules_as_loaded_name_states() -> None:
    assert pause_rules_name_states(None, ["default"]) == []


@pytest.mark.django_db
def test_a_rule_that_names_no_state_is_told_with_its_remedy() -> None:
    PauseRule.objects.create(target=Target.RESOLUTION, state="chez_le_client")

    [warning] = pause_rules_name_states(None, ["default"])

    assert warning.id == "tickets.W001"
    assert "chez_le_client" in warning.msg
    assert warning.hint is not None and "waiting_customer" in warning.hint


@pytest.mark.django_db
def test_the_command_finds_it(capsys: pytest.CaptureFixture[str]) -> None:
    PauseRule.objects.create(target=Target.RESOLUTION, state="chez_le_client")

    call_command("check", databases=["default"])

    assert "tickets.W001" in capsys.readouterr().err


@pytest.mark.django_db
def test_before_its_table_is_made_it_has_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PauseRule._meta, "db_table", "sla_not_made_yet")

    assert connection.vendor == "postgresql"
    assert pause_rules_name_states(None, ["default"]) == []


def test_no_database_is_asked_unless_the_command_names_it() -> None:
    assert pause_rules_name_states(None, None) == []


@pytest.mark.django_db
def test_the_admin_offers_the_states_where_the_ball_may_be_elsewhere() -> None:
    accepted = {
        state
        for state in Status
        if PauseRuleForm({"target": Target.FIRST_RESPONSE, "state": state}).is_valid()
    }

    assert accepted == {Status.WAITING_CUSTOMER, Status.AT_VENDOR, Status.WITH_RESELLER}
