"""The keeper: one process per embedded server, its parent, that stops it when nobody uses it any more.

Commands come and go, are killed, overlap; none of them can own a server that the others use. Each holds a shared
lock while it works (sharing.py). The keeper looks once a second whether anybody still does, which covers kill -9 of
every user; the last one to leave in good order does not wait for that look, and says so with SIGTERM. A keeper that
is killed takes its server along (PR_SET_PDEATHSIG), so the next one always starts from a stopped server.

Run as `python -m cst.embedded.keeper postgres|valkey VAR_DIR [--throwaway]`; the first line it writes is `ready`, or
what went wrong.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cst.embedded import locks, logs
from cst.embedded.errors import CannotStartError
from cst.embedded.postgres import PostgresServer
from cst.embedded.valkey import ValkeyServer

LOOK_SECONDS = 1.0
STOP_SECONDS = 30.0
# A server whose keeper was killed has been told to stop; a clean stop takes less than this.
LEFTOVER_SECONDS = 5.0
_WOKEN_BY = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


class Server(Protocol):
    """What a keeper needs of a server."""

    log: Path
    stop_signal: signal.Signals

    def start(self, lock: int) -> subprocess.Popen[bytes]: ...

    def leftover(self) -> int | None: ...


SERVERS: dict[str, Callable[[Path, bool], Server]] = {
    "postgres": lambda var_dir, throwaway: PostgresServer(var_dir, throwaway=throwaway),
    "valkey": lambda var_dir, throwaway: ValkeyServer(var_dir, throwaway=throwaway),
}


def lock_path(var_dir: Path, kind: str, role: str) -> Path:
    """The lock file of a role: `gate` (starting and stopping), `users`, `keeper`, `server`."""
    return var_dir / "run" / f"{kind}.{role}.lock"


def main(argv: list[str]) -> int:
    """Keep one server until nobody uses it. Exit code 0 when stopped in good order, 1 otherwise."""
    kind, var_dir, throwaway = argv[0], Path(argv[1]), "--throwaway" in argv
    signal.pthread_sigmask(signal.SIG_BLOCK, _WOKEN_BY)
    mine = locks.opened(lock_path(var_dir, kind, "keeper"))
    if not locks.exclusive_within(mine, LEFTOVER_SECONDS):
        _say(f"another keeper of {kind} is at work")
        return 1
    os.truncate(mine, 0)
    os.write(mine, str(os.getpid()).encode())
    server = SERVERS[kind](var_dir, throwaway)
    held = locks.opened(lock_path(var_dir, kind, "server"))
    try:
        _end_leftover(server, held)
        process = server.start(held)
    except (CannotStartError, OSError) as error:
        _say(str(error))
        return 1
    os.close(held)  # the server alone holds it from here
    os.write(mine, b" ready")
    _say("ready")
    _silence(server.log)
    code = _keep(var_dir, kind, process)
    _stop(process, server.stop_signal)
    return code


def _keep(var_dir: Path, kind: str, process: subprocess.Popen[bytes]) -> int:
    """Wait until nobody uses the server (0) or it ends by itself (1). Holds the gate when it returns 0."""
    gate = locks.opened(lock_path(var_dir, kind, "gate"))
    users = locks.opened(lock_path(var_dir, kind, "users"))
    while True:
        woken = signal.sigtimedwait(_WOKEN_BY, LOOK_SECONDS)
        if process.poll() is not None:
            return 1
        if woken is not None and woken.si_signo != signal.SIGCHLD:
            return 0  # from the last user, who holds the gate, or from an operator
        if not var_dir.is_dir():
            return 0  # the checkout was removed under us
        if locks.try_exclusive(gate):
            if locks.try_exclusive(users):
                return 0
            locks.release(gate)


def _end_leftover(server: Server, held: int) -> None:
    """Wait for a server whose keeper was killed; the lock that it inherited tells when its last process is gone."""
    if locks.exclusive_within(held, LEFTOVER_SECONDS) and server.leftover() is None:
        return
    pid = server.leftover()
    if pid is not None:
        os.kill(pid, server.stop_signal)
    limit = time.monotonic() + STOP_SECONDS
    while server.leftover() is not None and time.monotonic() < limit:
        time.sleep(0.02)
    if server.leftover() is not None or not locks.exclusive_within(held, LEFTOVER_SECONDS):
        raise CannotStartError(f"a former server does not end (pid {pid}): end it by hand.")


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # PostgreSQL: at once, recovery at the next start
        process.wait()


def _say(line: str) -> None:
    print(line.replace("\n", " "), flush=True)


def _silence(log: Path) -> None:
    """Let go of the pipe of the command that started us; anything unforeseen goes to the server's log."""
    with logs.opened(log) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
