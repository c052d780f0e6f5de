"""What a mail may bring: bombs, boxes that nobody can open, HTML, bytes of no charset. All is kept, none executed."""

from __future__ import annotations

import hashlib
import io
import resource
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from inbound_mail.models import InboundMail, RawMail, Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import World
from tickets.models import Attachment

SECONDS, MEGABYTES = 2.0, 300
SAMPLES = Path(__file__).parents[1] / "samples"


def zip_bomb() -> bytes:
    """300 MB of zeros in 300 KB, with a zip of the same inside."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 60_000_000)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.zip", inner.getvalue())
            archive.writestr(f"{number}", b"\0" * 60_000_000)
    return outer.getvalue()


def arrive_within_limits(raw: bytes) -> InboundMail:
    """The mail processed, in the time (of the processor: the machine is shared) and memory that any mail may take."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    mail = arrive(raw)

    assert time.process_time() - started < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES
    return mail


def test_a_zip_bomb_is_kept_and_never_unpacked(world: World) -> None:
    bomb = zip_bomb()
    raw = raw_mail(files=[("logs.zip", bomb)])
    mail = arrive_within_limits(raw)

    assert mail.status == Status.TICKET and RawMail.objects.get().content == raw
    assert list(Attachment.objects.values_list("name", "size")) == [("logs.zip", len(bomb))]


def test_an_html_bomb_of_nested_tags_costs_little(world: World) -> None:
    html = "<div>" * 200_000 + "Panne" + "<table><tr><td>" * 50_000
    raw = raw_mail().replace(b"text/plain", b"text/html").replace(b"Bonjour", html.encode() + b" Bonjour")

    assert arrive_within_limits(raw).status == Status.TICKET


def test_a_mail_in_a_mail_in_a_mail_without_end_costs_little(world: World) -> None:
    raw = b"Content-Type: message/rfc822\r\n\r\n" * 5_000 + raw_mail()

    assert (
        arrive_within_limits(raw_mail(None, None).partition(b"\n\n")[0] + b"\n" + raw).status == Status.HELD
    )


def test_ten_thousand_parts_cost_little(world: World) -> None:
    part = b"--x\r\nContent-Type: text/plain\r\n\r\n.\r\n"
    head = b"From: jean.petit@reseau-plus.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"

    assert arrive_within_limits(head + part * 10_000).status == Status.TICKET


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("winmail.dat", b"\x78\x9f\x3e\x22" + b"\xff" * 5_000),
        ("message.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5_000),
        ("invitation.ics", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"),
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("facture.html", b"<script>alert(1)</script>"),
        ("facture.pdf.exe", b"MZ" + b"\x00" * 500),
        ("bombe.xml", b"<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><l>&b;</l>"),
    ],
)
def test_a_box_of_any_kind_is_kept_byte_for_byte(world: World, name: str, content: bytes) -> None:
    arrive_within_limits(raw_mail(files=[(name, content)]))

    kept = Attachment.objects.get(name=name)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_a_calendar_that_is_a_part_of_the_mail_is_no_lost_word(world: World) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "jean.petit@reseau-plus.example", "Intervention"
    mail.set_content("Voici le rendez-vous.")
    mail.add_alternative("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", subtype="calendar")

    found = arrive(mail.as_bytes())

    assert found.message is not None and found.message.body.startswith("Voici le rendez-vous.")
    assert "BEGIN:VCALENDAR" in RawMail.objects.get().content.decode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIIBqA=="),
        (
            'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x',
            "--x\r\n\r\nVersion: 1\r\n--x--",
        ),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----"),
    ],
)
def test_encrypted_mail_says_so_to_the_engineer(world: World, kind: str, body: str) -> None:  # S/MIME, PGP
    head = f"From: jean.petit@reseau-plus.example\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"

    mail = arrive(head.encode() + body.encode())

    assert mail.status == Status.TICKET and mail.message is not None
    assert "chiffré" in mail.message.body


def test_the_stored_words_of_an_html_mail_are_text_and_never_html(world: World) -> None:
    html = "<p>Bonjour <b onclick=alert(1)>Paul</b></p><script>alert(2)</script><style>p{}</style><img src=x onerror=3>"
    raw = raw_mail(body=html).replace(b"text/plain", b"text/html")

    mail = arrive(raw)

    assert mail.message is not None and mail.message.body.split() == ["Bonjour", "Paul"]


def test_html_typed_as_text_reaches_nobody_s_mail_as_html(world: World) -> None:
    arrive(raw_mail("stranger@elsewhere.example", subject="<img src=x onerror=alert(1)>", body="<script>"))
    told = OutgoingMail.objects.get()

    assert "<img src=x" not in told.html and "&lt;img src=x" in told.html


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", "Réseau tombé à Orléans".encode()),
        ("iso-8859-1", "Réseau tombé à Orléans".encode()),
        ("utf-8", "Réseau tombé à Orléans".encode("cp1252")),
        ("no-such-charset", "Réseau tombé à Orléans".encode()),
        ("us-ascii", "Réseau tombé à Orléans".encode("cp1252")),
        ('"', "Réseau tombé à Orléans".encode()),
    ],
)
def test_a_charset_that_lies_is_read_as_people_meant_it(world: World, charset: str, body: bytes) -> None:
    head = f"From: jean.petit@reseau-plus.example\nSubject: x\nContent-Type: text/plain; charset={charset}\n"

    mail = arrive(head.encode() + b"Content-Transfer-Encoding: 8bit\n\n" + body)

    assert mail.message is not None and mail.message.body == "Réseau tombé à Orléans"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00" * 10_000,
        b"\xff\xfe" * 5_000,
        b"From:\n\n",
        b"From: jean.petit@reseau-plus.example\nContent-Type: multipart/mixed; boundary=\n\n--\n",
        b"From: jean.petit@reseau-plus.example\nContent-Type: multipart/mixed; boundary=x\n\n--y\n",
        b"From: jean.petit@reseau-plus.example\nContent-Transfer-Encoding: base64\n\n====\n",
        b"From: jean.petit@reseau-plus.example\nContent-Type: text/plain; charset*0*=utf-7''+2D3Y\n\n+2D3Y",
        b": \n : \n\n",
    ],
)
def test_broken_mime_is_an_end_that_people_see_and_its_bytes_stay(world: World, raw: bytes) -> None:
    mail = arrive(raw)

    assert mail.status in {Status.TICKET, Status.HELD} and mail.error == ""
    assert RawMail.objects.get().content == raw


def test_a_quote_that_would_leave_nothing_is_shown_whole(world: World) -> None:
    body = "> Bonjour,\n> le tunnel tombe.\n"

    mail = arrive(raw_mail(body=body))

    assert mail.message is not None and "le tunnel tombe." in mail.message.body


def test_quotes_are_folded_and_never_deleted(world: World) -> None:
    said = (
        "Le mar. 13 oct. 2026 à 11:07, CST EXER <support@exer.fr> a écrit\u00a0:\n> Avez-vous redémarré ?\n"
    )
    body = f"Toujours en panne.\n\n{said}"

    mail = arrive(raw_mail(body=body))

    assert mail.message is not None and mail.message.body == "Toujours en panne."
    assert "Avez-vous redémarré ?" in mail.message.quoted
