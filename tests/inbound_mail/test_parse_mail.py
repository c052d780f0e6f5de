"""`manage.py parse_mail --json`: one documented line per message, nothing written."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

MAIL = (
    "From: Jean Petit <jean.petit@reseau-plus.example>\nTo: support@exer.fr\nCc: lea.noel@reseau-plus.example\n"
    "Message-ID: <1@x>\nDate: Thu, 12 Mar 2026 08:22:33 +0000\nSubject: VPN\n"
    "Content-Type: text/plain; charset=utf-8\n\nMerci.\n\nLe 12/03/2026 à 08:00, CST a écrit :\n> Bonjour\n"
)


def run(*paths: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("parse_mail", "--json", *paths, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_has_the_documented_keys_and_values(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(MAIL, "utf-8")

    assert run(str(path)) == [
        {
            "source": str(path),
            "message_id": "<1@x>",
            "from": "jean.petit@reseau-plus.example",
            "to": ["support@exer.fr"],
            "cc": ["lea.noel@reseau-plus.example"],
            "subject": "VPN",
            "date": "2026-03-12T09:22:33+01:00",
            "text": "Merci.\n\nLe 12/03/2026 à 08:00, CST a écrit :\n> Bonjour",
            "reply": "Merci.",
            "html": None,
            "attachments": [],
            "automatic": "no",
            "bounce": None,
        }
    ]


def test_a_bounce_says_whom_how_and_why() -> None:
    (line,) = run(str(Path(__file__).parent / "samples" / "bounces" / "qmail.eml"))

    assert line["bounce"] == {
        "recipients": ["jean.petit@reseau-plus.example"],
        "permanent": True,
        "status": "5.1.1",
    }


def test_an_attachment_is_described_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text("Content-Disposition: attachment; filename=a.bin\nContent-Type: x/y\n\nABC", "utf-8")

    (line,) = run(str(path))

    digest = "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"
    assert line["attachments"] == [{"name": "a.bin", "type": "x/y", "size": 3, "sha256": digest}]


def test_a_missing_path_ends_with_status_2() -> None:
    with pytest.raises(CommandError) as error:
        call_command("parse_mail", "--json", "absent.eml")

    assert error.value.returncode == 2


def test_a_wrong_call_is_told_in_one_line() -> None:
    ended = _manage("parse_mail", "--json")

    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
    assert b"CHEMIN" in ended.stderr


def test_a_reader_that_leaves_ends_it_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(MAIL, "utf-8")
    reads, writes = os.pipe()
    os.close(reads)
    ended = _manage("parse_mail", str(path), stdout=writes)
    os.close(writes)

    assert (ended.returncode, ended.stderr) == (141, b"")


def _manage(*args: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    call = [sys.executable, str(settings.BASE_DIR / "manage.py"), *args]
    return subprocess.run(call, stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False)


def test_without_json_a_person_reads_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(MAIL, "utf-8")
    out = io.StringIO()

    call_command("parse_mail", str(path), stdout=out)

    assert "Objet\u00a0: VPN" in out.getvalue()
