"""Size: a mail of 60 MB is never held in memory, whichever way it comes, and its sender is told once."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from inbound_mail import processing
from inbound_mail.intake import KEPT_OF_LARGER
from inbound_mail.management.commands.ingest_mail import ingest
from inbound_mail.models import InboundMail, RawMail, Status
from inbound_mail.sources.files import read_paths
from outbound_mail.models import OutgoingMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import frozen, raw_mail
from tests.inbound_mail.test_fetching import fetch, mailbox
from tests.world import TUESDAY, World

MEGABYTE = 1024 * 1024
SIZE = 60 * MEGABYTE
# What reading may take beside the interpreter itself. The size of a pipe, or of a mail in an mbox, is known at its end:
# there, up to the limit (40 MB) is held until it is passed.
HELD = {"file": 10 * MEGABYTE, "maildir": 10 * MEGABYTE, "pipe": 60 * MEGABYTE, "mbox": 85 * MEGABYTE}

_READ = """
import resource, sys
from inbound_mail.sources.files import read_paths
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = list(read_paths(sys.argv[1:]))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(found[0].size, len(found[0].raw), (after - before) * 1024)
"""


def huge(place: Path, head: bytes = b"") -> Path:
    """A mail of 60 MB in a file, written by pieces, under `head`."""
    with place.open("wb") as file:
        file.write(head + raw_mail(subject="Sauvegarde"))
        for _ in range(SIZE // MEGABYTE):
            file.write((b"x" * 63 + b"\n") * (MEGABYTE // 64))
    return place


def read_apart(*arguments: str, stdin: Path | None = None) -> tuple[int, int, int]:
    """Size, bytes kept and bytes of memory that reading took, in a process of its own."""
    with stdin.open("rb") if stdin is not None else io.BytesIO() as given:
        done = subprocess.run(
            [sys.executable, "-c", _READ, *arguments],
            stdin=given if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    size, kept, held = map(int, done.stdout.split())
    return size, kept, held


@pytest.mark.parametrize("how", ["file", "pipe", "mbox", "maildir"])
def test_60_mb_in_a_file_or_a_pipe_are_never_loaded_whole(tmp_path: Path, how: str) -> None:
    if how == "maildir":
        for folder in ("cur", "new", "tmp"):
            (tmp_path / folder).mkdir()
        huge(tmp_path / "new" / "1.host")
        size, kept, held = read_apart(str(tmp_path))
    elif how == "pipe":
        size, kept, held = read_apart("-", stdin=huge(tmp_path / "mail"))
    elif how == "mbox":
        separator = b"From jean@reseau-plus.example Tue Oct 13 09:07:00 2026\n"
        size, kept, held = read_apart(str(huge(tmp_path / "inbox.mbox", separator)))
    else:
        size, kept, held = read_apart(str(huge(tmp_path / "mail.eml")))

    assert size >= SIZE and kept <= KEPT_OF_LARGER
    assert held < HELD[how]


@pytest.mark.django_db(transaction=True)
def test_60_mb_from_a_file_are_refused_by_their_beginning_and_the_sender_told_once(
    transactional_world: World, tmp_path: Path
) -> None:
    place = huge(tmp_path / "mail.eml")

    ends = [ingest(found) for found in read_paths([str(place), str(place)])]

    assert [(end.status, end.reason) for end in ends] == [
        ("refused", "too_large"),
        ("duplicate", "same_mail"),
    ]
    assert RawMail.objects.get().kept == KEPT_OF_LARGER and RawMail.objects.get().size > SIZE
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_60_mb_over_imap_are_asked_for_their_size_first_and_the_sender_told_once(
    dovecot: Dovecot, transactional_world: World, tmp_path: Path
) -> None:
    row = mailbox(dovecot)
    raw = huge(tmp_path / "mail.eml").read_bytes()
    dovecot.deliver(
        "support", raw, raw.replace(b"Sauvegarde", b"Encore une"), at=TUESDAY - timedelta(minutes=3)
    )

    fetch(row)
    processing.process_due(frozen(TUESDAY))

    assert list(InboundMail.objects.values_list("status", flat=True)) == [Status.REFUSED] * 2
    assert {(raw.kept, raw.size > SIZE) for raw in RawMail.objects.all()} == {(KEPT_OF_LARGER, True)}
    assert OutgoingMail.objects.count() == 1
