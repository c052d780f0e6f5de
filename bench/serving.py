"""The web server and a worker as `make run` starts them, over the throwaway servers of a benchmark."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from cst import serve
from cst.embedded.process import spawn
from cst.embedded.sharing import ROOT

READY_SECONDS = 60.0


@contextmanager
def served(port: int) -> Iterator[str]:
    """Serve on the loopback interface until the block ends; the address. Needs `throwaway()` around it."""
    from django.conf import settings

    folder = Path(settings.VAR_DIR)
    address = f"http://{serve.HOST}:{port}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cst.settings",
        "CST_ENVIRONMENT": "development",
        "CST_VAR_DIR": str(folder),
        "BASE_URL": address,
    }
    children: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryFile() as said:
        try:
            for part in serve.parts(port, folder, env):
                if part.name != "beat":
                    children.append(_start(part, said.fileno(), env))
            _wait(address, children)
            yield address
        except BaseException:
            said.seek(0)
            print(said.read().decode(errors="replace")[-4000:])
            raise
        finally:
            for child in children:
                child.send_signal(signal.SIGTERM)
            for child in children:
                child.wait(30)


def _start(part: serve.Part, output: int, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return spawn(part.argv, output=output, death_signal=signal.SIGKILL, env=env, cwd=ROOT)


def _wait(address: str, children: list[subprocess.Popen[bytes]]) -> None:
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit:
        if any(child.poll() is not None for child in children):
            break
        try:
            if requests.get(f"{address}/health/live/", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError("the web server or the worker did not come up")
