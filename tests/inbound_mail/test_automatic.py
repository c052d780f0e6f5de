"""What is never answered: RFC 3834 and the habits of mail programs."""

import pytest

from inbound_mail.parsing import parse


def mail(*headers: str, sender: str = "jean.petit@reseau-plus.example", subject: str = "VPN") -> bytes:
    return "\n".join([f"From: {sender}", f"Subject: {subject}", *headers, "", "Bonjour"]).encode()


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (warning)",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: yes",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "X-CST-Loop: support@exer.fr",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ],
)
def test_one_header_is_enough_for_an_automatic_reply(header: str) -> None:
    parsed = parse(mail(header))

    assert parsed.automatic == "auto-reply"
    assert parsed.automatic_reasons


@pytest.mark.parametrize(
    "header", ["List-Id: <annonces.example>", "Precedence: bulk", "Precedence: list", "Mailing-List: x"]
)
def test_list_mail_is_a_list(header: str) -> None:
    assert parse(mail(header)).automatic == "list"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: None",
        "Return-Path: <jean@x.example>",
        "X-Autoreply: no",
    ],
)
def test_a_header_that_says_no_leaves_a_person(header: str) -> None:
    assert parse(mail(header)).automatic == "no"


@pytest.mark.parametrize(
    "subject",
    [
        "Réponse automatique : VPN",
        "Réponse automatique\u00a0: VPN",
        "Automatic reply: VPN",
        "Out of Office: VPN",
    ],
)
def test_an_out_of_office_subject_on_an_answer_is_automatic(subject: str) -> None:
    assert parse(mail("In-Reply-To: <1@exer.fr>", subject=subject)).automatic == "auto-reply"


def test_an_out_of_office_subject_alone_proves_nothing() -> None:
    assert parse(mail(subject="Réponse automatique : comment la désactiver ?")).automatic == "no"


def test_a_mailer_daemon_is_never_a_person() -> None:
    assert parse(mail(sender="MAILER-DAEMON@mx.example")).automatic == "auto-reply"


def test_a_person_is_a_person() -> None:
    parsed = parse(mail())

    assert parsed.automatic == "no"
    assert parsed.automatic_reasons == ()
