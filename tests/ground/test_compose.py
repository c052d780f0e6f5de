"""docker-compose.yml and Dockerfile agree with the code: commands that exist, variables that are read."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from cst.embedded.sharing import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ["web", "worker", "beat", "mailboxes", "migrations"]
SETTINGS = (ROOT / "cst" / "settings.py").read_text()
READ_BY_SETTINGS = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", SETTINGS)) | {"EMAIL_URL"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def command_of(service: str) -> list[str]:
    command = COMPOSE["services"][service].get("command")
    if command is None:  # the image's own
        command = yaml.safe_load(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[0])
    assert isinstance(command, list)
    return command


def test_every_part_of_the_cst_is_a_service() -> None:
    assert set(COMPOSE["services"]) == {*OURS, "database", "redis", "clamav"}


@pytest.mark.parametrize("service", OURS)
def test_the_command_of_each_service_exists_here(service: str) -> None:
    program, *rest = command_of(service)
    assert (Path(sys.executable).parent / program).exists()
    if program == "python":
        assert (ROOT / rest[0]).is_file()
        assert rest[1] in get_commands()


@pytest.mark.parametrize("service", OURS)
def test_each_variable_that_a_service_sets_is_read_by_the_settings(service: str) -> None:
    assert set(COMPOSE["services"][service]["environment"]) <= READ_BY_SETTINGS


def test_the_variables_asked_of_the_operator_are_documented() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert asked
    assert [name for name in asked if name not in documented] == []


def test_every_variable_that_the_settings_read_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert sorted(name for name in READ_BY_SETTINGS if f"`{name}`" not in documented) == []


def test_web_and_the_servers_have_health_checks() -> None:
    watched = {name for name, service in COMPOSE["services"].items() if "healthcheck" in service}
    assert {"web", "worker", "database", "redis"} <= watched


def test_the_health_check_of_web_is_a_module_of_ours() -> None:
    kind, program, flag, module = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert (kind, program, flag) == ("CMD", "python", "-m")
    assert importlib.util.find_spec(module) is not None


def test_the_migrations_run_before_the_others() -> None:
    for service in ("web", "worker", "beat", "mailboxes"):
        assert (
            COMPOSE["services"][service]["depends_on"]["migrations"]["condition"]
            == "service_completed_successfully"
        )


def test_the_image_runs_as_another_user_than_root() -> None:
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["cst"]


def test_the_image_copies_only_files_that_exist() -> None:
    for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE):
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists()
