"""Raw bytes of a mail into a `ParsedMail`, whatever the bytes: missing headers, lying charsets, broken MIME.

`mime_tree` cuts, `bodies` decodes, `automatic` and `bounces` classify, `quoting` finds the new part.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inbound_mail import body_text
from inbound_mail.addresses import Address, read_addresses
from inbound_mail.automatic import classify
from inbound_mail.bodies import Contents, read_contents
from inbound_mail.bounces import read_bounce
from inbound_mail.charsets import clean_line
from inbound_mail.forwarded import find_forwarded, is_mail, with_words
from inbound_mail.mime_text import decode_header
from inbound_mail.mime_tree import Part, read_tree
from inbound_mail.parsed import ParsedMail
from inbound_mail.sentences import gettext_noop as _

# What a worker may hold of one mail. The intake refuses larger ones; here only their beginning is read.
RAW_LIMIT = 40 * 1024 * 1024
_BEGINNING = 1024 * 1024
SUBJECT_LIMIT = 500
REFERENCES_LIMIT = 100

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_PLAUSIBLE_YEARS = range(1970, 2101)


def parse(raw: bytes) -> ParsedMail:
    """Read a mail. Never raises; what was odd stands in `defects`, what is missing is empty or None."""
    oversized = len(raw) > RAW_LIMIT
    root, defects = read_tree(raw[:_BEGINNING] if oversized else raw)
    if oversized:
        defects.append(_("message démesuré, seul le début est lu"))
    contents = read_contents(root)
    split = body_text.split(contents.located, contents.html)
    headers = tuple((name, decode_header(value)) for name, value in root.fields)
    sender = _sender(root)
    subject = clean_line(root.text("subject"), SUBJECT_LIMIT)
    kind = f"{root.content_type}; {root.parameters.get('report-type', '').lower()}"
    bounce = read_bounce(root, headers, (sender.address, sender.name), contents.text)
    forwarded = find_forwarded(subject, contents.text, contents.attachments) if bounce is None else None
    text, reply = contents.text, split.reply
    if forwarded is not None and any(is_mail(file) for file in contents.attachments):
        text, reply = with_words(text, reply, forwarded)
    automatic, reasons = classify(headers, sender.address, subject, kind, bounce is not None)
    date = read_date(root.raw("date"))
    return ParsedMail(
        message_id=_message_id(root),
        from_=sender,
        reply_to=_addresses(root, "reply-to"),
        to=_addresses(root, "to"),
        cc=_addresses(root, "cc"),
        subject=subject,
        date=date,
        text=text,
        html=contents.html,
        reply=reply,
        quoted=split.quoted,
        attachments=tuple(contents.attachments),
        in_reply_to=_message_ids(root, "in-reply-to"),
        references=_message_ids(root, "references"),
        headers=headers,
        automatic=automatic,
        automatic_reasons=reasons,
        bounce=bounce,
        forwarded=forwarded,
        encrypted=contents.encrypted,
        truncated=contents.truncated or oversized,
        defects=_all_defects(root, defects, contents, sender, date),
    )


def _all_defects(
    root: Part, defects: list[str], contents: Contents, sender: Address, date: datetime | None
) -> tuple[str, ...]:
    found = [*defects, *(defect for defect in contents.defects if defect not in defects)]
    if not sender.address:
        found.append(_("pas d’expéditeur lisible"))
    if not root.raw("message-id"):
        found.append(_("pas de Message-ID"))
    if date is None:
        found.append(_("date illisible") if root.raw("date") else _("pas de date"))
    if not contents.text.strip():
        found.append(_("pas de texte"))
    return tuple(found)


def _sender(root: Part) -> Address:
    """The author: From, else Sender, else the envelope's Return-Path."""
    unreadable = Address("")
    for name in ("from", "sender", "x-envelope-from", "return-path"):
        for address in _addresses(root, name):
            if address.address:
                return address
            unreadable = unreadable if unreadable.name else address
    return unreadable


def _addresses(root: Part, name: str) -> tuple[Address, ...]:
    """The addresses of every header of that name (mailers send two To), each once, unreadable ones dropped
    unless it is From, where the name still says something."""
    found: dict[str, Address] = {}
    for key, value in root.fields:
        if key == name:
            for address in read_addresses(value):
                if address.address or name == "from":
                    found.setdefault(address.key, address)
    return tuple(found.values())


def _message_id(root: Part) -> str:
    """The Message-ID with its brackets; as it stands when it has none; empty when missing."""
    value = root.text("message-id")
    match = _MESSAGE_ID.search(value)
    return match[0] if match else value[:900]


def _message_ids(root: Part, name: str) -> tuple[str, ...]:
    text = " ".join(decode_header(value) for key, value in root.fields if key == name)
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))[-REFERENCES_LIMIT:]


def read_date(value: str) -> datetime | None:
    """A Date header as an aware datetime; None when it cannot be read or its year is absurd.

    A date without a zone is taken as UTC, as RFC 5322 does for -0000.
    """
    text = decode_header(value[:200])
    try:
        moment: datetime | None = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = _read_iso_date(text)
    if moment is None or moment.year not in _PLAUSIBLE_YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
