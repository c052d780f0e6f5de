"""Messages out of files, folders, mbox, Maildir and standard input."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbound_mail.sources.files import MissingPathError, read_paths
from tests.inbound_mail.corpus import corpus_dir

MAIL = b"From: jean@x.example\nSubject: VPN\n\nBonjour\n"
SEPARATOR = b"From jean@x.example Thu Mar 12 10:22:33 2026\n"
MOMENT = datetime(2026, 3, 12, 10, 22, 33, tzinfo=UTC)


def test_a_file_named_outright_is_mail_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(MAIL)

    (found,) = read_paths([str(tmp_path / "README.md")])

    assert (found.raw, found.arrival) == (MAIL, None)


def test_a_folder_gives_its_messages_in_order_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(MAIL)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.msg").write_bytes(b"")
    (tmp_path / "sans-extension").write_bytes(MAIL)
    (tmp_path / "LICENSE").write_text("Permission is hereby granted")
    (tmp_path / "README.md").write_bytes(MAIL)
    (tmp_path / ".caché.eml").write_bytes(MAIL)

    names = [Path(mail.source).name for mail in read_paths([str(tmp_path)])]

    assert names == ["1.msg", "b.eml", "sans-extension"]


def test_the_corpus_gives_its_messages_and_no_licence() -> None:
    assert len(list(read_paths([str(corpus_dir())]))) == 233


def test_an_mbox_gives_each_message_with_its_delivery(tmp_path: Path) -> None:
    box = SEPARATOR + MAIL + b">From here on\n\n" + SEPARATOR + MAIL + b"\n"
    (tmp_path / "inbox").write_bytes(box)

    first, second = read_paths([str(tmp_path / "inbox")])

    assert first.raw == MAIL + b"From here on\n"
    assert (second.raw, second.arrival) == (MAIL, MOMENT)
    assert second.source.endswith("inbox#2")


def test_a_sentence_that_begins_with_from_does_not_cut_an_mbox(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_bytes(SEPARATOR + MAIL + b"\nFrom now on, in 2026, nothing works.\n")

    assert len(list(read_paths([str(tmp_path / "inbox")]))) == 1


def test_an_eml_that_begins_with_a_from_line_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(SEPARATOR + MAIL + b"\n" + SEPARATOR + MAIL)

    assert len(list(read_paths([str(tmp_path / "a.eml")]))) == 1


def test_a_maildir_gives_new_and_cur_with_their_delivery_but_not_tmp(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.host:2,S").write_bytes(MAIL)
        os.utime(tmp_path / name / "1.host:2,S", (MOMENT.timestamp(), MOMENT.timestamp()))

    found = list(read_paths([str(tmp_path)]))

    assert [(Path(mail.source).parent.name, mail.arrival) for mail in found] == [
        ("new", MOMENT),
        ("cur", MOMENT),
    ]


@pytest.mark.parametrize(("data", "count"), [(MAIL, 1), (SEPARATOR + MAIL + b"\n" + SEPARATOR + MAIL, 2)])
def test_standard_input_is_one_message_or_an_mbox(data: bytes, count: int) -> None:
    assert len(list(read_paths(["-"], io.BytesIO(data)))) == count


def test_a_missing_path_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)

    with pytest.raises(MissingPathError, match="n’existe pas"):
        read_paths([str(tmp_path / "a.eml"), str(tmp_path / "absent")])
