"""A real SMTP server for tests, and our settings naming it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings


class Receiver:
    """Keeps the bytes of what it is sent, and who the envelope says sent it; refuses while `busy`, and the addresses
    that `refused` holds with the answer it gives.
    """

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.senders: list[str | None] = []
        self.refused: dict[str, str] = {}
        self.busy = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.busy:
            return "451 4.3.2 try again later"
        self.received.append(envelope.original_content or b"")
        self.senders.append(envelope.mail_from)
        return "250 OK"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """The server on loopback."""
    handler = Receiver()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()
