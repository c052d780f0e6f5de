"""Postfix hands a mail over: it may forget it after 0 alone, and keeps it after 75."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cst.embedded import layout, sharing
from cst.embedded.sharing import ROOT, SharedServer
from inbound_mail.intake import KEPT_OF_LARGER, SIZE_LIMIT
from tests.inbound_mail.mails import raw_mail

SECONDS = 120


@dataclass(frozen=True)
class Installation:
    """The CST on servers of its own, as `manage.py` finds it."""

    home: Path
    postgres: SharedServer
    environment: dict[str, str]

    def manage(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )

    def stored(self) -> list[tuple[str, int, int]]:
        """The source, the size and the kept bytes of each mail."""
        with psycopg.connect(layout.database_url(self.home)) as database:
            return database.execute(
                "SELECT source, size, kept FROM inbound_mail_inboundmail"
                " JOIN inbound_mail_rawmail ON raw_id = sha256 ORDER BY stored_at"
            ).fetchall()


@pytest.fixture(scope="module")
def installation(servers_home: Path) -> Iterator[Installation]:
    home = servers_home
    servers = [SharedServer(kind, home, throwaway=True) for kind in ("postgres", "valkey")]
    sharing.join(servers)
    environment = {
        **os.environ,
        "CST_VAR_DIR": str(home),
        "DATABASE_URL": layout.database_url(home),
        "REDIS_URL": layout.redis_url(home),
        "DJANGO_SETTINGS_MODULE": "cst.settings",
    }
    found = Installation(home, servers[0], environment)
    try:
        assert found.manage("migrate", "--verbosity=0").returncode == 0
        yield found
    finally:
        sharing.leave(servers)


def test_a_mail_on_standard_input_is_stored_before_the_command_ends_well(installation: Installation) -> None:
    raw = raw_mail()
    ended = installation.manage("receive_mail", "--source", "postfix", given=raw)

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert installation.stored()[-1] == ("postfix", len(raw), len(raw))


def test_with_the_database_stopped_the_mail_server_is_told_to_keep_the_mail(
    installation: Installation,
) -> None:
    before = installation.stored()
    installation.postgres.leave()
    try:
        ended = installation.manage("receive_mail", given=raw_mail())
    finally:
        installation.postgres.begin()
        installation.postgres.finish()
    again = installation.manage("receive_mail", given=raw_mail())

    assert ended.returncode == os.EX_TEMPFAIL
    assert len(ended.stderr.splitlines()) == 1
    assert again.returncode == 0
    assert len(installation.stored()) == len(before) + 1


def test_of_a_mail_over_the_limit_the_beginning_is_stored(installation: Installation) -> None:
    raw = raw_mail() + b"x" * SIZE_LIMIT
    ended = installation.manage("receive_mail", given=raw)

    assert ended.returncode == 0
    assert installation.stored()[-1] == ("pipe", len(raw), KEPT_OF_LARGER)


def test_no_mail_at_all_is_an_error_that_nobody_repeats(installation: Installation) -> None:
    before = installation.stored()

    assert installation.manage("receive_mail").returncode == os.EX_DATAERR
    assert installation.stored() == before
