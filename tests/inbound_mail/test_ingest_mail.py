"""`manage.py ingest_mail`: the documented lines, the same pipeline, clear errors."""

from __future__ import annotations

import io
import json
import mailbox
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inbound_mail.models import InboundMail
from tests.inbound_mail.mails import raw_mail
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def ingest(*paths: Path) -> list[dict[str, str | None]]:
    """The lines of the command with --json."""
    out = io.StringIO()
    call_command("ingest_mail", "--json", *map(str, paths), stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_file_gives_the_documented_line(transactional_world: World, tmp_path: Path) -> None:
    path = tmp_path / "panne.eml"
    path.write_bytes(raw_mail())
    (line,) = ingest(path)

    assert list(line) == ["source", "sha256", "status", "ticket", "reason"]
    assert (line["source"], line["status"], line["reason"]) == (str(path), "ticket", "product_to_identify")
    assert (line["ticket"] or "").startswith("CST-") and len(line["sha256"] or "") == 64


def test_the_second_time_all_are_duplicates_of_the_same_tickets(
    transactional_world: World, tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(raw_mail())
    first, second = ingest(tmp_path), ingest(tmp_path)

    assert [line["status"] for line in second] == ["duplicate"] * 3
    assert [line["ticket"] for line in second] == [line["ticket"] for line in first]


def test_an_mbox_and_a_maildir_are_read(transactional_world: World, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "archive.mbox")
    folder = mailbox.Maildir(tmp_path / "maildir")
    for _ in range(2):
        box.add(raw_mail())
        folder.add(raw_mail())
    box.close()
    lines = ingest(tmp_path / "archive.mbox", tmp_path / "maildir")

    assert [line["status"] for line in lines] == ["ticket"] * 4


def test_a_mail_held_has_no_ticket(transactional_world: World, tmp_path: Path) -> None:
    (tmp_path / "x.eml").write_bytes(raw_mail("stranger@elsewhere.example"))
    (line,) = ingest(tmp_path)

    assert (line["status"], line["ticket"], line["reason"]) == ("held", None, "requester_unknown")


def test_a_poison_mail_is_quarantined_at_once_and_the_next_goes_on(
    transactional_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inbound_mail import hints

    read = hints.read

    def fail(parsed: object, organisation: object) -> hints.Hints:
        if getattr(parsed, "subject", "") == "poison":
            raise ArithmeticError("no such calendar")
        return read(parsed, organisation)  # type: ignore[arg-type]

    monkeypatch.setattr(hints, "read", fail)
    (tmp_path / "1.eml").write_bytes(raw_mail(subject="poison"))
    (tmp_path / "2.eml").write_bytes(raw_mail())

    assert [line["status"] for line in ingest(tmp_path)] == ["quarantined", "ticket"]


def test_without_json_a_line_a_person_can_read(transactional_world: World, tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(raw_mail("stranger@elsewhere.example"))
    out = io.StringIO()
    call_command("ingest_mail", str(path), stdout=out, stderr=io.StringIO())

    assert "retenu" in out.getvalue() and "aucune personne connue" in out.getvalue()


def test_a_missing_path_is_status_2_and_nothing_is_stored(transactional_world: World, tmp_path: Path) -> None:
    (tmp_path / "x.eml").write_bytes(raw_mail())
    with pytest.raises(CommandError, match="n’existe pas") as error:
        ingest(tmp_path / "x.eml", tmp_path / "absent.eml")

    assert error.value.returncode == 2 and not InboundMail.objects.exists()
