"""Mails that show pictures in their text, as mail programs send them."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Mapping
from email.message import EmailMessage

from tests.inbound_mail.mails import SUPPORT

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_numbers = itertools.count()


def mail_with_pictures(
    html: str,
    pictures: Mapping[str, tuple[str, bytes]],
    *,
    sender: str = "jean.petit@reseau-plus.example",
    plain: str = "",
    subject: str = "Le tunnel tombe",
) -> bytes:
    """A mail whose HTML shows `pictures`, file name and bytes by Content-ID; without `plain`, HTML alone."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SUPPORT, subject
    mail["Date"] = "Tue, 13 Oct 2026 11:06:58 +0200"
    mail["Message-Id"] = f"<images-{next(_numbers)}@poste.example>"
    if plain:
        mail.set_content(plain)
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    page = mail.get_payload()[-1] if plain else mail  # type: ignore[index]
    assert isinstance(page, EmailMessage)
    for content_id, (name, content) in pictures.items():
        page.add_related(content, "image", "png", cid=f"<{content_id}>", filename=name, disposition="inline")
    return mail.as_bytes()
