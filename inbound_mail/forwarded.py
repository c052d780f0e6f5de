"""The mail that somebody passes on: inside the text, under the marks of their program, or attached as a whole.

A reseller forwards what an end customer wrote: the ticket is the reseller's, and its original author is worth knowing.
"""

import re
from collections.abc import Sequence

from inbound_mail import quote_marks as marks
from inbound_mail.addresses import Address, read_addresses
from inbound_mail.bodies import read_contents
from inbound_mail.mime_tree import read_tree
from inbound_mail.parsed import Forwarded, ParsedAttachment
from inbound_mail.quoting import split_reply

TEXT_LIMIT = 100_000
# Of a mail that is attached, what is read: its words come before its files.
_ATTACHED_BYTES = 4 * 1024 * 1024
_HEADER_LINES = 16
_LINES_LIMIT = 10_000

_FORWARDS = re.compile(r"\s*(?:tr|fw|fwd|wg|rv|doorst)\s?(?:\[\d+\]|\(\d+\))?\s?:", re.IGNORECASE)
_FORWARD_MARK = re.compile(
    r"[-_=* ]*(?:message|mail|courriel|e-?mail) (?:transf[ée]r[ée]|réexpédié|suivi)\s*:?[-_=* ]*"
    r"|[-_=* ]*(?:forwarded (?:message|mail)|weitergeleitete nachricht|doorgestuurd bericht)\s*:?[-_=* ]*"
    r"|(?:début du (?:message|courriel|mail) (?:transféré|réexpédié)|begin forwarded message)\s*:",
    re.IGNORECASE,
)
# Mail programs that name no address show the name alone, others both: "Sophie <s@…>", "Sophie [mailto:s@…]".
_MAILTO = re.compile(r"\[(?:mailto:)?([^\[\]\s]+@[^\[\]\s]+)\]|<mailto:([^<>\s]+)>", re.IGNORECASE)


def find_forwarded(subject: str, text: str, attachments: Sequence[ParsedAttachment]) -> Forwarded | None:
    """The first mail that this one passes on, attached or in its text; None when it passes none on. Never raises."""
    for file in attachments:
        if is_mail(file):
            return _attached(file)
    return _inline(text, passes_on=_FORWARDS.match(subject) is not None)


def is_mail(file: ParsedAttachment) -> bool:
    """Whether the file is a whole mail."""
    return file.content_type == "message/rfc822" or file.name.lower().endswith(".eml")


def as_text(forwarded: Forwarded) -> str:
    """The words of an attached mail under its heading, for whoever passed it on without a word."""
    sender = f"{forwarded.name} <{forwarded.address}>" if forwarded.name else forwarded.address
    heading = [("De", sender), ("Date", forwarded.date), ("Objet", forwarded.subject)]
    lines = [f"{label}\u00a0: {value}" for label, value in heading if value]
    return "\n".join(["---------- Message transféré ----------", *lines, "", forwarded.text]).strip()


def with_words(text: str, reply: str, forwarded: Forwarded) -> tuple[str, str]:
    """The text and the reply of a mail that attaches another: its words too, when it has none of its own."""
    own = [marks.plain(line) for line in reply.split("\n")[: _HEADER_LINES + 1] if line.strip()]
    if own and not _are_signature(own):
        return text, reply
    words = as_text(forwarded)
    return f"{text}\n\n{words}".strip("\n"), f"{reply}\n\n{words}".strip("\n")


def _are_signature(lines: Sequence[str]) -> bool:
    """Nothing but a signature, and surely one: « Voir » alone is a word of the author's."""
    certain = [
        marks.is_mobile_signature(line) or marks.is_signature_mark(line) or marks.holds_contact(line)
        for line in lines
    ]
    return any(certain) and all(
        sure or marks.is_contact_line(line) for sure, line in zip(certain, lines, strict=True)
    )


def _attached(file: ParsedAttachment) -> Forwarded | None:
    root, _defects = read_tree(file.content[:_ATTACHED_BYTES])
    senders = [each for key, value in root.fields if key == "from" for each in read_addresses(value)]
    text = read_contents(root).text[:TEXT_LIMIT]
    sender = senders[0] if senders else Address("")
    if not sender.address and not text.strip():
        return None
    return Forwarded(sender.address, sender.name, root.text("subject")[:500], root.text("date")[:100], text)


def _inline(text: str, passes_on: bool) -> Forwarded | None:
    """Without the mark of a forward a header block may open a mere quote: then the subject must say it."""
    raw = text.split("\n")[:_LINES_LIMIT]
    lines = [marks.plain(line).lstrip("> ") for line in raw]
    for index, line in enumerate(lines):
        if _FORWARD_MARK.fullmatch(line):
            found = _block(raw, lines, index + 1)
        elif (
            passes_on and (label := marks.label(line)) is not None and label[0] in {"from", "sent", "subject"}
        ):
            found = _block(raw, lines, index)
        else:
            continue
        if found is not None:
            return found
    return None


def _block(raw: Sequence[str], lines: Sequence[str], start: int) -> Forwarded | None:
    """The header block that starts at `start`, blank lines before and inside it allowed, and what follows it."""
    values: dict[str, str] = {}
    after, last = start, ""
    for index in range(start, min(start + _HEADER_LINES, len(lines))):
        label = marks.label(lines[index])
        if label is not None and label[0] not in values:
            last, after = label[0], index + 1
            values[last] = label[1]
        elif lines[index] and last in {"to", "cc"} and "@" in lines[index]:
            after = index + 1  # a list of recipients goes on
        elif lines[index] and last == "from" and not values["from"]:
            values["from"], after = lines[index], index + 1
        elif lines[index] or len(values) > 2:
            break
    if "from" not in values or len(values) < 2:
        return None
    sender = _sender(values["from"])
    words = "\n".join(line.removeprefix("> ") for line in raw[after:]).strip("\n")
    if not sender.address and "subject" not in values:
        return None
    text = split_reply(words[:TEXT_LIMIT]).reply
    return Forwarded(sender.address, sender.name, values.get("subject", ""), values.get("sent", ""), text)


def _sender(value: str) -> Address:
    mailto = _MAILTO.search(value)
    if mailto is not None:
        name = value[: mailto.start()].strip(" <*\"'")
        found = read_addresses(f"<{mailto[1] or mailto[2]}>")
        return Address(found[0].address, "" if "@" in name else name) if found else Address("", name)
    found = read_addresses(value.strip("* "))
    return found[0] if found else Address("", value.strip("*\"' "))
