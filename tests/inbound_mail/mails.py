"""Raw mails as people send them, and their way through intake and processing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage

from celery import current_app

from inbound_mail import intake, processing
from inbound_mail.models import InboundMail
from tests.world import TUESDAY

SUPPORT = "support@exer.fr"
_numbers = itertools.count()


def raw_mail(
    sender: str | None = "jean.petit@reseau-plus.example",
    subject: str | None = "Le tunnel tombe",
    body: str = "Bonjour, le tunnel IPsec tombe depuis ce matin.",
    *,
    to: str = SUPPORT,
    files: Iterable[tuple[str, bytes]] = (),
    named: Mapping[str, str] | None = None,
    **headers: str,
) -> bytes:
    """The bytes of a mail with its own Message-ID; `headers` (or `named`) such as in_reply_to become In-Reply-To."""
    mail = EmailMessage()
    names = {name.replace("_", "-").title(): value for name, value in {**(named or {}), **headers}.items()}
    defaults = {"From": sender, "To": to, "Subject": subject}
    defaults |= {"Date": "Tue, 13 Oct 2026 11:06:58 +0200", "Message-Id": f"<{next(_numbers)}@poste.example>"}
    for name, value in {**defaults, **names}.items():
        if value is not None:
            mail[name] = value
    mail.set_content(body)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def store(raw: bytes, at: datetime = TUESDAY) -> InboundMail:
    """The mail stored at `at`, not processed yet."""
    return intake.receive(raw, source="test", received_at=at, at=at, wake=False)


def frozen(at: datetime) -> Callable[[], datetime]:
    """A clock that stands at `at`."""
    return lambda: at


def arrive(raw: bytes, at: datetime = TUESDAY) -> InboundMail:
    """The mail stored and processed at `at`."""
    return processing.process(store(raw, at).pk, at)


def forget_connections() -> None:
    """Let Celery read anew where its broker is."""
    current_app._after_fork()  # type: ignore[attr-defined]  # no public way makes the pools anew
