"""Start a child that ends when its parent does, even when the parent is killed with kill -9 (Linux)."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from cst.embedded.layout import ServerUser

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def end_with_parent(death_signal: int) -> None:
    """Have the kernel send `death_signal` to this process when the thread that started it ends."""
    if _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")


def spawn(
    argv: Sequence[str | Path],
    *,
    output: IO[bytes] | int,
    death_signal: int,
    user: ServerUser | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, bound to the calling thread's life.

    `user`: run as that user, when it is not the present one. `output`: stdout and stderr. `keep`: file
    descriptors that the child inherits, so that a lock on them lasts as long as the child.
    """
    other = user if user is not None and user.uid != os.geteuid() else None
    return subprocess.Popen(
        [str(word) for word in argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=env,
        pass_fds=tuple(keep),
        user=other.uid if other else None,
        group=other.gid if other else None,
        extra_groups=[] if other else None,
        start_new_session=True,
        preexec_fn=_bound_to(os.getpid(), death_signal),  # noqa: PLW1509 - callers are single-threaded here
    )


def _bound_to(parent: int, death_signal: int) -> Callable[[], None]:
    def before_exec() -> None:
        end_with_parent(death_signal)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return before_exec
