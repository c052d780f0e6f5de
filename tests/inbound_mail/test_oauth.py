"""XOAUTH2 with a real IMAP server that asks a real provider of tokens, both on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from inbound_mail.models import InboundMail, Mailbox
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, fetch, mailbox

pytestmark = pytest.mark.django_db(transaction=True)
GOOD, ROTATED = "refresh-1", "refresh-2"


class Provider(ThreadingHTTPServer):
    """Gives a token for the right refresh token, and answers Dovecot whose it is."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, str]] = []
        self.rotates = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append({name: values[0] for name, values in asked.items()})
        if self.server.asked[-1].get("refresh_token") not in {GOOD, ROTATED}:
            self._say(400, {"error": "invalid_grant", "error_description": "consent was withdrawn"})
            return
        answer = {"access_token": "token-of-support", "expires_in": 3600}
        self._say(200, answer | ({"refresh_token": ROTATED} if self.server.rotates else {}))

    def do_GET(self) -> None:
        token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        known = token == "token-of-support"
        self._say(200, {"active": known, "email": "support"} if known else {"active": False})

    def _say(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_said: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    settings.OAUTH_HTTPS_ONLY = False
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def modern(dovecot_home: Path, provider: Provider, settings: Settings) -> Iterator[Dovecot]:
    """A second server that takes tokens of `provider` alone."""
    home = dovecot_home / "oauth"
    home.mkdir(mode=0o711, exist_ok=True)
    asks = home / "oauth2.conf"
    asks.write_text(
        f"introspection_url = {provider.url}/whose?token=\nintrospection_mode = get\n"
        "username_attribute = email\nactive_attribute = active\nactive_value = true\n"
    )
    more = f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {asks}\n}}"
    server = Dovecot(home, mechanisms="xoauth2", more=more)
    server.start()
    settings.IMAP_CA_FILE = str(server.ca_file)
    yield server
    server.stop()


def with_token(server: Dovecot, provider: Provider, refresh_token: str = GOOD) -> Mailbox:
    row = mailbox(
        server,
        login="oauth2",
        oauth_token_url=f"{provider.url}/token",
        oauth_client_id="cst",
        oauth_scope="imap",
    )
    row.secret, row.client_secret = refresh_token, "of the application"
    row.save()
    return row


def test_the_refresh_token_buys_the_token_that_opens_the_mailbox(modern: Dovecot, provider: Provider) -> None:
    row = with_token(modern, provider)
    modern.deliver("support", raw_mail(), at=ARRIVED)

    assert fetch(row) == 1
    assert provider.asked == [
        {
            "client_id": "cst",
            "client_secret": "of the application",
            "grant_type": "refresh_token",
            "refresh_token": GOOD,
            "scope": "imap",
        }
    ]


def test_a_consent_that_was_withdrawn_is_told_in_the_provider_s_words(
    modern: Dovecot, provider: Provider
) -> None:
    row = with_token(modern, provider, "withdrawn")
    fetch(row)

    assert "consent was withdrawn" in row.last_error
    assert not InboundMail.objects.exists()


def test_a_new_refresh_token_replaces_the_former(modern: Dovecot, provider: Provider) -> None:
    provider.rotates = True
    row = with_token(modern, provider)
    fetch(row)

    assert row.secret == ROTATED


def test_no_secret_rests_in_clear(modern: Dovecot, provider: Provider) -> None:
    row = with_token(modern, provider)
    row.refresh_from_db()

    assert GOOD.encode() not in bytes(row.sealed_secret)
    assert b"application" not in bytes(row.sealed_client_secret)


def test_no_secret_is_sent_to_an_address_without_tls(
    modern: Dovecot, provider: Provider, settings: Settings
) -> None:
    settings.OAUTH_HTTPS_ONLY = True
    row = with_token(modern, provider)
    fetch(row)

    assert "https" in row.last_error
    assert provider.asked == []
