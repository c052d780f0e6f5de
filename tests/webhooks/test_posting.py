"""One call: to the very address that was judged, with nothing followed, and never for long."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.webhooks.conftest import running
from tests.webhooks.receiving import Receiver, certificate
from webhooks import posting
from webhooks.models import Attempt
from webhooks.posting import Answer, post

Trouble = Attempt.Trouble


@pytest.fixture
def encrypted(settings: Settings, tmp_path: Path) -> Iterator[Receiver]:
    """Somebody who listens on https://localhost, vouched for by a file of our settings."""
    file = certificate(tmp_path, "localhost")
    settings.WEBHOOKS_TO_LOOPBACK, settings.WEBHOOKS_CA_FILE = True, str(file)
    yield from running(Receiver(file))


def test_a_message_arrives_as_json_with_its_headers(told: Receiver) -> None:
    answer = post(told.url, '{"é": 1}', {"webhook-id": "7"})

    [got] = told.received
    assert answer == Answer(200, "")
    assert (got.path, got.body, json.loads(got.body)) == ("/told", '{"é": 1}'.encode(), {"é": 1})
    assert (got.headers["Content-Type"], got.headers["webhook-id"]) == ("application/json", "7")
    assert got.headers["Host"] == f"localhost:{told.port}"


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(200, ""), (204, ""), (301, "redirect"), (400, "status"), (410, "status"), (500, "status")],
)
def test_2xx_alone_is_delivered(told: Receiver, status: int, trouble: str) -> None:
    told.status = status

    answer = post(told.url, "{}", {})

    assert (answer.status, answer.trouble, answer.is_delivered) == (status, trouble, not trouble)


def test_a_redirect_is_not_followed(told: Receiver, elsewhere: Receiver) -> None:
    told.status, told.headers = 307, {"Location": f"http://127.0.0.1:{elsewhere.port}/"}

    answer = post(told.url, "{}", {})

    assert (answer.trouble, elsewhere.received) == (Trouble.REDIRECT, [])


def test_what_is_answered_is_read_to_a_limit(told: Receiver) -> None:
    told.answer = b"x\x00" * posting.MOST_BYTES

    answer = post(told.url, "{}", {})

    assert len(answer.body) == posting.MOST_BYTES and "\x00" not in answer.body


def test_a_server_that_answers_byte_by_byte_is_cut_off(
    told: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_SECONDS", 0.5)
    told.drips = True
    started = time.monotonic()

    answer = post(told.url, "{}", {})

    assert (answer.trouble, time.monotonic() - started < 2) == (Trouble.TIMEOUT, True)


def test_an_encrypted_server_that_answers_byte_by_byte_is_cut_off(
    encrypted: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_SECONDS", 0.5)
    encrypted.drips = True
    started = time.monotonic()

    answer = post(encrypted.url, "{}", {})

    assert (answer.trouble, time.monotonic() - started < 2) == (Trouble.TIMEOUT, True)


def test_nobody_listens(settings: Settings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert post(f"http://localhost:{port}/", "{}", {}) == Answer(None, "", Trouble.CONNECTION)


def test_this_machine_is_not_called(elsewhere: Receiver) -> None:
    answer = post(f"https://localhost:{elsewhere.port}/", "{}", {})

    assert (answer, elsewhere.received) == (Answer(None, "", Trouble.PLACE), [])


def test_the_certificate_is_that_of_the_name(encrypted: Receiver) -> None:
    assert post(encrypted.url, "{}", {}) == Answer(200, "")


def test_the_certificate_of_another_name_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = certificate(tmp_path, "erp.example")
    settings.WEBHOOKS_TO_LOOPBACK, settings.WEBHOOKS_CA_FILE = True, str(file)
    for receiver in running(Receiver(file)):
        answer = post(receiver.url, "{}", {})

        assert (answer, receiver.received) == (Answer(None, "", Trouble.TLS), [])


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Settings, encrypted: Receiver) -> None:
    settings.WEBHOOKS_CA_FILE = ""

    assert post(encrypted.url, "{}", {}) == Answer(None, "", Trouble.TLS)


def test_what_speaks_no_tls_is_refused(settings: Settings, told: Receiver) -> None:
    answer = post(told.url.replace("http:", "https:"), "{}", {})

    assert (answer, told.received) == (Answer(None, "", Trouble.TLS), [])


def test_a_name_is_asked_once_and_what_it_says_later_changes_nothing(
    told: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def changing(name: str, *args: Any, **more: Any) -> Any:
        """The name of who tells us where to go leads to the receiver once, and then elsewhere."""
        if name != "rebinding.example":
            return real(name, *args, **more)
        asked.append(name)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)

    answer = post(f"http://rebinding.example:{told.port}/told", "{}", {})

    assert (answer, asked) == (Answer(200, ""), ["rebinding.example"])
    assert told.received[0].headers["Host"] == f"rebinding.example:{told.port}"


def test_a_name_that_leads_inside_by_the_time_of_the_call_is_not_called(
    elsewhere: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *args, **more: real("127.0.0.1", *args, **more))

    answer = post(f"https://rebinding.example:{elsewhere.port}/", "{}", {})

    assert (answer, elsewhere.received) == (Answer(None, "", Trouble.PLACE), [])


def test_no_proxy_of_the_environment_is_used(
    told: Receiver, elsewhere: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.port}")

    answer = post(told.url, "{}", {})

    assert (answer, elsewhere.received) == (Answer(200, ""), [])
