"""Delivery reports: which address was not reached, for good or for now, and for which of our messages.

RFC 3464 reports first; then the plain-text ones of qmail, Exim, Postfix, Sendmail, Exchange, Gmail, Yahoo and others.
The class of the status decides (RFC 3463): 5 is permanent, 4 is not, even where the server gave up ("failed" 4.x.x).
"""

import re
from collections.abc import Sequence

from inbound_mail.addresses import ADDRESS
from inbound_mail.mime_text import decode_header, decode_transfer
from inbound_mail.mime_tree import Part, read_header_block
from inbound_mail.parsed import Bounce, FailedRecipient, first_header

RECIPIENTS_LIMIT = 50
_TEXT_LIMIT = 40_000

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -](?:[45]\.\d|[A-Za-z<#\"'(]))")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_MESSAGE_ID_LINE = re.compile(r"^[> \t]*Message-Id\s?:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_SYSTEM_SENDER = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|microsoftexchange[0-9a-f]+|mail-?delivery|bounces?)(?:\+[^@]*)?@",
    re.IGNORECASE,
)
_SYSTEM_NAME = re.compile(
    r"mail delivery (?:sub)?system|mailer-daemon|delivery subsystem|postmaster|microsoft outlook|"
    r"administrateur système|system administrator|mail administrator|internet mail delivery|complaints",
    re.IGNORECASE,
)
_FAILURE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|un-?deliverable|delivery (?:status notification|failure|failed|has failed|report|delayed|"
    r"problem)|failure notice|mail delivery failed|returned mail|returned to sender|mail system error|could not "
    r"(?:be delivered|send message)|message delayed|delayed mail|delivery notification|non[- ]remis|non délivr|"
    r"remise (?:différée|retardée|impossible)|échec de "
    r"(?:la )?(?:remise|distribution|livraison)|notification (?:d'échec|d'état de remise)|"
    r"unzustellbar|address not found|adresse introuvable|message bloqué|permanent error",
    re.IGNORECASE,
)
_FAILURE_TEXT = re.compile(
    r"could(?: not|n't) be delivered|delivery to the following|failed permanently|permanent (?:fatal )?error|"
    r"wasn't able to deliver|unable to deliver|undeliverable|did not reach the following|user unknown|"
    r"mailbox (?:unavailable|full)|not be delivered to|returned to sender|returned by|delivery has failed|"
    r"n'a pas (?:pu être|été) (?:remis|distribué|délivré)|n'ont pas (?:pu être|été) (?:remis|distribué)|"
    r"échec de la remise|adresse introuvable|address not found|has been delayed|"
    r"not yet been delivered|still undelivered",
    re.IGNORECASE,
)
_TRANSIENT = re.compile(
    r"warning only|still being retried|will be retried|will (?:keep|continue) (?:trying|to try)|has been delayed|"
    r"delivery delayed|message delayed|not yet been delivered|delayed for|temporar(?:y|ily)|retard(?:é|ée)\b|"
    r"sera (?:de nouveau )?(?:tenté|retenté)|no action is required|you do not need to (?:resend|do anything)",
    re.IGNORECASE,
)
_ORIGINAL_STARTS = re.compile(
    r"^[ \t>]*-{2,}\s*(?:original message|below this line is a copy|this is a copy of|message original|"
    r"message d'origine|(?:the )?(?:header|body) of (?:the )?(?:message|original)|"
    r"undelivered message|returned (?:message|mail))|"
    r"^(?:------ this is a copy|copie du message|original message headers|message headers? follow|"
    r"en-têtes (?:du message )?d'origine|[ \t]*=+\s*original)|^(?:Received|Return-Path|DKIM-Signature): ",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_START_ADDRESS = re.compile(
    rf"^[ \t>*.-]*[<«\"'(]?({ADDRESS.pattern})[>»\"')]?(?=\s*(?:$|[:;,(.]|\.\.\.|\s{{2,}}))", re.M
)


def read_bounce(
    root: Part, headers: Sequence[tuple[str, str]], sender: tuple[str, str], text: str
) -> Bounce | None:
    """The delivery report that a mail is, or None for any other mail.

    `sender` is the address and the name of From, `text` the readable text of the mail.
    """
    parts = root.walk()
    reports = [
        part
        for part in parts
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}
    ]
    inner = _inner_message_id(parts, headers, text)
    failures = [failure for part in reports for failure in _report_failures(part)]
    if failures:
        return _bounce(failures, inner)
    subject = first_header(headers, "subject").replace("\u2019", "'")
    text = text[:_TEXT_LIMIT].replace("\u2019", "'")
    if reports and all(_says_delivered(part) for part in reports):
        return None
    is_report = bool(reports) or root.parameters.get("report-type", "").lower() == "delivery-status"
    if not is_report and not _reads_like_bounce(headers, sender, subject, text):
        return None
    return _text_bounce(headers, subject, text, inner)


def _reads_like_bounce(
    headers: Sequence[tuple[str, str]], sender: tuple[str, str], subject: str, text: str
) -> bool:
    if first_header(headers, "x-failed-recipients"):
        return True
    address, name = sender
    system = bool(_SYSTEM_SENDER.match(address)) or bool(_SYSTEM_NAME.search(name))
    null_path = any(key == "return-path" and value.replace(" ", "") == "<>" for key, value in headers)
    # A server wrote it, and its subject or its text says so.
    return (system or null_path) and bool(_FAILURE_SUBJECT.search(subject) or _FAILURE_TEXT.search(text))


def _report_failures(part: Part) -> list[FailedRecipient]:
    data, _ = decode_transfer(part.body, part.raw("content-transfer-encoding"))
    found: list[FailedRecipient] = []
    # One block of fields per recipient, after the block about the message (RFC 3464, 2.1).
    for block in re.split(rb"\r?\n(?:[ \t]*\r?\n)+", data[:_TEXT_LIMIT].strip())[: RECIPIENTS_LIMIT + 5]:
        fields = read_header_block(block)
        recipient = fields.text("final-recipient") or fields.text("original-recipient")
        address = ADDRESS.search(recipient.partition(";")[2] or recipient)
        if not recipient or (address is None and not fields.raw("status")):
            continue
        original = ADDRESS.search(fields.text("original-recipient").partition(";")[2])
        known = original or address
        action = fields.text("action").split("(")[0].strip().lower()
        status = _STATUS.search(fields.text("status")) or _STATUS.search(fields.text("diagnostic-code"))
        if action in {"delivered", "relayed", "expanded"}:
            continue
        permanent = status[1].startswith("5") if status else action == "failed"
        # "delayed" means that the server still tries, whatever digits stand beside it.
        permanent = permanent and action != "delayed"
        found.append(
            FailedRecipient(known[0].strip("'<>") if known else "", permanent, status[1] if status else "")
        )
    return found


def _says_delivered(part: Part) -> bool:
    """A receipt that was asked for: the message arrived."""
    data, _ = decode_transfer(part.body, part.raw("content-transfer-encoding"))
    actions = re.findall(rb"^Action[ \t]*:[ \t]*([a-z]+)", data[:_TEXT_LIMIT], re.IGNORECASE | re.MULTILINE)
    return bool(actions) and {action.lower() for action in actions} <= {b"delivered", b"relayed", b"expanded"}


def _text_bounce(headers: Sequence[tuple[str, str]], subject: str, text: str, inner: str) -> Bounce:
    start = _ORIGINAL_STARTS.search(text)
    told = text[: start.start()] if start and start.start() > 40 else text
    status, code = _STATUS.search(told), _SMTP_CODE.search(told)
    transient_words = bool(_TRANSIENT.search(subject) or _TRANSIENT.search(told))
    if status:
        permanent = status[1].startswith("5")
    elif code:
        permanent = code[1].startswith("5")
    else:
        permanent = not transient_words
    number = status[1] if status else ""
    failures = [FailedRecipient(address, permanent, number) for address in _addresses_in(headers, told)]
    return _bounce(failures, inner, permanent, number)


def _addresses_in(headers: Sequence[tuple[str, str]], told: str) -> list[str]:
    declared = ADDRESS.findall(first_header(headers, "x-failed-recipients"))
    if declared:
        return _unique(declared)
    ours = {
        address.lower()
        for name in ("to", "from", "delivered-to")
        for address in ADDRESS.findall(first_header(headers, name))
    }
    for candidates in (_LINE_START_ADDRESS.findall(told), ADDRESS.findall(told)):
        found = [address.strip("'*.") for address in candidates]
        found = [
            address for address in found if address.lower() not in ours and not _SYSTEM_SENDER.match(address)
        ]
        if found:
            # A reason may name other addresses; the first is the one that the report is about.
            return _unique(found)
    return []


def _unique(addresses: Sequence[str]) -> list[str]:
    return list({address.lower(): address for address in reversed(addresses)}.values())[::-1][
        :RECIPIENTS_LIMIT
    ]


def _bounce(
    failures: Sequence[FailedRecipient], inner: str, permanent: bool | None = None, status: str = ""
) -> Bounce:
    unique = list({failure.address.lower(): failure for failure in reversed(failures)}.values())[::-1]
    known = tuple(failure for failure in unique[:RECIPIENTS_LIMIT] if failure.address)
    final = any(failure.permanent for failure in failures) if permanent is None else permanent
    decisive = [failure.status for failure in failures if failure.status and failure.permanent == final]
    return Bounce(known, final, status or (decisive[0] if decisive else ""), inner)


def _inner_message_id(parts: Sequence[Part], headers: Sequence[tuple[str, str]], text: str) -> str:
    """The Message-ID of the message that did not arrive: from its copy, the text, or what the report answers."""
    for part in parts:
        if part.content_type in {
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
        }:
            data, _ = decode_transfer(part.body, part.raw("content-transfer-encoding"))
            found = _MESSAGE_ID.search(decode_header(read_header_block(data[:_TEXT_LIMIT]).raw("message-id")))
            if found:
                return found[0]
    match = _MESSAGE_ID_LINE.search(text)
    if match:
        return match[1]
    answered = _MESSAGE_ID.findall(
        first_header(headers, "in-reply-to") or first_header(headers, "references")
    )
    return str(answered[-1]) if answered else ""
