"""A throwaway PostgreSQL with the cast of the demo world, for benchmarks on real rows."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from cst.embedded import sharing
from cst.embedded.sharing import SharedServer


@contextmanager
def throwaway() -> Iterator[None]:
    """Start the servers, migrate and load the cast; all of it is removed at the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cst.settings_test"
    from django.conf import settings

    folder = Path(settings.VAR_DIR)
    servers = [SharedServer(kind, folder, throwaway=True) for kind in ("postgres", "valkey")]
    sharing.join(servers)
    try:
        _prepare()
        yield
    finally:
        from django.db import connections

        connections.close_all()
        sharing.leave(servers)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare() -> None:
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from cst.demo import cast

    call_command("migrate", verbosity=0)
    cast.load(timezone.now())


def progress(done: int, total: int, what: str) -> None:
    """Say on stderr how far a long preparation is."""
    print(
        f"\r  {what}: {done:,} of {total:,}", end="\n" if done >= total else "", file=sys.stderr, flush=True
    )
