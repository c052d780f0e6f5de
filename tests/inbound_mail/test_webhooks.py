"""Mail that providers post, over real HTTP: authenticated, stored before it is acknowledged, once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.checks import CheckMessage
from django.db import connections
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from inbound_mail import intake
from inbound_mail.models import InboundMail, Mailbox
from inbound_mail.parsing import parse
from inbound_mail.webhooks import body, checks
from tests.inbound_mail.mails import raw_mail

pytestmark = pytest.mark.django_db(transaction=True)
SECRET, KEY = ("anymail", "relevé-2026-relevé-2026"), "key-0123456789abcdef0123"
ATTACHMENT = {
    "Name": "plan.txt",
    "Content": "QSAtLSBC",
    "ContentType": "text/plain",
    "ContentID": "",
    "ContentLength": 6,
}
LATIN = "Subject: Tunnel\nContent-Type: text/plain; charset=iso-8859-1\n\nLe tunnel est tombé".encode(
    "latin-1"
)


@pytest.fixture(autouse=True)
def switched_on(settings: Settings) -> None:
    """Three providers may post."""
    settings.MAIL_WEBHOOKS = ["postmark", "mailgun", "sendgrid", "sparkpost"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": ":".join(SECRET), "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def postmark(raw: bytes | None = None, **changes: Any) -> dict[str, Any]:
    """What Postmark posts of a mail, its raw content included unless None."""
    return {
        "FromName": "Jean Petit",
        "MessageStream": "inbound",
        "From": "jean.petit@reseau-plus.example",
        "FromFull": {"Email": "jean.petit@reseau-plus.example", "Name": "Jean Petit", "MailboxHash": ""},
        "To": "support@exer.fr",
        "ToFull": [{"Email": "support@exer.fr", "Name": "", "MailboxHash": ""}],
        "Cc": "",
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": "support@exer.fr",
        "Subject": "Le tunnel tombe",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "ReplyTo": "",
        "MailboxHash": "",
        "Date": "Tue, 13 Oct 2026 11:06:58 +0200",
        "TextBody": "Depuis ce matin.",
        "HtmlBody": "",
        "StrippedTextReply": "",
        "Tag": "",
        "Headers": [{"Name": "Message-ID", "Value": "<1@poste.example>"}],
        "Attachments": [],
        **({"RawEmail": raw.decode()} if raw is not None else {}),
        **changes,
    }


def mailgun(
    raw: bytes, *, signed_at: float | None = None, key: str = KEY, token: str = "a" * 50
) -> dict[str, Any]:
    """The form that Mailgun posts to an address that ends in "mime/"."""
    stamp = str(int(signed_at or time.time()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "recipient": "support@exer.fr",
        "sender": "jean.petit@reseau-plus.example",
        "from": "Jean Petit <jean.petit@reseau-plus.example>",
        "subject": "Le tunnel tombe",
        "body-mime": raw,
        "timestamp": stamp,
        "token": token,
        "signature": signature,
    }


def sendgrid(raw: bytes) -> dict[str, tuple[None, bytes | str]]:
    """The parts that SendGrid posts when it gives the raw mail."""
    envelope = {"to": ["support@exer.fr"], "from": "jean.petit@reseau-plus.example"}
    parts: dict[str, bytes | str] = {
        "email": raw,
        "to": "support@exer.fr",
        "from": "jean.petit@reseau-plus.example",
        "subject": "Le tunnel tombe",
        "sender_ip": "203.0.113.7",
        "envelope": json.dumps(envelope),
        "charsets": json.dumps({"to": "UTF-8", "subject": "UTF-8", "from": "UTF-8"}),
        "SPF": "pass",
        "spam_score": "0.1",
    }
    return {name: (None, value) for name, value in parts.items()}


def post(server: LiveServer, address: str, **how: Any) -> int:
    how.setdefault("auth", tuple(part.encode() for part in SECRET))
    return requests.post(f"{server.url}/mail/{address}/", timeout=30, **how).status_code


def test_postmark_s_raw_mail_is_stored_as_it_came(live_server: LiveServer) -> None:
    raw = raw_mail()

    assert post(live_server, "postmark", json=postmark(raw)) == 200
    mail = InboundMail.objects.get()
    assert (mail.raw.content, mail.source) == (raw, "webhook:postmark")
    assert mail.delivery_id == "22c74902-a0c1-4511-804f-341342852c90"


def test_mail_of_which_postmark_posts_the_fields_alone_is_written_anew(live_server: LiveServer) -> None:
    assert post(live_server, "postmark", json=postmark(Attachments=[ATTACHMENT])) == 200
    read = parse(InboundMail.objects.get().raw.content)
    assert (read.message_id, read.reply) == ("<1@poste.example>", "Depuis ce matin.")
    assert [(file.name, file.content) for file in read.attachments] == [("plan.txt", b"A -- B")]


@pytest.mark.parametrize("as_parts", [True, False])
def test_mailgun_s_signed_mail_keeps_every_byte(live_server: LiveServer, as_parts: bool) -> None:
    form = mailgun(LATIN)
    how = {"files": {name: (None, value) for name, value in form.items()}} if as_parts else {"data": form}

    assert post(live_server, "mailgun/mime", **how) == 200
    mail = InboundMail.objects.get()
    assert mail.raw.content == LATIN
    assert mail.received_at == datetime.fromtimestamp(int(form["timestamp"]), UTC)


def test_files_that_sendgrid_posts_beside_the_fields_stay_files(live_server: LiveServer) -> None:
    fields = {
        "headers": "From: jean.petit@reseau-plus.example\nTo: support@exer.fr\nMessage-ID: <7@poste.example>\n",
        "text": "Voici le plan.",
        "attachments": "1",
        "attachment-info": json.dumps({"attachment1": {"filename": "plan.txt", "type": "text/plain"}}),
    }
    parts: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
    parts["attachment1"] = ("plan.txt", b"A -- B", "text/plain")

    assert post(live_server, "sendgrid", files=parts) == 200
    read = parse(InboundMail.objects.get().raw.content)
    assert (read.message_id, read.reply) == ("<7@poste.example>", "Voici le plan.")
    assert [(file.name, file.content) for file in read.attachments] == [("plan.txt", b"A -- B")]


def test_sendgrid_s_parts_keep_every_byte(live_server: LiveServer) -> None:
    assert post(live_server, "sendgrid", files=sendgrid(LATIN)) == 200
    assert InboundMail.objects.get().raw.content == LATIN


def test_each_mail_that_sparkpost_relays_is_stored(live_server: LiveServer) -> None:
    def relayed(raw: bytes) -> dict[str, Any]:
        content = {"email_rfc822": raw.decode(), "email_rfc822_is_base64": False}
        return {
            "msys": {"relay_message": {"protocol": "smtp", "rcpt_to": "support@exer.fr", "content": content}}
        }

    raws = [raw_mail(), raw_mail()]

    assert post(live_server, "sparkpost", json=[relayed(raw) for raw in raws]) == 200
    assert sorted(mail.raw.content for mail in InboundMail.objects.all()) == sorted(raws)


def test_mail_belongs_to_the_mailbox_that_it_was_sent_to(live_server: LiveServer) -> None:
    mailbox = Mailbox.objects.create(name="Support", address="Support@exer.fr")
    post(live_server, "postmark", json=postmark(raw_mail()))

    assert InboundMail.objects.get().mailbox == mailbox


# --- Who posts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", [None, (b"anymail", b"faux"), (b"", b"")])
def test_without_the_secret_nothing_is_stored(live_server: LiveServer, auth: Any) -> None:
    assert post(live_server, "postmark", json=postmark(raw_mail()), auth=auth) == 400
    assert not InboundMail.objects.exists()


def test_a_signature_of_another_key_stores_nothing(live_server: LiveServer) -> None:
    assert post(live_server, "mailgun", data=mailgun(raw_mail(), key="key-of-somebody-else")) == 400
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("away", [-9 * 3600, 3600])
def test_a_signature_of_another_time_stores_nothing(live_server: LiveServer, away: float) -> None:
    form = mailgun(raw_mail(), signed_at=time.time() + away)

    assert post(live_server, "mailgun/mime", data=form) == 400
    assert not InboundMail.objects.exists()


def test_the_last_try_of_a_provider_after_a_long_outage_is_taken(live_server: LiveServer) -> None:
    form = mailgun(raw_mail(), signed_at=time.time() - 7.9 * 3600)

    assert post(live_server, "mailgun/mime", data=form) == 200
    assert InboundMail.objects.count() == 1


def test_a_provider_that_the_settings_do_not_name_is_not_there(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.MAIL_WEBHOOKS = []

    assert post(live_server, "postmark", json=postmark(raw_mail())) == 404
    assert not InboundMail.objects.exists()


def test_a_server_that_was_started_without_a_secret_takes_nothing(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.ANYMAIL = {}

    assert post(live_server, "postmark", json=postmark(raw_mail()), auth=None) == 500
    assert not InboundMail.objects.exists()


# --- Once, and for good -----------------------------------------------------------------------------------------


def test_the_same_delivery_twice_is_stored_once_and_acknowledged_twice(live_server: LiveServer) -> None:
    form, parts = mailgun(raw_mail()), sendgrid(raw_mail())
    answers = [
        *(post(live_server, "mailgun/mime", data=form) for _ in range(2)),
        *(post(live_server, "sendgrid", files=parts) for _ in range(2)),
    ]

    assert answers == [200] * 4
    assert InboundMail.objects.count() == 2


def test_a_replayed_signature_brings_no_other_mail_in(live_server: LiveServer) -> None:
    form = mailgun(raw_mail())
    post(live_server, "mailgun/mime", data=form)

    assert post(live_server, "mailgun/mime", data={**form, "body-mime": raw_mail(subject="Autre")}) == 400
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize("name", ["22c74902-a0c1-4511-804f-341342852c90", None, 7])
def test_other_words_under_the_name_of_a_delivery_are_another_mail(
    live_server: LiveServer, name: object
) -> None:
    raws = [raw_mail(subject="Un"), raw_mail(subject="Deux")]
    for raw in (*raws, *raws):
        assert post(live_server, "postmark", json=postmark(raw, MessageID=name)) == 200

    assert sorted(mail.raw.content for mail in InboundMail.objects.all()) == sorted(raws)


def test_a_mail_of_fields_and_files_that_is_posted_again_is_stored_once(live_server: LiveServer) -> None:
    document = postmark(MessageID=None, HtmlBody="<p>Depuis ce matin.</p>", Attachments=[ATTACHMENT])
    for _turn in range(2):
        assert post(live_server, "postmark", json=document) == 200

    assert InboundMail.objects.count() == 1


def test_a_message_that_is_relayed_without_a_mail_is_told_so(live_server: LiveServer) -> None:
    relayed = {"msys": {"relay_message": {"protocol": "smtp", "content": None}}}

    assert post(live_server, "sparkpost", json=[relayed]) == 400


def test_with_the_database_away_the_provider_is_told_to_try_again(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(connections.settings["default"], "HOST", str(tmp_path))
        away = post(live_server, "postmark", json=postmark(raw_mail()))
    back = post(live_server, "postmark", json=postmark(raw_mail()))

    assert (away, back) == (500, 200)
    assert InboundMail.objects.count() == 1


# --- How much ---------------------------------------------------------------------------------------------------


def test_a_mail_larger_than_any_form_of_ours_is_taken(live_server: LiveServer, settings: Settings) -> None:
    raw = raw_mail(files=[("journal.log", b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1_000_000))])

    assert post(live_server, "sendgrid", files=sendgrid(raw)) == 200
    assert post(live_server, "mailgun/mime", data=mailgun(raw)) == 200
    assert {mail.raw.content for mail in InboundMail.objects.all()} == {raw}


def test_of_a_mail_over_the_limit_of_mails_the_beginning_is_stored(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 20_000)
    monkeypatch.setattr(intake, "KEPT_OF_LARGER", 1_000)
    raw = raw_mail(files=[("journal.log", b"x" * 30_000)])

    assert post(live_server, "sendgrid", files=sendgrid(raw)) == 200
    stored = InboundMail.objects.get().raw
    assert (stored.content, stored.is_whole) == (raw[:1_000], False)


@pytest.mark.parametrize(("password", "status"), [(SECRET[1], b"413"), ("faux", b"400")])
def test_a_post_that_announces_too_much_is_refused_before_it_is_read_once_the_secret_is_right(
    live_server: LiveServer, password: str, status: bytes
) -> None:
    host, _colon, port = live_server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        secret = base64.b64encode(f"{SECRET[0]}:{password}".encode()).decode()
        head = ["POST /mail/mailgun/ HTTP/1.1", "Host: localhost", f"Content-Length: {body.LIMIT + 1}"]
        head += [f"Authorization: Basic {secret}", "", ""]
        connection.sendall("\r\n".join(head).encode())
        answer = connection.recv(4096)

    assert b" %s " % status in answer.partition(b"\r\n")[0]


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 400)])
def test_a_post_of_more_than_five_hundred_parts_is_none(
    live_server: LiveServer, more: int, status: int
) -> None:
    parts = sendgrid(raw_mail())
    parts |= {f"part{number}": (None, "x") for number in range(500 - len(parts) + more)}

    assert post(live_server, "sendgrid", files=parts) == status
    assert InboundMail.objects.exists() == (status == 200)


@pytest.mark.parametrize(
    "how",
    [
        {"data": b"{not json", "headers": {"Content-Type": "application/json"}},
        {"data": b"[" * 100_000, "headers": {"Content-Type": "application/json"}},
        {"json": ["Inbound"]},
        {"data": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
        {"data": b"", "headers": {"Content-Type": "application/json"}},
    ],
)
def test_what_is_no_post_of_a_provider_is_told_so(live_server: LiveServer, how: dict[str, Any]) -> None:
    assert post(live_server, "postmark", **how) == 400
    assert not InboundMail.objects.exists()


# --- Before it starts -------------------------------------------------------------------------------------------


def found() -> list[CheckMessage]:
    return checks.webhooks_are_authenticated(None)


def test_settings_with_secrets_are_well() -> None:
    assert found() == []


@pytest.mark.parametrize("secret", ["", "short:secret", "no-name-but-long-enough-for-one", ":" + "x" * 30])
def test_a_missing_or_short_secret_is_an_error(settings: Settings, secret: str) -> None:
    settings.MAIL_WEBHOOKS = ["postmark"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret}

    assert [(message.id, message.is_serious()) for message in found()] == [("inbound_mail.E002", True)]


def test_a_missing_signing_key_is_an_error_whatever_the_shared_secret(settings: Settings) -> None:
    settings.MAIL_WEBHOOKS = ["mailgun"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": ":".join(SECRET)}

    assert [message.id for message in found()] == ["inbound_mail.E002"]


def test_a_provider_that_nobody_knows_is_an_error(settings: Settings) -> None:
    settings.MAIL_WEBHOOKS = ["postmarc"]

    assert [message.id for message in found()] == ["inbound_mail.E001"]
