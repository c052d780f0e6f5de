"""Raw bytes into values: addresses, charsets, dates, files, limits."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbound_mail.addresses import Address, read_addresses
from inbound_mail.charsets import decode_bytes
from inbound_mail.mime_text import clean_file_name, decode_base64, decode_header
from inbound_mail.mime_tree import DEPTH_LIMIT
from inbound_mail.parsing import parse, read_date


def mail(headers: str, body: bytes = b"Bonjour") -> bytes:
    return headers.encode() + b"\n\n" + body


def with_parts(*parts: bytes) -> bytes:
    joined = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return (
        b"From: jean@reseau-plus.example\nContent-Type: multipart/mixed; boundary=b\n\n" + joined + b"--b--\n"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jean@x.example", [Address("jean@x.example")]),
        ('"Petit, Jean" <jean@x.example>', [Address("jean@x.example", "Petit, Jean")]),
        ("=?utf-8?Q?L=C3=A9a_No=C3=ABl?= <lea@x.example>", [Address("lea@x.example", "Léa Noël")]),
        ("a@x.example, Bob <b@x.example>", [Address("a@x.example"), Address("b@x.example", "Bob")]),
        ("a@x.example; b@x.example", [Address("a@x.example"), Address("b@x.example")]),
        ("équipe: a@x.example, b@x.example;", [Address("a@x.example"), Address("b@x.example")]),
        ("undisclosed-recipients:;", []),
        ("jean@x.example (Jean Petit)", [Address("jean@x.example", "Jean Petit")]),
        ("'jean@x.example' <jean@x.example>", [Address("jean@x.example", "jean@x.example")]),
        ("Jean <jean@x.example", [Address("jean@x.example", "Jean")]),
        ('"Jean <jean@x.example>', [Address("jean@x.example", "Jean")]),
    ],
)
def test_addresses_are_found_in_headers_of_every_shape(value: str, expected: list[Address]) -> None:
    assert list(read_addresses(value.encode().decode("latin-1"))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?UTF-8?B?w6l0w6k=?=", "été"),
        ("=?iso-8859-1?q?=E9t=E9?= chaud", "été chaud"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9t=C3=A9?=", "été"),
        ("=?utf-8?q?un?= =?utf-8?q?_deux?=", "un deux"),
        ("=?windows-1252?Q?20_=80?=", "20 €"),
        ("=?x-nowhere?Q?abc?=", "abc"),
        ("=?utf-8?B?!!!?=", ""),
        ("sans =? rien", "sans =? rien"),
    ],
)
def test_encoded_words_are_decoded(value: str, expected: str) -> None:
    assert decode_header(value) == expected


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("été".encode("cp1252"), "utf-8", "été"),
        ("été".encode(), "iso-8859-1", "été"),
        ("été €".encode("cp1252"), "iso-8859-1", "été €"),
        ("été".encode(), "", "été"),
        ("été".encode("cp1252"), "us-ascii", "été"),
        ("日本".encode("cp932"), "x-sjis", "日本"),
        ("한국".encode("cp949"), "ks_c_5601-1987", "한국"),
        ("été".encode("utf-16"), "", "été"),
        (b"abc", "rot13", "abc"),
        (b"abc", "no\x00such", "abc"),
        ("déjà vu, très été".encode() + b"\xff", "utf-8", "déjà vu, très été\ufffd"),
    ],
)
def test_charsets_are_read_as_people_meant_them(data: bytes, charset: str, text: str) -> None:
    assert decode_bytes(data, charset)[0] == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "Thu, 12 Mar 2026 10:22:33 +0100",
            datetime(2026, 3, 12, 10, 22, 33, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("Thu, 12 Mar 2026 10:22:33 -0000", datetime(2026, 3, 12, 10, 22, 33, tzinfo=UTC)),
        ("2026-03-12 10:22:33", datetime(2026, 3, 12, 10, 22, 33, tzinfo=UTC)),
        ("Mon, 30 Jun 3609 15:33:50 +0600", None),
        ("Thu, 12 Mar 2026 10:22:33 +9999999", None),
        ("hier", None),
        ("", None),
    ],
)
def test_dates_are_aware_or_none(value: str, expected: datetime | None) -> None:
    assert read_date(value) == expected


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jean\\conf.txt", "conf.txt"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ('rapport "final"?.pdf', "rapport _final__.pdf"),
        ("..", ""),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_file_names_lose_paths_and_traps(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean


@pytest.mark.parametrize(
    ("encoded", "data"),
    [
        (b"QUJD", b"ABC"),
        (b"QU\nJD", b"ABC"),
        (b"QUJ", b"AB"),
        (b"QUI=QUI=", b"ABAB"),
        (b"Q", b""),
        (b"QU!JD", b"ABC"),
    ],
)
def test_broken_base64_gives_what_it_holds(encoded: bytes, data: bytes) -> None:
    assert decode_base64(encoded) == data


def test_plain_text_is_preferred_to_html() -> None:
    parsed = parse(
        b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\n\nTexte\n--b\nContent-Type: text/html\n\n<p>HTML</p>\n--b--"
    )

    assert (parsed.text, parsed.html) == ("Texte", "<p>HTML</p>")


def test_html_alone_gives_a_text() -> None:
    parsed = parse(mail("Content-Type: text/html; charset=utf-8", "<p>Été</p><p>chaud</p>".encode()))

    assert parsed.text == "Été\n\nchaud"


def test_html_says_its_charset_when_the_header_does_not() -> None:
    parsed = parse(mail("Content-Type: text/html", '<meta charset="windows-1252"><p>été €'.encode("cp1252")))

    assert parsed.text == "été €"


def test_a_log_sent_as_text_is_a_file_not_the_message() -> None:
    parsed = parse(with_parts(b"\nBonjour", b"Content-Type: text/plain; name=fw.log\n\ndeny tcp"))

    assert parsed.text == "Bonjour"
    assert [(file.name, file.content) for file in parsed.attachments] == [("fw.log", b"deny tcp")]


def test_a_forwarded_message_is_a_file_named_by_its_subject() -> None:
    parsed = parse(with_parts(b"\nVoir", b"Content-Type: message/rfc822\n\nSubject: Panne\n\nPlus rien"))

    assert [file.name for file in parsed.attachments] == ["Panne.eml"]
    assert parsed.text == "Voir"


def test_an_inline_image_keeps_its_content_id() -> None:
    (image,) = parse(with_parts(b"Content-Type: image/png\nContent-ID: <logo@x>\n\nPNG")).attachments

    assert (image.inline, image.content_id, image.size) == (True, "logo@x", 3)


@pytest.mark.parametrize(
    "raw",
    [
        mail(
            "Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b",
            b"--b\n\nx\n--b--",
        ),
        mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"x"),
        mail("Subject: x", b"-----BEGIN PGP MESSAGE-----\n\nabc"),
    ],
)
def test_sealed_mail_is_said_to_be_sealed(raw: bytes) -> None:
    assert parse(raw).encrypted


def test_headers_without_a_blank_line_lose_no_body() -> None:
    parsed = parse(b"From: jean@x.example\nSubject: VPN\nBonjour, le VPN tombe.\nMerci")

    assert (parsed.subject, parsed.text) == ("VPN", "Bonjour, le VPN tombe.\nMerci")


def test_a_missing_boundary_is_guessed_from_the_body() -> None:
    parsed = parse(mail("Content-Type: multipart/mixed", b"--x\n\nun\n--x\n\ndeux\n--x--"))

    assert parsed.text == "un\n\ndeux"


def test_nothing_readable_is_still_a_value() -> None:
    assert not parse(b"").is_read
    assert parse(b"\x00\xff" * 100).from_.address == ""


def test_authentication_results_come_topmost_first() -> None:
    parsed = parse(
        mail("Authentication-Results: ours; dmarc=pass\nAuthentication-Results: theirs; dmarc=fail")
    )

    assert parsed.authentication_results == ("ours; dmarc=pass", "theirs; dmarc=fail")


def test_references_and_message_id_keep_their_brackets() -> None:
    parsed = parse(
        mail("Message-ID: <1@x>\nIn-Reply-To: Message of yesterday <2@x>\nReferences: <3@x>\n <2@x>")
    )

    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == (
        "<1@x>",
        ("<2@x>",),
        ("<3@x>", "<2@x>"),
    )


def test_flowed_lines_are_joined_again() -> None:
    parsed = parse(
        mail("Content-Type: text/plain; format=flowed", b"Bonjour, le \nVPN tombe.\n> cit\xc3\xa9 \n> ici")
    )

    assert parsed.text == "Bonjour, le VPN tombe.\n> cité ici"


def test_thousands_of_parts_are_not_built() -> None:
    parsed = parse(mail("Content-Type: multipart/mixed; boundary=b", b"--b\n\n" * 100_000))

    assert "trop de parties, les suivantes sont ignorées" in parsed.defects


def test_parts_nested_without_end_are_kept_as_text() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(DEPTH_LIMIT * 50)
    )

    assert "imbriquées" in " ".join(parse(nested + b"\n\nau fond").defects)


def test_oversized_headers_cost_little_and_are_said() -> None:
    parsed = parse(b"a: b\n" * 500_000 + b"\nBonjour")

    assert "en-têtes démesurés, coupés" in parsed.defects
    assert parsed.text == "Bonjour"


def test_text_never_holds_a_nul_or_a_lone_surrogate() -> None:
    parsed = parse(mail("Content-Type: text/plain; charset=utf-7\nSubject: a\x00b", b"x\x00y +2D0- z"))

    assert "\x00" not in parsed.text + parsed.subject
    parsed.text.encode()
