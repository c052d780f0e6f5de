"""Which databases a command works on: those of the environment, else the embedded ones, started for it.

Every `manage.py` command works on its own in a fresh clone: on a cluster that was never prepared, or since when the
migrations changed, the migrations run first, and the demo world is loaded once. What that says goes to stderr.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cst.embedded import layout, locks, sharing
from cst.embedded.errors import CannotStartError
from cst.embedded.postgres import cluster_home
from cst.embedded.sharing import ROOT, SharedServer

# These read or write files only.
WITHOUT_DATABASE = {
    "",
    "check",
    "collectstatic",
    "compilemessages",
    "coverage_rules",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "parse_mail",
    "startapp",
    "version",
}
# These are about the database's own state, or make another one; `demo` needs the tables but loads itself.
WITHOUT_PREPARATION = {
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
    "test",
}
WITHOUT_DEMO = {"demo"}


def var_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything that a checkout makes while it runs (CST_VAR_DIR, or var/)."""
    return Path(environ.get("CST_VAR_DIR") or ROOT / "var").resolve()


@contextmanager
def for_command(argv: list[str]) -> Iterator[None]:
    """Have the databases that `manage.py` with the arguments `argv` needs, until the command ends.

    Exits with 1 and one line on stderr when a server cannot start.
    """
    command = argv[0] if argv else ""
    if command.startswith("-") or command in WITHOUT_DATABASE or {"--help", "-h"} & set(argv):
        yield
        return
    servers = needed(os.environ)
    try:
        sharing.join(servers)
    except CannotStartError as error:
        sys.exit(f"The embedded databases do not start: {error}")
    try:
        if command not in WITHOUT_PREPARATION and any(server.kind == "postgres" for server in servers):
            prepare(with_demo=command not in WITHOUT_DEMO)
        yield
    finally:
        sharing.leave(servers)


def needed(environ: Mapping[str, str]) -> list[SharedServer]:
    """The embedded servers that stand in for those which the environment does not name; none in production."""
    if environ.get("CST_ENVIRONMENT", "development") != "development":
        return []
    folder = var_dir(environ)
    servers = []
    if not environ.get("DATABASE_URL"):
        servers.append(SharedServer("postgres", folder))
    if not environ.get("REDIS_URL"):
        servers.append(SharedServer("valkey", folder))
    return servers


def urls(environ: Mapping[str, str]) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL as a process of this checkout sees them."""
    folder = var_dir(environ)
    return {
        "DATABASE_URL": environ.get("DATABASE_URL") or layout.database_url(folder),
        "REDIS_URL": environ.get("REDIS_URL") or layout.redis_url(folder),
    }


def prepare(*, with_demo: bool) -> None:
    """Bring the embedded database, which runs, to the state of this code; nothing to do costs a few file reads.

    Two commands at once prepare once. Exits with 1 when a step fails: its own output says why.
    """
    home = cluster_home(var_dir())
    lock = locks.opened(var_dir() / "run" / "prepare.lock")
    try:
        locks.exclusive(lock)
        # In the cluster's folder: a new cluster is prepared anew, whatever happened to the old one.
        migrated, loaded = home / "migrated", home / "demo-loaded"
        wanted = migrations_fingerprint()
        if _text(migrated) != wanted:
            run_step("migrate", "--verbosity=0", say="Preparing the database…")
            migrated.write_text(wanted, encoding="ascii")
        if with_demo and not loaded.exists():
            run_step("demo", say="Loading the demo world…")
            loaded.touch()
    finally:
        os.close(lock)


def migrations_fingerprint() -> str:
    """Changes whenever a migration of ours does, or a version of the packages that bring their own."""
    digest = hashlib.sha256()
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements" / "run.txt"):
        digest.update(os.fsencode(path.name) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def run_step(*argv: str, say: str) -> None:
    """Run one `manage.py` command on the databases that run already; its errors show, its output does not.

    Exits with 1 when it fails.
    """
    print(say, file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *argv],
        env={**os.environ, **urls(os.environ)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"manage.py {argv[0]} failed.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
