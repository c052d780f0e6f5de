"""What leaves, byte for byte, as a real SMTP server takes it: seven bits, short lines, headers that hold."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from outbound_mail import outbox
from tests.smtp import Receiver
from tests.world import TUESDAY, World
from tickets.actions import replying

SUBJECT = (
    "Été « Bobigny\u00a0» \U0001f525 : " + "la bascule du cœur de réseau échoue à chaque redémarrage, " * 4
)


@pytest.fixture
def raw(world: World, receiver: Receiver) -> bytes:
    """An answer with a long line, a long subject and many mails before it."""
    ticket = world.ticket(subject=SUBJECT)
    for minute in range(1, 12):
        at = TUESDAY + timedelta(minutes=minute)
        replying.reply(ticket, world.words(world.claire, "Voilà\u00a0: " + "é" * 3000, at), at=at)
    outbox.send_due(TUESDAY + timedelta(hours=1))
    return receiver.received[-1]


def read(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_every_byte_is_ascii_and_no_line_is_long(raw: bytes) -> None:
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\0" not in raw


def test_both_halves_are_utf_8_in_quoted_printable(raw: bytes) -> None:
    text, html = read(raw).iter_parts()

    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (text, html):
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert "é" * 3000 in part.get_content()


def test_a_long_subject_of_many_signs_is_folded_and_reads_as_written(raw: bytes) -> None:
    head = raw.partition(b"\r\n\r\n")[0]

    assert max(len(line) for line in head.split(b"\r\n")) <= 100
    assert str(read(raw)["Subject"]).endswith(" ".join(SUBJECT.split()))


def test_the_subject_begins_on_the_line_of_its_name(raw: bytes) -> None:
    [line] = [line for line in raw.split(b"\r\n") if line.startswith(b"Subject:")]

    assert line.startswith(b"Subject: =?utf-8?")
    assert len(line) <= 78


def test_the_chain_of_references_survives_its_folding(raw: bytes) -> None:
    mail = read(raw)

    assert len(str(mail["References"]).split()) == 10
    assert str(mail["In-Reply-To"]) in str(mail["References"])


def test_our_name_may_have_accents(world: World, receiver: Receiver, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = '"Centre de Support, été" <support@exer.fr>'
    world.ticket()
    outbox.send_due(TUESDAY)
    sender = read(receiver.received[0])["From"].addresses[0]

    assert (sender.display_name, sender.addr_spec) == ("Centre de Support, été", "support@exer.fr")


def test_automatic_mail_says_that_no_robot_is_to_answer(world: World, receiver: Receiver) -> None:
    world.ticket()
    outbox.send_due(TUESDAY)
    mail = read(receiver.received[0])

    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert mail["Precedence"] is None  # RFC 3834 advises against it, and filters take it for advertising


def test_an_answer_is_a_persons_and_says_nothing_of_robots(raw: bytes) -> None:
    mail = read(raw)

    assert mail["Auto-Submitted"] is None and mail["X-Auto-Response-Suppress"] is None


def test_the_mail_bears_our_ids_once(raw: bytes) -> None:
    mail = read(raw)

    for name in ("Message-ID", "From", "To", "Subject", "Date", "Reply-To", "X-CST-Loop", "MIME-Version"):
        assert len(mail.get_all(name, [])) == 1
