"""Robots that do not say what they are: a helpdesk that acknowledges whatever it receives, our acknowledgements too.

automatic.py knows those that a header tells. Here the sign is what they do: soon after a mail of ours they write that
something was received, give our words back, or write again what they wrote before. Such a mail becomes what it would
become from a person, and nobody answers it by itself: two helpdesks stop after one mail of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from inbound_mail import senders
from inbound_mail.automatic import ROBOT_SENDER
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from outbound_mail.models import OutgoingMail
from sla.remembering import put, take
from tickets import repeating

# How long after a mail of ours a robot may still be answering it: many read their mailbox by the hour.
WITHIN = timedelta(days=1)
# Mails looked at on each side, and the length from which a line of ours is nobody else's.
LOOKED_AT = 10
_OWN_LINE = 40
_READ = 50_000

# Whoever answers by hand keeps the subject behind one of these.
_ANSWERED_OR_FORWARDED = re.compile(
    r"\s*(?:re|ré|rép|tr|fw|fwd|aw|wg)\s*(?:\[\d+\])?\s*[:\u00a0]", re.IGNORECASE
)
_REFERENCE = r"(?:n[°ºo]\s*|#\s*|:\s*|\[|\(|id\s*)*[\w/-]*\d[\w/-]*[\])]*"
_RECEIPT = re.compile(
    r"accusé (?:automatique )?(?:de )?réception|"
    r"\b(?:a|ont) (?:bien )?été (?:bien )?(?:reçue?s?|enregistrée?s?|créée?s?|ouverte?s?)\b|"
    r"\b(?:a|ont) (?:bien )?été (?:bien )?prise?s? en (?:compte|charge)\b|"
    r"\b(?:nous avons|avons|on a) bien reçu\b|\bbien reçu votre\b|"
    r"\bmerci (?:de nous avoir (?:contacté|écrit)|pour votre (?:e-?mail|mail|message|demande))|"
    r"\b(?:ha(?:s|ve) been|was|were) (?:successfully )?(?:received|created|registered|opened|logged|submitted)\b|"
    r"\bwe(?:'ve| have)? received your\b|\bthank(?:s| you) for (?:contacting|your (?:e-?mail|message|request|inquiry))|"
    r"\backnowledge?ment of receipt\b|\b(?:request|ticket|case) received\b|"
    r"\b(?:do not|don't) reply\b|\bne pas répondre\b|"
    rf"\b(?:ticket|demande|incident|dossier|request|case|issue)\s*{_REFERENCE}\W+"
    r"(?:créée?|enregistrée?|ouverte?|reçue?|created|received|registered|opened|logged)\b",
    re.IGNORECASE,
)


class Sign(StrEnum):
    """What shows that a robot answers us; kept in the hints of its mail."""

    ROBOT_ADDRESS = "robot_address"
    RECEIPT = "receipt"
    OUR_WORDS = "our_words"
    SAID_AGAIN = "said_again"


def is_robot_address(address: str) -> bool:
    """Whether nobody reads what is sent to `address`, by its name: noreply@, mailer-daemon@."""
    return ROBOT_SENDER.match(address) is not None


def is_receipt(parsed: ParsedMail) -> bool:
    """Whether the subject is a helpdesk's own « votre demande n° 4711 a bien été reçue »; alone it proves nothing."""
    subject = parsed.subject.replace("\u2019", "'")
    return _ANSWERED_OR_FORWARDED.match(subject) is None and _RECEIPT.search(subject) is not None


def sign(mail: InboundMail, parsed: ParsedMail, serials: tuple[str, ...], at: datetime) -> Sign | None:
    """Why the request of `mail` is not answered by itself; None for a person's. `serials` are the devices it names."""
    if is_robot_address(mail.from_address):
        return Sign.ROBOT_ADDRESS
    ours = _our_mails(mail.from_address, at)
    if not ours:
        return None
    if is_receipt(parsed):
        return Sign.RECEIPT
    said = _on_one_line(f"{parsed.subject} {parsed.text[:_READ]}")
    if any(_gives_back(parsed, said, each) for each in ours):
        return Sign.OUR_WORDS
    return Sign.SAID_AGAIN if _says_again(mail, parsed, serials, at) else None


def is_answered_receipt(mail: InboundMail, parsed: ParsedMail, at: datetime) -> bool:
    """Whether `mail` only says that a mail of ours was received."""
    return is_receipt(parsed) and bool(_our_mails(mail.from_address, at))


def _our_mails(address: str, at: datetime) -> list[OutgoingMail]:
    """What we sent to `address` lately, the newest first."""
    return take(("ours", address), lambda: list(_sent(senders.spellings(address), at)[:LOOKED_AT]))


def _sent(addresses: Iterable[str], at: datetime) -> QuerySet[OutgoingMail]:
    sent = OutgoingMail.objects.filter(to__in=addresses, created_at__gt=at - WITHIN, created_at__lte=at)
    return sent.only("to", "subject", "text", "message_id", "headers").order_by("-created_at")


def _gives_back(parsed: ParsedMail, said: str, ours: OutgoingMail) -> bool:
    """Whether a mail, whose words are `said`, holds our Message-ID or, of an automatic mail of ours, the subject or a
    line, wherever.
    """
    named = (*parsed.in_reply_to, *parsed.references)
    if ours.message_id in named or ours.message_id.strip("<>").lower() in said:
        return True
    if "Auto-Submitted" not in ours.headers:
        return False
    lines = (_on_one_line(line) for line in ours.text.splitlines())
    return _on_one_line(ours.subject) in said or any(
        len(line) >= _OWN_LINE and line in said for line in lines
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.replace(">", " ").split()).lower()


def _says_again(mail: InboundMail, parsed: ParsedMail, serials: tuple[str, ...], at: datetime) -> bool:
    """Whether the sender wrote the same but for numbers before. On another device, or with files, it is a new request:
    « voir pièce jointe » says nothing twice.
    """
    if any(not file.inline for file in parsed.attachments):
        return False
    words = repeating.template(f"{mail.subject}\n{parsed.reply}")
    for subject, body, hints in take(
        ("said", mail.from_address), lambda: _said(senders.spellings(mail.from_address), at)
    ):
        same_devices = tuple(hints.get("serials", ())) == serials
        if same_devices and repeating.template(f"{subject}\n{body}") == words:
            return True
    return False


def _said(addresses: Iterable[str], at: datetime) -> list[tuple[str, str, dict[str, Any]]]:
    return [row[1:] for row in _written(addresses, at)[:LOOKED_AT]]


def _written(
    addresses: Iterable[str], at: datetime
) -> QuerySet[InboundMail, tuple[str, str, str, dict[str, Any]]]:
    rows = InboundMail.objects.filter(
        from_address__in=addresses, stored_at__gt=at - WITHIN, message__isnull=False
    )
    ordered = rows.order_by("-stored_at")
    return ordered.values_list("from_address", "subject", "message__body", "hints")


def fetch_ahead(addresses: Sequence[str], at: datetime) -> None:
    """Read, in two queries, what was exchanged lately with each of these addresses, for the mails of this run; of more
    than a usual lot nothing, and each is asked for by itself.
    """
    most = 4 * LOOKED_AT * len(addresses)
    written_as = dict[str, list[str]]()
    for address in dict.fromkeys(addresses):
        for spelling in senders.spellings(address):
            written_as.setdefault(spelling, []).append(address)
    ours: dict[str, list[OutgoingMail]] = {address: [] for address in addresses}
    said: dict[str, list[tuple[str, str, dict[str, Any]]]] = {address: [] for address in addresses}
    sent, written = list(_sent(written_as, at)[:most]), list(_written(written_as, at)[:most])
    for mail in sent:
        for address in written_as[mail.to]:
            ours[address].append(mail)
    for spelling, subject, body, found in written:
        for address in written_as[spelling]:
            said[address].append((subject, body, found))
    for address in addresses:
        if len(sent) < most:
            put(("ours", address), ours[address][:LOOKED_AT])
        if len(written) < most:
            put(("said", address), said[address][:LOOKED_AT])
