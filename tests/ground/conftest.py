"""A var/ directory of its own for each test, and a look at the processes that work on it."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cst.embedded import layout, sharing
from cst.embedded.sharing import SharedServer


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may walk through; pytest's own temporary ones are closed to the database's user."""
    folder = Path(tempfile.mkdtemp(prefix="cst-ground-")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def var(open_folder: Path) -> Iterator[Path]:
    """An empty var/ directory; what still runs on it after the test is ended."""
    yield open_folder / "var"
    for pid in processes_of(open_folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(layout.runtime_dir(open_folder / "var"), ignore_errors=True)


@contextlib.contextmanager
def using(*kinds: sharing.Kind, var: Path, throwaway: bool = True) -> Iterator[None]:
    """Use servers as a command does."""
    servers = [SharedServer(kind, var, throwaway=throwaway) for kind in kinds]
    sharing.join(servers)
    try:
        yield
    finally:
        sharing.leave(servers)


def processes_of(folder: Path) -> list[int]:
    """The living processes that name `folder` in their arguments or work in it."""
    return [pid for pid in _pids() if _works_on(pid, str(folder))]


def keeper_of(var: Path, kind: str) -> int:
    """The pid of the keeper of a running server."""
    return int((var / "run" / f"{kind}.keeper.lock").read_text().split()[0])


def wait_until(true: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether `true` becomes true in time."""
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _works_on(pid: int, folder: str) -> bool:
    if pid == os.getpid():
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        where = str(Path(f"/proc/{pid}/cwd").readlink())
        said = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return state != "Z" and (folder in said or where.startswith(folder))
