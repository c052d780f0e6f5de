"""One mail delivered twice is one; a Message-ID used again for other words is another mail."""

from inbound_mail.identity import identity
from inbound_mail.parsing import parse

MAIL = b"From: jean@x.example\nTo: support@exer.fr\nMessage-ID: <1@x>\nSubject: VPN\n\nLe VPN tombe.\n"


def of(raw: bytes) -> str:
    return identity(parse(raw), raw)


def test_another_route_is_the_same_mail() -> None:
    routed = b"Received: from a by b; Thu, 12 Mar 2026 10:22:33 +0100\nDelivered-To: x@exer.fr\n" + MAIL

    assert of(routed) == of(MAIL)


def test_other_line_ends_are_the_same_mail() -> None:
    assert of(MAIL.replace(b"\n", b"\r\n")) == of(MAIL)


def test_the_same_message_id_with_other_words_is_another_mail() -> None:
    assert of(MAIL.replace(b"tombe", b"remonte")) != of(MAIL)


def test_the_same_words_under_another_message_id_are_another_mail() -> None:
    assert of(MAIL.replace(b"<1@x>", b"<2@x>")) != of(MAIL)


def test_mails_without_message_id_differ_by_their_body() -> None:
    bare = MAIL.replace(b"Message-ID: <1@x>\n", b"")

    assert of(bare) == of(b"Received: from a by b\n" + bare)
    assert of(bare) != of(bare.replace(b"VPN tombe", b"VPN  tombe"))


def test_unreadable_bytes_are_told_apart() -> None:
    assert of(b"\x00\x01") != of(b"\x00\x02")
