"""The embedded Valkey, which speaks Redis: its start and its end. One keeper at a time calls this (keeper.py)."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from cst.embedded import binaries, layout, logs, secrets
from cst.embedded.errors import CannotStartError
from cst.embedded.process import spawn

READY_SECONDS = 30.0


class ValkeyServer:
    """The Valkey of one var/ directory. `throwaway`: for tests, nothing needs to survive."""

    stop_signal = signal.SIGTERM

    def __init__(self, var_dir: Path, *, throwaway: bool = False) -> None:
        self.var_dir = var_dir.resolve()
        self.throwaway = throwaway
        self.home = self.var_dir / "valkey"
        self.log = logs.path(self.var_dir, "valkey")

    def start(self, lock: int) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers. `lock`: a held file lock that it inherits.

        Raises CannotStartError.
        """
        secrets.make_var_dir(self.var_dir)
        self.home.mkdir(mode=0o700, exist_ok=True)
        self._make_socket_folder(layout.valkey_socket(self.var_dir).parent)
        config = self._write_config()
        with logs.opened(self.log) as output:
            process = spawn(
                [binaries.valkey_server(), config],
                output=output,
                death_signal=self.stop_signal,
                cwd=self.home,
                keep=[lock],
            )
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit and process.poll() is None:
            if self._answers():
                return process
            time.sleep(0.01)
        raise CannotStartError(f"Valkey does not start: {logs.last_line(self.log)} (see {self.log})")

    def leftover(self) -> int | None:
        """The pid of a server that runs on this folder without its keeper, if there is one."""
        try:
            pid = int((self.home / "valkey.pid").read_text())
            argv = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        ours = Path(os.fsdecode(argv[0])).name == "valkey-server" and os.fsencode(self._config) in argv
        return pid if ours else None

    @property
    def _config(self) -> Path:
        return self.home / "valkey.conf"

    def _make_socket_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)  # the folder of PostgreSQL's socket, which another user may own, is in it
        if folder.stat().st_uid != os.geteuid():
            raise CannotStartError(f"{folder} belongs to another user: remove it, or work as that user.")

    def _write_config(self) -> Path:
        """A file, not arguments: everybody reads the arguments of a process, and the password is among these."""
        lines = [
            "port 0",
            f'unixsocket "{layout.valkey_socket(self.var_dir)}"',
            "unixsocketperm 700",
            f"requirepass {secrets.valkey_password(self.var_dir)}",
            f'dir "{self.home}"',
            f'pidfile "{self.home / "valkey.pid"}"',
            f"appendonly {'no' if self.throwaway else 'yes'}",
            'save ""',
            "maxmemory-policy noeviction",
            "databases 64",
            "daemonize no",
            "set-proc-title no",
        ]
        handle = os.open(self._config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write("\n".join(lines) + "\n")
        return self._config

    def _answers(self) -> bool:
        """Whether it has loaded its data and answers: PING, in its own protocol."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(layout.valkey_socket(self.var_dir)))
                client.sendall(f"AUTH {secrets.valkey_password(self.var_dir)}\r\nPING\r\n".encode())
                answer = client.recv(64)
                if answer == b"+OK\r\n":
                    answer += client.recv(64)
            except OSError:
                return False
        return answer == b"+OK\r\n+PONG\r\n"
