from __future__ import annotations

import pytest

from tickets import files


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jean\\plan.pdf", "plan.pdf"),
        ("a\r\nb.txt", "a_b.txt"),
        ("\u202egpj.exe", "_gpj.exe"),
        ("", "fichier"),
        ("...", "fichier"),
        ("schéma réseau.vsdx", "schéma réseau.vsdx"),
    ],
)
def test_a_name_holds_no_path_and_no_trick(given: str, kept: str) -> None:
    assert files.safe_name(given) == kept


def test_a_long_name_keeps_its_suffix() -> None:
    name = files.safe_name("x" * 400 + ".pcap")

    assert len(name) == 255 and name.endswith(".pcap")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        ("é".encode() * 5000, "text/plain"),
        (b"\xff\xfe\x00\x01" * 10, "application/octet-stream"),
    ],
)
def test_the_type_is_by_content(content: bytes, expected: str) -> None:
    assert files.content_type(content) == expected
