"""make run from end to end, in a copy of this checkout with the same virtual environment.

One clone and, where a test does not end it, one run serve all: `make test` gives a file to one worker.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cst.demo.cast import PASSWORD, PEOPLE
from cst.embedded import layout
from cst.embedded.sharing import ROOT
from tests.ground.conftest import processes_of, wait_until

READY = "Ctrl-C ends everything."


@dataclass
class Run:
    """A `make run` under way, or ended, and what it said until READY."""

    process: subprocess.Popen[str]
    port: int
    said: str
    seconds: float

    def rest(self) -> str:
        """What it says until its end."""
        return self.process.communicate(timeout=30)[0]


def environment(**more: str) -> dict[str, str]:
    """A shell's environment without what the tests set for themselves."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, **more}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of this checkout without var/, as `git clone` would make it; pip has been there already."""
    folder = Path("/var/tmp") / f"cst-clone-{os.getpid()}"  # noqa: S108 - others may enter, unlike pytest's own
    folder.mkdir(mode=0o755)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(layout.runtime_dir(folder / "var"), ignore_errors=True)
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_run(clone: Path) -> Run:
    """Type `make run` and read until it is ready or ends."""
    port, began, said = free_port(), time.monotonic(), []
    process = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment(PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if READY in line:
            break
    return Run(process, port, "".join(said), time.monotonic() - began)


@pytest.fixture(scope="module")
def runs() -> Iterator[list[Run]]:
    """The runs of this module; the last one is ended with it."""
    runs: list[Run] = []
    yield runs
    if runs and runs[-1].process.poll() is None:
        os.killpg(runs[-1].process.pid, signal.SIGINT)
        runs[-1].rest()


@pytest.fixture
def run(clone: Path, runs: list[Run]) -> Run:
    """The CST, served: the run of the test before, or a new one where that test ended it."""
    if not runs or runs[-1].process.poll() is not None:
        runs.append(make_run(clone))
    assert READY in runs[-1].said, runs[-1].said
    return runs[-1]


def manage(clone: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Type a `manage.py` command in the clone."""
    return subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=clone,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


COVERAGE = ["coverage", "--json", "--requester", "jean.petit@reseau-plus.example", "--channel", "web"]


def test_it_says_where_it_is_and_whom_to_log_in_as(run: Run) -> None:
    assert f"http://localhost:{run.port}/" in run.said
    assert [person.email for person in PEOPLE if person.email not in run.said] == []
    assert PASSWORD in run.said


def test_the_login_page_answers_at_once(run: Run) -> None:
    with urllib.request.urlopen(f"http://localhost:{run.port}/", timeout=10) as page:
        assert 'name="password"' in page.read().decode()


def test_a_command_works_beside_a_run(clone: Path, run: Run) -> None:
    told = manage(clone, *COVERAGE, "--serial", "FG100F-PREM-0001")
    assert json.loads(told.stdout)["verdict"] == "accepted", told.stderr
    assert run.process.poll() is None


def test_a_second_run_of_the_same_checkout_is_refused(clone: Path, run: Run) -> None:
    second = make_run(clone)
    assert "This checkout already runs" in second.said
    assert run.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_make_alone_ends_every_process(clone: Path, run: Run, number: signal.Signals) -> None:
    run.process.send_signal(number)
    run.rest()
    assert wait_until(lambda: processes_of(clone) == [])


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_next_start_works(clone: Path, run: Run) -> None:
    os.kill(int((clone / "var" / "run" / "serve.lock").read_text()), signal.SIGKILL)
    run.rest()
    assert wait_until(lambda: processes_of(clone) == [])
    again = make_run(clone)
    os.killpg(again.process.pid, signal.SIGINT)  # Ctrl-C in a terminal: make and all below it
    assert "Traceback" not in again.rest()
    assert processes_of(clone) == []
    assert READY in again.said


def test_a_part_that_dies_is_said_in_one_line_and_ends_the_run(clone: Path, run: Run) -> None:
    beat = next(pid for pid in processes_of(clone) if b"beat" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(beat, signal.SIGKILL)
    assert "The beat process was killed by SIGKILL; everything stops." in run.rest()
    assert run.process.returncode != 0
    assert processes_of(clone) == []


def test_a_taken_port_is_said_with_the_line_that_takes_another(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            ["make", "run"],
            cwd=clone,
            env=environment(PORT=str(port)),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode != 0
    assert f"Port {port} cannot be used" in told.stderr
    assert f"PORT={port + 1} make run" in told.stderr


def test_a_command_in_a_fresh_clone_prepares_the_demo_world_and_keeps_stdout_for_its_answer(
    clone: Path,
) -> None:
    var = clone / "fresh-var"
    told = manage(clone, *COVERAGE, "--serial", "FG100F-PREM-0001", CST_VAR_DIR=str(var))
    assert json.loads(told.stdout)["verdict"] == "accepted", told.stderr
    assert processes_of(clone) == []


def test_a_command_that_needs_no_database_starts_none(clone: Path) -> None:
    var = clone / "unused-var"
    assert manage(clone, "help", CST_VAR_DIR=str(var)).returncode == 0
    assert not (var / "postgres").exists()


def test_the_servers_of_the_environment_are_used_and_none_is_started(clone: Path) -> None:
    var, ours = clone / "named-var", Path(os.environ["CST_TEST_DIR"])
    code = "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['OPTIONS']['host'])"
    told = manage(
        clone,
        *("shell", "--no-imports", "-c", code),
        CST_VAR_DIR=str(var),
        DATABASE_URL=layout.database_url(ours),
        REDIS_URL=layout.redis_url(ours),
    )
    assert told.stdout.strip() == str(layout.postgres_socket_dir(ours)), told.stderr
    assert not (var / "run").exists()
