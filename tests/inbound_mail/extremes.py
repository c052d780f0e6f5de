"""Mails that no program writes and somebody will send: built by name, each a worst case of one step of reading."""

from __future__ import annotations

import base64
from collections.abc import Callable

MEGABYTE = 1024 * 1024
_HEAD = b"From: a@b.example\nSubject: x\nMessage-ID: <x@b.example>\n"


def _plain(body: bytes, kind: bytes = b"text/plain; charset=utf-8") -> bytes:
    return _HEAD + b"Content-Type: " + kind + b"\n\n" + body


def _html(body: bytes) -> bytes:
    return _plain(body, b"text/html; charset=utf-8")


def _encoded(body: bytes, encoding: bytes, kind: bytes = b"text/plain") -> bytes:
    return _HEAD + b"Content-Type: " + kind + b"\nContent-Transfer-Encoding: " + encoding + b"\n\n" + body


def _nested(depth: int) -> bytes:
    parts = [
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(depth)
    ]
    return _HEAD + b"".join(parts) + b"\nau fond"


def _many_parts(count: int) -> bytes:
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * count + b"--b--"


def _mails_in_mails(depth: int) -> bytes:
    return _HEAD + b"Content-Type: message/rfc822\n\n" * depth + b"Subject: fond\n\nx"


def _history(count: int) -> bytes:
    return "".join(
        f"{'>' * (level % 60)} Le 12/03/2026 à 10:22, CST a écrit :\n" for level in range(count)
    ).encode()


EXTREMES: dict[str, Callable[[], bytes]] = {
    "nested_multiparts": lambda: _nested(100_000),
    "many_parts": lambda: _many_parts(1_000_000),
    "mails_in_mails": lambda: _mails_in_mails(100_000),
    "one_line_of_50_mb": lambda: _plain(b"x" * 50 * MEGABYTE),
    "one_line_of_39_mb": lambda: _plain(b"x" * 39 * MEGABYTE),
    "one_html_line_of_39_mb": lambda: _html(b"x" * 39 * MEGABYTE),
    "million_headers": lambda: b"X-A: b\n" * 1_000_000 + b"\nx",
    "header_of_30_mb": lambda: b"Subject: " + b"x " * 15 * MEGABYTE + b"\n\nx",
    "folded_header": lambda: b"Subject: x\n" + b" y\n" * 3_000_000 + b"\nx",
    "encoded_words": lambda: b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 500_000 + b"\n\nx",
    "encoded_words_without_end": lambda: b"Subject: " + b"=?utf-8?b?" * 500_000 + b"\n\nx",
    "addresses": lambda: b"From: " + b"a@b.example, " * 500_000 + b"\n\nx",
    "brackets_in_from": lambda: b"From: " + b"<" * 2_000_000 + b"\n\nx",
    "quotes_in_from": lambda: b'From: "' + b"\\" * 2_000_000 + b"\n\nx",
    "parameters": lambda: b"Content-Type: text/plain" + b'; a*0*="b' * 300_000 + b"\n\nx",
    "quoted_printable": lambda: _encoded(b"=C3=A9=\n" * 3_000_000, b"quoted-printable"),
    "quoted_printable_equals": lambda: _encoded(b"=" * 20_000_000, b"quoted-printable"),
    "base64_junk": lambda: _encoded(b"QUJD\x00!?" * 3_000_000, b"base64"),
    "base64_padding": lambda: _encoded(b"QQ==" * 8_000_000, b"base64", b"application/zip"),
    "uuencode": lambda: _encoded(b"begin 644 a\n" + b"#0V%T\n" * 3_000_000, b"x-uuencode"),
    "quote_signs": lambda: _plain(b">" * 100_000 + b"\nx"),
    "quoted_lines": lambda: _plain(b"> x\n" * 400_000),
    "lines_that_begin_attributions": lambda: _plain(b"Le " * 100_000),
    "short_attribution_starts": lambda: _plain(b"Le 1\n" * 200_000),
    "attributions": lambda: _plain(_history(20_000)),
    "dashes": lambda: _plain(b"-" * 1_000_000),
    "lines_of_dashes": lambda: _plain(b"--\n" * 300_000),
    "labels": lambda: _plain(b"De : a\n" * 150_000),
    "addresses_and_colons": lambda: _plain(b"a <a@b.example> 10:22:\n" * 60_000),
    "blank_lines": lambda: _plain(b"\n" * 1_000_000),
    "severities": lambda: _plain(b"production est " * 60_000),
    "serials": lambda: _plain(b"FG100F-PREM-0001 n de serie s/n " * 20_000),
    "image_words": lambda: _plain(b"[image : " * 60_000 + b"[cid:" * 60_000),
    "html_nested": lambda: _html(b"<div>" * 200_000),
    "html_nested_quotes": lambda: _html(b"<blockquote type=cite>" * 50_000),
    "html_tables": lambda: _html(b"<table><tr><td>" * 60_000),
    "html_attributes": lambda: _html(
        b"<p " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">x"
    ),
    "html_comments": lambda: _html(b"<!--" * 300_000),
    "html_entities": lambda: _html(b"&amp" * 300_000),
    "html_pictures": lambda: _html(b"<img src='cid:a@b' alt='" * 40_000),
    "html_data_pictures": lambda: _html(b"<img src='data:image/png;base64,AAAA'>" * 100_000),
    "html_one_data_picture": lambda: _html(b"<img src='data:image/png;base64," + b"A" * 20_000_000 + b"'>x"),
    "html_signs_of_history": lambda: _html(b"<div class='" + b"gmail_attr " * 60_000 + b"'>x</div>" * 10),
    "utf_7": lambda: _plain(b"+AOk-" * 400_000, b"text/plain; charset=utf-7"),
    "utf_16": lambda: _plain("é\n".encode("utf-16") * 300_000, b"text/plain; charset=utf-16"),
    "charset_without_end": lambda: _plain(b"\xe9" * 500_000, b"text/plain; charset=" + b"x" * 100_000),
    "iso_2022": lambda: _plain(b"\x1b$B" * 600_000, b"text/plain; charset=iso-2022-jp"),
    "flowed": lambda: _plain(b"x \n" * 600_000, b"text/plain; format=flowed; delsp=yes"),
    "nulls": lambda: b"\x00" * 5_000_000,
    "carriage_returns": lambda: b"Subject: x" + b"\r" * 5_000_000,
    "forward_marks": lambda: _plain(b"Message transf\xc3\xa9r\xc3\xa9\nDe : a\n" * 30_000),
    "winmail": lambda: _encoded(
        base64.encodebytes(b"\x78\x9f\x3e\x22" + b"\x00" * 15_000_000), b"base64", b"application/ms-tnef"
    ),
}
