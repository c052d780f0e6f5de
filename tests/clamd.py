"""A real clamd of Debian's packages for tests: a socket of its own, and one signature, that of the EICAR file."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

# The harmless file that every scanner takes for a virus, in two pieces so that none takes this one for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
READY_SECONDS = 30.0

_CONFIG = """
LocalSocket {home}/clamd.ctl
DatabaseDirectory {home}/signatures
Foreground yes
StreamMaxLength 30M
"""


class Clamd:
    """One daemon; `address` is what `CLAMD_ADDRESS` says."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.address = str(home / "clamd.ctl")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        clamd = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
        assert clamd, "no clamd: make test installs it"
        (self.home / "signatures").mkdir(exist_ok=True)
        (self.home / "signatures" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        (self.home / "clamd.conf").write_text(_CONFIG.format(home=self.home))
        with (self.home / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [clamd, "-c", str(self.home / "clamd.conf")], stdout=output, stderr=output
            )
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit and self._process.poll() is None:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(self.address) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("clamd does not start: " + (self.home / "output.log").read_text()[-2000:])

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)
            self._process = None


@pytest.fixture(scope="session")
def clamd_server() -> Iterator[Clamd]:
    """The daemon, once for the session."""
    # A socket's path is short; pytest's own folders may be long.
    with tempfile.TemporaryDirectory(prefix="cst-clamd-") as folder:
        server = Clamd(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def clamd(clamd_server: Clamd, settings: Settings) -> Clamd:
    """The daemon, and our settings naming it."""
    settings.CLAMD_ADDRESS = clamd_server.address
    return clamd_server


@pytest.fixture
def clamd_away(settings: Settings, tmp_path: Path) -> None:
    """Our settings naming a daemon that does not run."""
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody.ctl")
