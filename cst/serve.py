"""`make run`: databases, migrations, demo world, then web server, worker and beat, until Ctrl-C.

This process is the parent of the three: it ends them all when it is told to end or when one of them fails, and the
kernel ends them when it is killed (cst.embedded.process).
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import django

from cst.embedded import databases, locks, logs, secrets, sharing
from cst.embedded.errors import CannotStartError
from cst.embedded.process import end_with_parent, spawn
from cst.embedded.sharing import ROOT

HOST = "127.0.0.1"
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 1.0
# Celery warns root in seven lines; `make run` serves this machine alone.
_QUIET_ROOT = "ignore:You're running the worker with superuser privileges"
_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@dataclass(frozen=True)
class Part:
    """One of the processes that serve: how it is started and asked to stop."""

    name: str
    argv: tuple[str, ...]
    stop_signal: signal.Signals


@dataclass
class Child:
    """A part that was started, and the thread that shows what it says until `hushed`."""

    part: Part
    process: subprocess.Popen[bytes]
    reader: threading.Thread
    hushed: threading.Event


def main() -> int:
    """Serve until a signal. Exit code 0 when told to end, 1 when something failed, 2 when it cannot begin."""
    if os.environ.get("MAKELEVEL"):
        end_with_parent(signal.SIGTERM)
    for number in _ENDING:
        signal.signal(number, _interrupt)
    try:
        port = free_port(os.environ.get("PORT", "8000"))
        running = only_one(databases.var_dir())
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 2
    servers = databases.needed(os.environ)
    try:
        say("Starting PostgreSQL and Redis…" if servers else "Using DATABASE_URL and REDIS_URL.")
        sharing.join(servers)
        prepare(embedded=any(server.kind == "postgres" for server in servers))
        return serve(port)
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        sharing.leave(servers)
        os.close(running)


def free_port(text: str) -> int:
    """The port to serve on. Raises CannotStartError when it is no port, or taken."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStartError(f"PORT={text} is no port number.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise CannotStartError(
                f"Port {text} cannot be used ({error.strerror}): choose another, for example "
                f"`PORT={int(text) + 1 if int(text) < 65535 else 8001} make run`."
            ) from error
    return int(text)


def only_one(var_dir: Path) -> int:
    """The lock of the one `make run` of this checkout: a second beat would send everything twice."""
    secrets.make_var_dir(var_dir)
    path = var_dir / "run" / "serve.lock"
    try:
        fd = locks.opened(path)
    except PermissionError as error:
        raise CannotStartError(
            f"{var_dir} belongs to another user: work as that user, or remove it."
        ) from error
    # A moment of patience: `make run` typed again right after kill -9 finds children on their way out.
    if not locks.exclusive_within(fd, 1.0):
        raise CannotStartError(
            f"This checkout already runs (process {path.read_text()}): end that one first."
        )
    os.truncate(fd, 0)
    os.write(fd, str(os.getpid()).encode())
    return fd


def prepare(*, embedded: bool) -> None:
    """Migrate, and load the demo world into a database that is new; on a database of the operator's, if it is empty."""
    if embedded:
        databases.prepare(with_demo=True)
        return
    databases.run_step("migrate", "--verbosity=0", say="Checking the database…")
    question = "import sys; from accounts.models import User; sys.exit(0 if User.objects.exists() else 3)"
    asked = subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "--no-imports", "-c", question],
        env={**os.environ, **databases.urls(os.environ)},
        check=False,
    )
    if asked.returncode == 3:
        databases.run_step("demo", say="Loading the demo world…")


def parts(port: int, var_dir: Path, environ: Mapping[str, str]) -> list[Part]:
    """What serves. Quiet by default, so that what reaches the terminal matters; LOG_LEVEL=INFO shows more."""
    level = environ.get("LOG_LEVEL", "WARNING")
    celery = (sys.executable, "-m", "celery", "-A", "cst", "--quiet")
    return [
        Part(
            "web",
            (
                *(sys.executable, "-m", "gunicorn", "cst.wsgi", "--bind", f"{HOST}:{port}"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "5"),
                *("--no-control-socket", "--log-level", level.lower()),
            ),
            signal.SIGINT,
        ),
        Part(
            "worker",
            (
                *celery,
                "worker",
                "--concurrency=2",
                "--without-gossip",
                "--without-mingle",
                f"--loglevel={level}",
            ),
            signal.SIGTERM,
        ),
        Part(
            "beat",
            (
                *celery,
                "beat",
                f"--schedule={var_dir / 'run' / 'beat-schedule'}",
                "--pidfile=",
                f"--loglevel={level}",
            ),
            signal.SIGTERM,
        ),
    ]


def serve(port: int) -> int:
    """Start the parts, say where they are, and wait for a signal or the first that ends."""
    var_dir = databases.var_dir()
    address = f"http://localhost:{port}/"
    env = {
        "BASE_URL": address.rstrip("/"),
        **os.environ,
        **databases.urls(os.environ),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), _QUIET_ROOT])),
    }
    say("Starting the web server, the worker and beat…")
    children: list[Child] = []
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING | {signal.SIGCHLD})
    try:
        for part in parts(port, var_dir, env):
            children.append(start(part, env))
        for child in children:
            child.reader.start()
        cast = people()
        if told_to_end(children, port):
            return 0
        welcome(address, cast)
        while (ended := first_ended(children)) is None:
            woken = signal.sigtimedwait(_ENDING | {signal.SIGCHLD}, LOOK_SECONDS)
            if (woken is not None and woken.si_signo in _ENDING) or make_was_interrupted():
                say("Stopping…")
                return 0
        raise CannotStartError(_epitaph(ended))
    finally:
        stop(children)


def start(part: Part, env: Mapping[str, str]) -> Child:
    """Start one part; what it says goes to var/log/NAME.log and, with its name before it, to the terminal."""
    read, write = os.pipe()
    process = spawn(part.argv, output=write, death_signal=signal.SIGKILL, env=env, cwd=ROOT)
    os.close(write)
    log = logs.opened(logs.path(databases.var_dir(), part.name))
    hushed = threading.Event()
    reader = threading.Thread(
        target=_relay, args=(part.name, os.fdopen(read, "rb"), log, hushed), daemon=True
    )
    return Child(part, process, reader, hushed)


def told_to_end(children: list[Child], port: int) -> bool:
    """Wait until the web server answers that all is well; True if a signal came first.

    Raises CannotStartError when a child ends, or nothing answers in READY_SECONDS.
    """
    limit = time.monotonic() + READY_SECONDS
    while not _answers(port):
        ended = first_ended(children)
        if ended is not None:
            raise CannotStartError(_epitaph(ended))
        if time.monotonic() > limit:
            raise CannotStartError("The web server does not answer: see var/log/web.log.")
        woken = signal.sigtimedwait(_ENDING, 0.1)
        if woken is not None:
            return True
    return False


def make_was_interrupted() -> bool:
    """Whether `make`, our parent, was sent SIGINT or SIGHUP alone: it passes on SIGTERM, for these it waits for us.

    A terminal's Ctrl-C reaches both; `kill -INT` of a script that started `make run` does not. While it waits, make
    blocks the signal, which it does at no other time.
    """
    if not os.environ.get("MAKELEVEL"):
        return False
    status = Path(f"/proc/{os.getppid()}/status").read_text()
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    return any(blocked & 1 << number - 1 for number in (signal.SIGINT, signal.SIGHUP))


def first_ended(children: list[Child]) -> Child | None:
    """A child that is no longer there."""
    return next((child for child in children if child.process.poll() is not None), None)


def stop(children: list[Child]) -> None:
    """Ask every child to end, then end what is left of each, its own children with it."""
    for child in children:
        child.hushed.set()
        if child.process.poll() is None:
            child.process.send_signal(child.part.stop_signal)
    limit = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
        try:
            os.killpg(child.process.pid, signal.SIGKILL)  # its session: workers that outlived it
        except ProcessLookupError:
            pass  # none did
        child.process.wait()


def people() -> str:
    """Whom to log in as, one a line, and the password of all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cst.settings")
    django.setup()  # the cast knows the models
    from cst.demo.cast import ADMINISTRATOR, PASSWORD, PEOPLE

    lines = [(person.email, f"{person.organisation}, {person.job}") for person in PEOPLE]
    lines.append((ADMINISTRATOR, "données de référence (/admin/)"))
    width = max(len(email) for email, _ in lines)
    cast = "\n".join(f"  {email:<{width}}  {role}" for email, role in lines)
    return f"Log in as one of these, password {PASSWORD}\n{cast}"


def welcome(address: str, cast: str) -> None:
    """Say where the CST is and whom to log in as."""
    say(
        f"\nThe CST is ready: {address}\n\n{cast}\n\n"
        f"What it would send by mail: {address}dev/mail/\nLogs: var/log/. Ctrl-C ends everything."
    )


def say(line: str) -> None:
    """One line of progress."""
    print(line, flush=True)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _epitaph(child: Child) -> str:
    child.reader.join(1)  # what it said last comes before what we say about it
    code = child.process.returncode
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    return f"The {child.part.name} process {how}; everything stops. See var/log/{child.part.name}.log."


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _relay(name: str, pipe: IO[bytes], log: IO[bytes], hushed: threading.Event) -> None:
    with pipe, log:
        for line in pipe:
            log.write(line)
            if not hushed.is_set():
                print(f"{name:<6} | {line.decode(errors='replace').rstrip()}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
