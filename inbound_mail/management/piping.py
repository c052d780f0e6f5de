"""Lines written for another program, which may stop reading before the last."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What a shell reports of a program that ended because nobody read it: 128 + SIGPIPE.
NOBODY_READS = 141


@contextmanager
def until_reader_leaves() -> Iterator[None]:
    """End the program without a word, with status 141, when the reader of its output has gone (`| head`)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter writes out what is left when it ends: let that go nowhere rather than fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
