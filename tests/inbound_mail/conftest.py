"""A folder for servers of a test's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def servers_home() -> Iterator[Path]:
    """Where PostgreSQL's own user may enter, whoever runs the tests: pytest keeps its own folders to itself."""
    with tempfile.TemporaryDirectory(prefix="cst-servers-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        yield home
