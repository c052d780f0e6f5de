"""The log files of the embedded servers and of the processes that `make run` starts, in var/log/."""

from pathlib import Path
from typing import IO

MAX_BYTES = 5_000_000


def path(var_dir: Path, name: str) -> Path:
    """The log file of the process `name`."""
    return var_dir / "log" / f"{name}.log"


def opened(log: Path) -> IO[bytes]:
    """The log file, to append to; one too large becomes the `.1` of it first."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > MAX_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab", buffering=0)


def last_line(log: Path) -> str:
    """The last fatal line of the end of the log, else its last line, for an error message."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()][-10:]
    fatal = [line for line in lines if "FATAL" in line or "error:" in line]
    return (fatal or lines or ["nothing in its log"])[-1]
