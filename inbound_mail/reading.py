"""From the bytes of a claimed mail to what its row says of it, whatever becomes of it."""

from __future__ import annotations

from inbound_mail import taken_files
from inbound_mail.charsets import clean_line
from inbound_mail.identity import identity
from inbound_mail.models import ADDRESS_LENGTH, SUBJECT_LENGTH, InboundMail, RawMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse

DESCRIPTION = ("from_address", "from_name", "subject", "mail_message_id")
# What is saved once the mail has its end.
END = (
    *DESCRIPTION,
    "identity",
    "copied",
    "status",
    "reason",
    "error",
    "hints",
    "ticket",
    "message",
    "related_ticket",
    "duplicate_of",
    "follows",
)


def read(mail: InboundMail) -> ParsedMail:
    """Read a mail, and put on its row (not saved) what lists know of it and its identity. Its bytes are at hand."""
    content = mail.raw.content
    parsed = parse(content)
    _describe(mail, parsed)
    # Of a mail that was cut, only the digest of all of it tells it from another with the same beginning.
    mail.identity = identity(parsed, content) if mail.raw.is_whole else mail.raw_id
    return parsed


def _describe(mail: InboundMail, parsed: ParsedMail) -> None:
    """Headers have no limit, columns have. A mail that comes again may be one that kills its worker: saved at once."""
    mail.from_address = clean_line(parsed.from_.key, ADDRESS_LENGTH)
    mail.from_name = clean_line(parsed.from_.name, 200)
    mail.subject = clean_line(parsed.subject, SUBJECT_LENGTH)
    mail.mail_message_id = clean_line(parsed.message_id, 255)
    if mail.attempts > 1:
        mail.save(update_fields=DESCRIPTION)
    if taken_files.holds_backup(parsed):
        RawMail.objects.filter(pk=mail.raw_id).update(holds_backup=True)
