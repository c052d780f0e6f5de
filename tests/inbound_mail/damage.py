"""python -m tests.inbound_mail.damage mutants COUNT SEED, or extremes NAME...: read mails in a process of its own, and
print what that cost.

Its own process, because the peak of a process's memory never goes down: below the limit, no single mail was above it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cst.settings")
django.setup()

from inbound_mail import hints  # noqa: E402  (models need settings)
from inbound_mail.html_shown import sanitised  # noqa: E402
from inbound_mail.identity import identity  # noqa: E402
from inbound_mail.parsing import parse  # noqa: E402
from tests.inbound_mail.corpus import mutants  # noqa: E402
from tests.inbound_mail.extremes import EXTREMES  # noqa: E402


def read(raw: bytes) -> None:
    """All the reading that one mail gets before the database is asked; raises when its words could not be stored."""
    parsed = parse(raw)
    identity(parsed, raw)
    hints.read(parsed, None)
    sanitised(parsed.html or "", {})
    text = f"{parsed.text}{parsed.reply}{parsed.quoted}{parsed.subject}{parsed.html}{parsed.forwarded}"
    text.encode()  # no lone surrogate
    assert "\x00" not in text


def _peak() -> int:
    """The most memory that this program has held, in bytes; getrusage() would also count who started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status does not say VmHWM.")


def cost(mails: Iterable[bytes]) -> dict[str, object]:
    """How many were read, what they raised, the CPU seconds of the slowest, the peak of the process in bytes."""
    count, errors, slowest = 0, [], 0.0
    for raw in mails:
        started = time.process_time()
        try:
            read(raw)
        except Exception as error:  # noqa: BLE001  whatever it is, it counts, and the next mail is read
            errors.append(f"{type(error).__name__}: {error}"[:200])
        slowest = max(slowest, time.process_time() - started)
        count += 1
    peak = _peak()
    return {"read": count, "errors": errors[:20], "slowest": slowest, "peak": peak}


def main(kind: str, *asked: str) -> None:
    mails = (
        mutants(int(asked[0]), int(asked[1])) if kind == "mutants" else (EXTREMES[name]() for name in asked)
    )
    sys.stdout.write(json.dumps(cost(mails)))


if __name__ == "__main__":
    main(*sys.argv[1:])
