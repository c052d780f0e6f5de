"""File locks that the kernel drops with the process that holds them, however it ends."""

import fcntl
import os
import time
from pathlib import Path


def opened(path: Path) -> int:
    """A new open file description of the lock file, to lock; closing it drops the lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_exclusive(fd: int) -> bool:
    """Take the lock alone if nobody has it."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def exclusive(fd: int) -> None:
    """Take the lock alone, however long it takes."""
    fcntl.flock(fd, fcntl.LOCK_EX)


def shared(fd: int) -> None:
    """Take the lock together with others."""
    fcntl.flock(fd, fcntl.LOCK_SH)


def release(fd: int) -> None:
    """Drop the lock and keep the file open."""
    fcntl.flock(fd, fcntl.LOCK_UN)


def exclusive_within(fd: int, seconds: float) -> bool:
    """Take the lock alone if it comes free within `seconds`."""
    limit = time.monotonic() + seconds
    while not try_exclusive(fd):
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


def is_held(path: Path) -> bool:
    """Whether any process holds the lock of `path`."""
    fd = opened(path)
    try:
        return not try_exclusive(fd)
    finally:
        os.close(fd)
