"""Use an embedded server together with whoever else does: the first starts it, the last stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Literal

from cst.embedded import locks, secrets
from cst.embedded.errors import CannotStartError
from cst.embedded.keeper import lock_path

Kind = Literal["postgres", "valkey"]
ROOT = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 40.0


class SharedServer:
    """This process's part in the server `kind` of `var_dir`: begin(), finish(), ... leave().

    begin() and finish() are two so that several servers start side by side. The gate is held from one to the other:
    nobody joins a server that is starting or stopping.
    """

    def __init__(self, kind: Kind, var_dir: Path, *, throwaway: bool = False) -> None:
        self.kind: Kind = kind
        self.var_dir = var_dir.resolve()
        self.throwaway = throwaway
        self.started_here = False
        self._gate: int | None = None
        self._users: int | None = None
        self._keeper: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Count ourselves among the users, and start the keeper if the server does not run."""
        secrets.make_var_dir(self.var_dir)
        try:
            self._gate = locks.opened(lock_path(self.var_dir, self.kind, "gate"))
        except PermissionError as error:
            raise CannotStartError(f"{self.var_dir} belongs to another user: work as that user.") from error
        locks.exclusive(self._gate)
        self._users = locks.opened(lock_path(self.var_dir, self.kind, "users"))
        locks.shared(self._users)
        if not self._runs():
            self._start_keeper()

    def finish(self) -> None:
        """Wait until the server answers. Raises CannotStartError with the reason that its keeper gave."""
        try:
            if self._keeper is not None and self._keeper.stdout is not None:
                told = self._keeper.stdout.readline().strip()
                self._keeper.stdout.close()
                if told != "ready":
                    self._keeper.wait()
                    raise CannotStartError(told or f"the keeper of {self.kind} ended without a word")
        finally:
            self._open_gate()

    def leave(self) -> None:
        """Stop using the server; the last one stops it and waits until it is stopped."""
        if self._users is None:
            return
        if self._gate is None:
            self._gate = locks.opened(lock_path(self.var_dir, self.kind, "gate"))
            locks.exclusive(self._gate)
        os.close(self._users)
        self._users = None
        try:
            if not locks.is_held(lock_path(self.var_dir, self.kind, "users")):
                self._stop_keeper()
        finally:
            self._open_gate()

    def _open_gate(self) -> None:
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None

    def _runs(self) -> bool:
        """Whether a keeper is at work and its server ready; one on its way in or out is waited for."""
        path = lock_path(self.var_dir, self.kind, "keeper")
        fd = locks.opened(path)
        try:
            while not locks.exclusive_within(fd, 0.02):
                ready = path.read_text().endswith("ready")
                if ready and locks.is_held(lock_path(self.var_dir, self.kind, "server")):
                    return True
            return False
        finally:
            os.close(fd)

    def _start_keeper(self) -> None:
        argv = [sys.executable, "-m", "cst.embedded.keeper", self.kind, str(self.var_dir)]
        self._keeper = subprocess.Popen(
            [*argv, "--throwaway"] if self.throwaway else argv,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the command; the keeper waits for the command's end
        )
        self.started_here = True

    def _stop_keeper(self) -> None:
        path = lock_path(self.var_dir, self.kind, "keeper")
        fd = locks.opened(path)
        try:
            if not locks.try_exclusive(fd):
                pid = path.read_text().partition(" ")[0]
                if pid:  # else it has just begun, and will see by itself that nobody is left
                    os.kill(int(pid), signal.SIGTERM)
                if not locks.exclusive_within(fd, STOP_SECONDS):
                    raise CannotStartError(f"the embedded {self.kind} does not stop")
        finally:
            os.close(fd)
        if self._keeper is not None:
            self._keeper.wait()


def join(servers: list[SharedServer]) -> None:
    """Begin and finish all; if one fails, the others are left again."""
    try:
        for server in servers:
            server.begin()
        for server in servers:
            server.finish()
    except BaseException:
        leave(servers)
        raise


def leave(servers: list[SharedServer]) -> None:
    """Leave all, the last joined first."""
    for server in reversed(servers):
        server.leave()
