"""The addresses of From, To, Cc and Reply-To, read from headers that follow no grammar."""

import re
from dataclasses import dataclass

from inbound_mail.charsets import clean_line
from inbound_mail.mime_text import decode_header

ADDRESSES_LIMIT = 200

# Deliberately wider than RFC 5321 and never backtracking: what looks like an address is kept as one.
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"@]{1,64}@[^\s<>()\[\]:;,\"@]{1,255}")
_QUOTED_LOCAL_PART = re.compile(r"\"[^\"@]{1,64}\"@[^\s<>()\[\]:;,\"@]{1,255}")


_COMMENT = re.compile(r"\(([^()]{1,200})\)")
_SPACE_AROUND_DOT = re.compile(r"\s*([.@])\s*")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: `address` in the case received (empty when unreadable), `name` decoded, possibly empty."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """The address for comparisons: lower case."""
        return self.address.lower()


def read_addresses(value: str) -> tuple[Address, ...]:
    """Every mailbox of a header value (raw, one character per byte), in order; group names are dropped."""
    found = []
    for item in _split_mailboxes(value)[:ADDRESSES_LIMIT]:
        address = _read_mailbox(item)
        if address is not None:
            found.append(address)
    return tuple(found)


def _read_mailbox(item: str) -> Address | None:
    text = item.strip()
    if not text:
        return None
    opening = text.rfind("<")
    if opening >= 0:
        inside = text[opening + 1 :].partition(">")[0]
        address = _find_address(inside) or _find_address(decode_header(inside))
        if address:
            return Address(address, _readable_name(text[:opening] or _comment(text[opening:])))
    # No usable angle brackets: some mailers encode the whole mailbox as one word.
    decoded = decode_header(text)
    address = _find_address(decoded)
    if address:
        name = _comment(decoded) or decoded.replace(address, " ")
        return Address(address, "" if ADDRESS.search(name) else _readable_name(name))
    name = _readable_name(text)
    return Address("", name) if name else None


def _find_address(text: str) -> str:
    match = _QUOTED_LOCAL_PART.search(text) or ADDRESS.search(text)
    if match is None and "(" in text:
        # RFC 822 allowed comments and spaces inside an address: pete(his account)@silly.test (his host)
        match = ADDRESS.search(_SPACE_AROUND_DOT.sub(r"\1", _COMMENT.sub("", text)))
    if match is None:
        return ""
    return decode_header(match[0]).strip(".'`*")[:320]


def _comment(text: str) -> str:
    match = _COMMENT.search(text)
    return match[1] if match else ""


def _readable_name(text: str) -> str:
    name = decode_header(text).strip()
    # Decoded first: quotes may stand inside the encoded word.
    for opening, closing in (('"', '"'), ("'", "'"), ('"', "")):
        if len(name) > 1 and name.startswith(opening) and name.endswith(closing):
            name = name[1 : len(name) - len(closing)].strip()
    return clean_line(name.replace('\\"', '"').replace("<>", "").strip(" <>"), 200)


def _split_mailboxes(value: str) -> list[str]:
    """Cut at the commas and semicolons that stand outside quotes, comments and angle brackets."""
    items: list[str] = []
    current: list[str] = []
    quoted, depth, angle = False, 0, False
    signs = iter(value[:32_768])
    for sign in signs:
        if quoted:
            current.append(sign)
            if sign == "\\":
                current.append(next(signs, ""))
            elif sign == '"':
                quoted = False
            continue
        if sign == '"':
            quoted = value.count('"') > 1
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign == "<":
            angle = True
        elif sign == ">":
            angle = False
        elif sign in ",;" and not depth and not (angle and ">" in value):
            items.append("".join(current))
            current = []
            continue
        elif sign == ":" and not depth and not angle and "@" not in "".join(current):
            # "undisclosed-recipients:;" and "équipe: a@b, c@d;": the name of a group is no mailbox.
            current = []
            continue
        current.append(sign)
    items.append("".join(current))
    return items
