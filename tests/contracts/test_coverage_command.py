"""`manage.py coverage`: the stable output."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.world import FORTIGATE, STORMSHIELD, World


def run(*args: str) -> str:
    out = StringIO()
    call_command("coverage", *args, stdout=out)
    return out.getvalue()


def test_one_json_object(world: World) -> None:
    line = json.loads(
        run("--json", "--requester", world.jean.email, "--serial", FORTIGATE, "--channel", "web",
            "--at", "2026-10-13T11:07:00+02:00")
    )  # fmt: skip

    assert list(line) == ["verdict", "reason", "rules", "level", "contract", "text", "next_step"]
    assert (line["verdict"], line["reason"], line["level"]) == ("accepted", "covered", "premium")
    assert line["contract"] == "EX-2024-0117"
    assert line["rules"] == ["CH-II.1", "CH-III.1"]
    assert "FortiGate 100F n°\u00a0FG100F-PREM-0001, Premium jusqu’au" in line["text"]


def test_the_next_step_of_a_redirection(world: World) -> None:
    line = json.loads(
        run("--json", "--requester", world.jean.email, "--serial", STORMSHIELD, "--channel", "web")
    )

    assert line["next_step"] == "Écrire à support@exer.fr"


def test_the_serial_may_be_absent_and_is_read_without_spaces_or_case(world: World) -> None:
    args = ("--json", "--requester", world.jean.email, "--channel", "mail")

    assert json.loads(run(*args))["reason"] == "product_to_identify"
    assert json.loads(run(*args, "--serial", " fg100f-prem-0001 "))["reason"] == "covered"


@pytest.mark.parametrize("at", ["tomorrow", "2026-10-13T11:07:00"])
def test_an_instant_without_offset_is_a_wrong_call(world: World, at: str) -> None:
    with pytest.raises(CommandError) as error:
        run("--json", "--requester", world.jean.email, "--channel", "mail", "--at", at)

    assert error.value.returncode == 2


def test_without_json_a_sentence(world: World) -> None:
    assert run("--requester", world.jean.email, "--serial", FORTIGATE, "--channel", "web").startswith(
        "Couvert\u00a0:"
    )
