"""Whether two deliveries are one mail.

Message-ID alone is no key: it is missing in one real mail of four, and some senders reuse it with other content.
The raw bytes are none either: the same mail read from IMAP and posted by a provider differs in its Received headers,
and servers on the way re-encode bodies. So the identity is taken from what the mail says once decoded.
"""

import hashlib

from inbound_mail.parsed import ParsedMail


def identity(parsed: ParsedMail, raw: bytes) -> str:
    """64 hexadecimal digits, equal for one mail delivered twice, different as soon as an author changed something.

    `raw` counts only where the parsed value is not enough: no Message-ID, nothing readable, or cut by a limit.
    """
    digest = hashlib.sha256()

    def add(value: str) -> None:
        # The length before each value: no two lists of values run together into the same bytes.
        data = value.encode("utf-8", "replace")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)

    add(parsed.message_id)
    for address in (parsed.from_, *parsed.to, *parsed.cc):
        add(address.key)
    add(parsed.subject)
    add(parsed.date.isoformat() if parsed.date else "")
    # Line ends and trailing blanks change on the way (format=flowed, quoted-printable), words do not.
    add(" ".join(parsed.text.split()))
    add(" ".join((parsed.html or "").split()))
    for attachment in parsed.attachments:
        add(attachment.name)
        add(attachment.content_type)
        add(attachment.sha256)
    if parsed.truncated or not parsed.is_read or not parsed.message_id:
        add(hashlib.sha256(_after_headers(raw)).hexdigest())
    return digest.hexdigest()


def _after_headers(raw: bytes) -> bytes:
    ends = [raw.find(mark) + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if mark in raw]
    return raw[min(ends) :].replace(b"\r\n", b"\n") if ends else raw
