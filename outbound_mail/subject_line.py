"""The subject as it stands on the wire."""

from __future__ import annotations

from email.header import Header
from typing import Any

from django.core.mail import EmailMultiAlternatives


class NamedSubjectMail(EmailMultiAlternatives):
    """A mail whose encoded subject begins on the line of its name.

    Django cuts a subject without counting "Subject: "; the first line that leaves would be empty, and some programs
    show just that one. A provider's API (anymail) takes the subject as it was written.
    """

    def message(self, **options: Any) -> Any:
        """The mail in MIME."""
        built, subject = super().message(**options), str(self.subject)
        if not subject.isascii():
            built.replace_header("Subject", Header(subject, "utf-8", header_name="Subject"))
        return built
