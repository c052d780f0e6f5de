"""Plain-text delivery reports, one sample per mail server: samples/bounces."""

from pathlib import Path

import pytest

from inbound_mail.parsing import parse

SAMPLES = Path(__file__).parent / "samples" / "bounces"
JEAN = "jean.petit@reseau-plus.example"
OURS = "<cst-123-456@exer.fr>"

# (permanent, status, Message-ID of ours that the report shows)
EXPECTED = {
    "qmail": (True, "5.1.1", OURS),
    "exim": (True, "", OURS),
    "exim_retard": (False, "", ""),
    "postfix_texte": (True, "5.2.2", OURS),
    "exchange_fr": (True, "5.1.1", OURS),
    "exchange_retard_fr": (False, "", ""),
    "gmail_fr": (True, "5.1.1", OURS),
    "yahoo": (True, "", OURS),
    "sendmail": (True, "5.7.1", ""),
    "sendmail_retard": (False, "", ""),
    "domino": (True, "", ""),
    "boite_pleine_temporaire": (False, "4.2.2", ""),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_plain_text_reports_are_understood(name: str) -> None:
    parsed = parse((SAMPLES / f"{name}.eml").read_bytes())

    assert parsed.automatic == "bounce"
    assert parsed.bounce is not None
    assert parsed.bounce.recipients == (JEAN,)
    assert (parsed.bounce.permanent, parsed.bounce.status, parsed.bounce.original_message_id) == EXPECTED[
        name
    ]


def test_every_sample_is_expected() -> None:
    assert {path.stem for path in SAMPLES.glob("*.eml")} == EXPECTED.keys()


def test_a_person_who_writes_about_a_bounce_is_no_bounce() -> None:
    raw = (
        "From: jean.petit@reseau-plus.example\nSubject: Undelivered Mail Returned to Sender\n\n"
        "Bonjour, nos clients reçoivent « could not be delivered », que faire ?\n"
    ).encode()

    parsed = parse(raw)

    assert parsed.automatic == "no"
    assert parsed.bounce is None


def test_a_successful_delivery_report_names_no_failure() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nYour message was delivered.\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; jean@reseau-plus.example\nAction: delivered\nStatus: 2.0.0\n\n--b--\n"
    )

    parsed = parse(raw)

    assert parsed.bounce is None
    assert parsed.automatic == "auto-reply"
