"""winmail.dat: opened under limits, kept as it came when nothing can be read."""

from __future__ import annotations

import random
import struct
import time

import pytest
from tnefparse import TNEF

from inbound_mail.compressed_rtf import decompress
from inbound_mail.parsing import parse
from inbound_mail.rtf_text import read_rtf
from inbound_mail.tnef import read_tnef
from tests.inbound_mail import tnef_builder as build
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.tnef_builder import BINARY, INTEGER, OBJECT, STRING, UNICODE, file, tnef

RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Le pare-feu red\'e9marre \u8594?\par en boucle\tab !}"
)
WRAPPED = (
    rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Le lien \'e9choue & tombe"
    rb"{\*\htmltag72 </p>}\htmlrtf }\htmlrtf0}"
)


def packed_mail(data: bytes, body: str = "\n") -> bytes:
    return raw_mail(body=body, files=[("winmail.dat", data)])


def test_the_files_of_a_winmail_are_the_files_of_the_mail() -> None:
    data = tnef(files=[file("Schéma du réseau.txt", b"coeur\0\0"), file("export.conf", b"config system")])

    found = parse(packed_mail(data)).attachments

    assert [(each.name, each.content) for each in found] == [
        ("Schéma du réseau.txt", b"coeur\0\0"),
        ("export.conf", b"config system"),
    ]


def test_the_words_of_a_winmail_are_the_text_of_a_mail_without() -> None:
    data = tnef((UNICODE, build.TEXT, "Bonjour, le lien échoue.\r\nJean"))

    assert parse(packed_mail(data)).text == "Bonjour, le lien échoue.\nJean"


def test_the_old_body_is_read_in_its_codepage() -> None:
    assert read_tnef(tnef(body="Ça échoue".encode("cp1252"))).text == "Ça échoue"


def test_the_text_beside_a_winmail_is_not_said_twice() -> None:
    data = tnef((UNICODE, build.TEXT, "Bonjour, le lien échoue.\r\n"))

    assert parse(packed_mail(data, "Bonjour, le lien échoue.")).text == "Bonjour, le lien échoue."


def test_an_html_body_is_read_in_the_codepage_that_it_names() -> None:
    data = tnef(
        (INTEGER, build.INTERNET_CODEPAGE, 65001), (BINARY, build.HTML, "<p>Le lien échoue</p>".encode())
    )

    parsed = parse(packed_mail(data))

    assert (parsed.text, parsed.html) == ("Le lien échoue", "<p>Le lien échoue</p>")


@pytest.mark.parametrize("pack", [build.stored_rtf, build.literal_rtf])
def test_a_body_of_rtf_alone_is_read(pack: object) -> None:
    assert callable(pack)
    data = tnef((BINARY, build.RTF, pack(RTF)))

    assert parse(packed_mail(data)).text == "Le pare-feu redémarre →\nen boucle\t!"


def test_html_wrapped_into_rtf_is_unwrapped() -> None:
    assert read_rtf(WRAPPED).html == "<p>Le lien échoue &amp; tombe</p>"


def test_references_into_what_was_read_before_are_followed() -> None:
    # The example of MS-OXRTFCP: 45 bytes packed, the end mark included.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )

    assert decompress(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_message_inside_gives_its_words_and_its_files() -> None:
    inside = tnef((UNICODE, build.TEXT, "Le client dit que tout est arrêté."), files=[file("a.log", b"1")])
    data = tnef(files=[file("TR: Panne", b"", (OBJECT, build.DATA, build.MESSAGE_INSIDE + inside))])

    found = parse(packed_mail(data)).attachments

    assert [(each.name, each.content.decode()) for each in found] == [
        ("a.log", "1"),
        ("TR_ Panne.txt", "Le client dit que tout est arrêté."),
    ]


def test_a_picture_inside_stands_at_its_place() -> None:
    values = ((STRING, build.MIME, "image/png"), (STRING, build.CONTENT_ID, "a@b"))
    data = tnef(
        (BINARY, build.HTML, b'<p>Voici <img src="cid:a@b"></p>'), files=[file("c.png", b"PNG", *values)]
    )

    assert parse(packed_mail(data)).text == "Voici [image\u00a0: c.png]"


def test_a_path_in_a_name_is_dropped() -> None:
    assert read_tnef(tnef(files=[file("..\\..\\etc\\passwd", b"x")])).files[0].name == "passwd"


def test_what_cannot_be_read_is_kept_as_it_came() -> None:
    data = build.SIGNATURE + b"\xff" * 40

    parsed = parse(packed_mail(data, "Bonjour"))

    assert [(each.name, each.content) for each in parsed.attachments] == [("winmail.dat", data)]
    assert "winmail.dat illisible, gardé tel quel" in parsed.defects


def test_a_damaged_end_costs_what_stands_there_alone() -> None:
    data = tnef((UNICODE, build.TEXT, "Bonjour"), files=[file("a.txt", b"entier"), file("b.txt", b"x" * 500)])

    found = read_tnef(data[:-600])

    assert (found.text, [each.name for each in found.files]) == ("Bonjour", ["a.txt"])


def test_we_read_what_a_library_reads() -> None:
    data = tnef(
        (UNICODE, build.TEXT, "Bonjour à tous"), files=[file("Schéma.txt", b"un"), file("b.bin", b"deux")]
    )

    ours, theirs = read_tnef(data), TNEF(data)

    assert [(each.name, each.content) for each in ours.files] == [
        (each.long_filename(), each.data) for each in theirs.attachments
    ]
    assert ours.text == theirs.body


@pytest.mark.parametrize(
    "data",
    [
        build.SIGNATURE + build.attribute(build.MESSAGE, struct.pack("<I", 2**32 - 1)),
        build.SIGNATURE
        + build.attribute(build.MESSAGE, struct.pack("<IHHI", 1, 0x1002, 0x1000, 2**32 - 1) + bytes(64)),
        build.SIGNATURE + build.attribute(build.MESSAGE, struct.pack("<IHHI", 1, 0x101E, 0x1000, 2**32 - 1)),
        build.SIGNATURE + build.attribute((1, 0), b"") * 500_000,
        build.SIGNATURE + build.attribute(build.FILE_BEGINS, b"") * 500_000,
        tnef((BINARY, build.RTF, struct.pack("<II4sI", 9, 2**32 - 1, b"LZFu", 0) + b"\xff" * 3_000_000)),
        tnef((BINARY, build.RTF, build.stored_rtf(b"{\\rtf1" + b"{" * 3_000_000))),
        tnef((BINARY, build.RTF, build.stored_rtf(b"{\\rtf1 " + b"\\'e9" * 700_000))),
    ],
    ids=["properties", "values", "strings", "attributes", "files", "references", "groups", "escapes"],
)
def test_counts_that_lie_cost_little(data: bytes) -> None:
    started = time.process_time()
    read_tnef(data)

    assert time.process_time() - started < 2


def test_of_too_many_files_those_that_are_taken_keep_their_own_content() -> None:
    packed = tnef(files=[file(f"{number}.txt", f"fichier {number}".encode()) for number in range(105)])
    found = read_tnef(packed).files

    assert len(found) == 100
    assert (found[-1].name, found[-1].content) == ("99.txt", b"fichier 99")


def test_messages_inside_messages_end_somewhere() -> None:
    data = tnef((UNICODE, build.TEXT, "au fond"))
    found = list[list[bytes]]()
    for _depth in range(4):
        found.append([each.content for each in read_tnef(data).files])
        data = tnef(files=[file("m", b"", (OBJECT, build.DATA, build.MESSAGE_INSIDE + data))])

    assert found == [[], [b"au fond"], [b"au fond"], []]


def test_damaged_bytes_never_raise() -> None:
    chance = random.Random(5)
    whole = tnef(
        (UNICODE, build.TEXT, "Bonjour"),
        (BINARY, build.RTF, build.literal_rtf(WRAPPED)),
        files=[
            file("a.txt", b"un"),
            file("", b"", (OBJECT, build.DATA, build.MESSAGE_INSIDE + tnef(body=b"x"))),
        ],
    )

    found = [read_tnef(_damaged(whole, chance)) for _ in range(5_000)]

    assert any(each.is_empty for each in found) and any(each.files for each in found)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.choice((len(changed), chance.randrange(len(changed))))])
