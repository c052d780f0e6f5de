"""The embedded PostgreSQL: its cluster, its start and its end. One keeper at a time calls this (keeper.py)."""

import os
import secrets as tokens
import shutil
import signal
import subprocess
import time
from pathlib import Path

from cst.embedded import binaries, layout, logs, secrets
from cst.embedded.errors import CannotStartError
from cst.embedded.process import spawn

READY_SECONDS = 60.0
STOP_SECONDS = 30.0
THROWAWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class PostgresServer:
    """The cluster of one var/ directory. `throwaway`: for tests, nothing needs to survive a power cut."""

    stop_signal = signal.SIGINT  # fast shutdown: open sessions are rolled back

    def __init__(self, var_dir: Path, *, throwaway: bool = False) -> None:
        self.var_dir = var_dir.resolve()
        self.throwaway = throwaway
        self.user = layout.server_user(self.var_dir)
        self.log = logs.path(self.var_dir, "postgres")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return cluster_home(self.var_dir)

    @property
    def data(self) -> Path:
        return self.home / "data"

    def start(self, lock: int) -> subprocess.Popen[bytes]:
        """Start the server on its cluster, made if absent, and wait until the database answers.

        `lock`: a held file lock that the server and its backends inherit.
        Raises CannotStartError.
        """
        prefix = binaries.postgres_prefix_for(self.user)
        self._make_private(self.home)
        self._make_private(layout.postgres_socket_dir(self.var_dir))
        self._make_cluster(prefix)
        self._check_version(prefix)
        self._remove_stale_locks()
        with logs.opened(self.log) as output:
            self._process = spawn(
                [prefix / "bin" / "postgres", "-D", self.data, *self._settings()],
                output=output,
                death_signal=self.stop_signal,
                user=self.user,
                keep=[lock],
            )
        self._wait_ready(self._process)
        self._make_database()
        return self._process

    def leftover(self) -> int | None:
        """The pid of a server that runs on this cluster without its keeper, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            argv = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        ours = Path(os.fsdecode(argv[0])).name == "postgres" and os.fsencode(self.data) in argv
        return pid if ours else None

    def _settings(self) -> list[str]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={layout.postgres_socket_dir(self.var_dir)}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            *(THROWAWAY_SETTINGS if self.throwaway else ()),
        ]
        return [word for setting in settings for word in ("-c", setting)]

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        if owner == self.user.uid:
            folder.chmod(0o700)
        elif os.geteuid() == 0:
            os.chown(folder, self.user.uid, self.user.gid)
            folder.chmod(0o700)
        else:
            raise CannotStartError(
                f"{folder} belongs to another user (uid {owner}): work as that user, or remove {self.var_dir}."
            )

    def _remove_stale_locks(self) -> None:
        """Remove PostgreSQL's own lock files: the keeper holds the lock that says that no process of it is left.

        PostgreSQL takes any living process of the same number for itself, and a killed one that nobody reaps
        (containers without an init) for living.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for path in layout.postgres_socket_dir(self.var_dir).glob(f"{layout.POSTGRES_SOCKET}*"):
            path.unlink()

    def _make_cluster(self, prefix: Path) -> None:
        """Make the cluster beside its place and move it there whole: a killed initdb leaves no half of one."""
        for half in self.home.glob("new-*"):
            shutil.rmtree(half)
        if self.data.is_dir():
            return
        fresh = self.home / f"new-{tokens.token_hex(4)}"
        argv: list[str | Path] = [
            prefix / "bin" / "initdb",
            "-D",
            fresh,
            "-U",
            "postgres",
            "--auth=trust",
            "-E",
            "UTF8",
        ]
        argv += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        if self.throwaway:
            argv.append("--no-sync")
        with logs.opened(self.log) as output:
            code = spawn(argv, output=output, death_signal=signal.SIGTERM, user=self.user).wait()
        if code != 0:
            raise CannotStartError(f"initdb failed: {logs.last_line(self.log)} (see {self.log})")
        fresh.rename(self.data)

    def _check_version(self, prefix: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        told = subprocess.run(
            [prefix / "bin" / "postgres", "-V"], capture_output=True, check=True, text=True
        ).stdout
        if told.split()[-1].partition(".")[0] != made_by:
            raise CannotStartError(
                f"{self.data} was made by PostgreSQL {made_by} and the server here is {told.split()[-1]}: "
                "move it aside (it holds development data only) and start again."
            )

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit:
            if process.poll() is not None:
                break
            try:
                lines = (self.data / "postmaster.pid").read_text().splitlines()
            except FileNotFoundError:
                lines = []
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            time.sleep(0.01)
        raise CannotStartError(f"PostgreSQL does not start: {logs.last_line(self.log)} (see {self.log})")

    def _make_database(self) -> None:
        there = self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{layout.DATABASE_NAME}'")  # noqa: S608
        if not there:
            self._psql(f"CREATE DATABASE {layout.DATABASE_NAME}")

    def _psql(self, statement: str) -> str:
        """Run one statement of ours on the maintenance database; psql, so that the launcher needs no driver."""
        told = subprocess.run(
            [
                *(
                    binaries.postgres_prefix() / "bin" / "psql",
                    "-X",
                    "-q",
                    "-t",
                    "-A",
                    "-v",
                    "ON_ERROR_STOP=1",
                ),
                *("-h", layout.postgres_socket_dir(self.var_dir), "-U", "postgres", "-d", "postgres"),
                *("-c", statement),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode != 0:
            raise CannotStartError(f"PostgreSQL refuses: {told.stderr.strip()}")
        return told.stdout.strip()


def cluster_home(var_dir: Path) -> Path:
    """Where the cluster of this var/ stands: in it, or in root's system folder when the checkout is closed.

    The second has a name drawn once and kept in var/, so that a new checkout at the same place starts afresh.
    """
    near = var_dir / "postgres"
    elsewhere = var_dir / "postgres-elsewhere"
    if elsewhere.is_file():
        return binaries.SYSTEM_HOME / elsewhere.read_text(encoding="ascii").strip()
    user = layout.server_user(var_dir)
    if os.geteuid() != 0 or not layout.is_closed(var_dir, user):
        return near
    if (near / "data").is_dir():
        raise CannotStartError(
            f"{user.name} can no longer reach {near}: open the folders above it again (chmod o+x)."
        )
    secrets.make_var_dir(var_dir)
    binaries.SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    name = f"cluster-{tokens.token_hex(6)}"
    elsewhere.write_text(name, encoding="ascii")
    return binaries.SYSTEM_HOME / name
