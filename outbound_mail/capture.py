"""Development's mail: kept as .eml files under var/mail and readable in the browser, never sent."""

from __future__ import annotations

import email
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from email.policy import default as default_policy
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

SHOWN = 200


class EmailBackend(BaseEmailBackend):
    """Writes each message to `MAIL_CAPTURE_DIR`, the newest last by name."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_CAPTURE_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}.eml"
            (folder / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class CapturedMail:
    """One captured message, as the development pages show it."""

    name: str
    message: ParsedMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def date(self) -> datetime:
        return datetime.strptime(self.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)

    def body(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return part.get_content() if part is not None else ""


def _read(path: Path) -> CapturedMail:
    parsed = email.message_from_bytes(path.read_bytes(), policy=default_policy)
    assert isinstance(parsed, ParsedMessage)
    return CapturedMail(path.name, parsed)


def _find(name: str) -> CapturedMail:
    path = Path(settings.MAIL_CAPTURE_DIR) / Path(name).name
    if path.suffix != ".eml" or not path.is_file():
        raise Http404
    return _read(path)


def mail_list(request: HttpRequest) -> HttpResponse:
    """The captured mails, newest first."""
    paths = sorted(Path(settings.MAIL_CAPTURE_DIR).glob("*.eml"), reverse=True)[:SHOWN]
    return render(request, "dev/mail_list.html", {"mails": [_read(path) for path in paths]})


def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One captured mail: headers, HTML in a frame, text twin."""
    mail = _find(name)
    return render(request, "dev/mail_detail.html", {"mail": mail, "text": mail.body("plain")})


# A mail carries its style with it, as mail readers want; the frame is sandboxed and runs nothing.
@csp_replace(  # type: ignore[arg-type]  # typed for views without arguments only
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "sandbox": True,
        "frame-ancestors": ["'self'"],
    }
)
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of a captured mail, alone, for the frame."""
    return HttpResponse(_find(name).body("html"))
