"""Configuration backups and traces as they may be shown: their secrets masked, everything else word for word.

Passwords, their hashes, keys, SNMP communities, shared secrets: of FortiOS, PAN-OS (XML and `set`), Extreme EXOS and
VOSS, Cisco IOS and ASA and look-alikes, Stormshield, and of whatever names itself so (`password = …`, JSON, XML, YAML).
What follows the name of a secret is masked, whatever it looks like; when in doubt too much is. The file itself stays a
download that is written in the ticket's history. One pass over each line: no text is slow to mask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MASK = "••••••"

# A setting is a secret when its name, in small letters and without signs, ends with one of these.
_ENDINGS = (
    "password", "passwd", "passphrase", "passcode", "pwd", "psk", "secret", "token", "phash", "community",
    "communitystring", "presharedkey", "privatekey", "sharedkey", "secretkey", "apikey", "authkey", "privkey",
    "accesskey", "keystring", "authenticationkey", "digestkey", "localizedkey", "sessionkey", "wpakey", "wepkey",
    "encryptionkey", "bindpw", "encrypted", "passwordhash",
)  # fmt: skip
_WHOLE = {"pass", "pw", "key", "auth", "priv", "enc", "otp"}
# What may stand between the name and the secret: how it is encrypted, of which kind it is.
_KINDS = {
    "encrypted", "encrypt", "enc", "hash", "ascii", "ascii-text", "plain-text", "plaintext", "cipher", "simple",
    "irreversible-cipher", "hex", "md5", "sha", "aes", "des", "3des", "text", "key", "level", "add", "readonly",
    "readwrite", "ro", "rw", "local", "remote", "is", "password",
}  # fmt: skip
_KIND_OF_A_SIZE = re.compile(r"\d{1,3}|(?:sha|aes)-?\d{1,3}")
# Words that stand where a secret would and are none.
_NO_SECRETS = {
    "enable",
    "disable",
    "enabled",
    "disabled",
    "none",
    "null",
    "true",
    "false",
    "yes",
    "no",
    "{",
    "[",
    "(",
}
_STEPS = 6  # between a name and its secret

_NAME = re.compile(r"[\w.-]{2,80}")
_SEPARATOR = re.compile(r"""["']?\s*(?:=>|[=:])?\s*""")
_VALUE = re.compile(r""""(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s<]+""")
_AFTER_A_VALUE = ",;}])"
# What is a secret by its own looks, wherever it stands: hashes, tokens, what a maker encrypted, passwords in addresses.
_LOOKS = (
    re.compile(r"(?P<secret>\$(?:1|2[abxy]?|5|6|8|9|14|y|sha\d|pbkdf2[\w-]*|argon2\w*)\$[^\s\"'<>,;]+)"),
    re.compile(r"(?P<keep>\bENC\s)(?P<secret>[A-Za-z0-9+/=]{12,})"),
    re.compile(r"(?P<secret>\b(?:AK1|SH2)[A-Za-z0-9+/=]{20,}|-AQ==[A-Za-z0-9+/=]+)"),
    re.compile(r"(?P<keep>\bBearer\s)(?P<secret>[\w.~+/=-]{12,})"),
    re.compile(r"(?P<keep>://[^\s/:@]{1,100}:)(?P<secret>[^\s/@]{1,200})(?=@)"),
)
# Lines whose secret no name precedes: `what` stands before it.
_PLACES = (
    re.compile(r"(?P<what>\s*create account \S+ (?:\"[^\"]*\"|\S+)) (?!encrypted\b)"),
    re.compile(r"(?P<what>\s*snmp-server host \S+(?: (?:traps|informs|version (?:1|2c|3(?: \w+)?)))*) "),
    re.compile(r"(?P<what>\s*(?:standby|vrrp|glbp) (?:\d+ )?authentication(?: md5| text)?) (?!key-string\b)"),
)
# FortiOS names a community by `set name`, inside a block of its own.
_COMMUNITIES = re.compile(r"\s*config system snmp community\b", re.IGNORECASE)
_SET_NAME = re.compile(r"(?P<what>\s*set name) ", re.IGNORECASE)
_OPENS, _CLOSES = re.compile(r"\s*config ", re.IGNORECASE), re.compile(r"\s*end\s*$", re.IGNORECASE)
# Private keys run over several lines.
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may be shown, and how many secrets it had."""

    text: str
    secrets: int


@dataclass(slots=True)
class _Reader:
    """Where in the text the lines stand: what runs over several of them."""

    in_key: bool = False
    in_element: bool = False
    # How deep inside a block of communities of FortiOS; 0 outside.
    depth: int = 0


def mask(text: str) -> Masked:
    """`text` with its secrets replaced by `MASK`; its lines and everything else stay as they are."""
    reader = _Reader()
    lines = [_line(line, reader) for line in text.split("\n")]
    return Masked("\n".join(line for line, _secrets in lines), sum(secrets for _line, secrets in lines))


def _line(line: str, reader: _Reader) -> tuple[str, int]:
    if reader.in_key:
        return _rest_of_key(line, reader), 0
    begin = _KEY_BEGINS.search(line)
    if begin is not None:
        reader.in_key = True
        return line[: begin.end()] + _rest_of_key(line[begin.end() :], reader), 1
    start = 0
    if reader.in_element:  # the words of an XML element that began on a line above
        start = line.find("<")
        if start < 0:
            return MASK, 0
        reader.in_element = False
    _follow_block(line, reader)
    spots = _apart(sorted([*_named(line, start, reader), *_placed(line, reader), *_looking(line)]))
    shown = line
    for begin_, end in reversed(spots):
        shown = f"{shown[:begin_]}{MASK}{shown[end:]}"
    return (f"{MASK}{shown[start:]}" if start > 0 else shown), len(spots)


def _rest_of_key(line: str, reader: _Reader) -> str:
    end = _KEY_ENDS.search(line)
    if end is None:
        return MASK
    reader.in_key = False
    return f"{MASK}{line[end.start() :]}"


def _follow_block(line: str, reader: _Reader) -> None:
    if _COMMUNITIES.match(line):
        reader.depth = 1
    elif reader.depth and _OPENS.match(line):
        reader.depth += 1
    elif reader.depth and _CLOSES.match(line):
        reader.depth -= 1


def _named(line: str, start: int, reader: _Reader) -> Iterator[tuple[int, int]]:
    """The places of what follows the name of a secret."""
    at = start
    while (name := _NAME.search(line, at)) is not None:
        at = name.end()
        if not _is_secret(name[0]):
            continue
        if line.endswith("</", 0, name.start()):
            continue
        is_element = line.endswith("<", 0, name.start())
        spot = _element(line, at, reader) if is_element else _following(line, at)
        if spot is not None:
            yield spot
            at = max(at, spot[1])


def _is_secret(name: str) -> bool:
    flat = re.sub(r"[\W\d_]+$", "", name.lower())
    flat = re.sub(r"[\W_]+", "", flat)
    return flat in _WHOLE or flat.endswith(_ENDINGS)


def _element(line: str, at: int, reader: _Reader) -> tuple[int, int] | None:
    """The words of an XML element whose name ends at `at`."""
    begin = line.find(">", at) + 1
    if begin == 0 or line[begin - 2] == "/":
        return None
    end = line.find("<", begin)
    if end < 0:
        reader.in_element, end = True, len(line)
    return (begin, end) if line[begin:end].strip() else None


def _following(line: str, at: int) -> tuple[int, int] | None:
    """The value after a name that ends at `at`, past the words that say how it is written."""
    found = None
    for _step in range(_STEPS):
        separator = _SEPARATOR.match(line, at)
        assert separator is not None  # it matches nothing, too
        value = _VALUE.match(line, separator.end())
        if value is None:
            return found
        signed = separator[0].strip(" \t\"'")
        found = _inside(line, value.start(), value.end(), signed=bool(signed))
        word = line[found[0] : found[1]].lower()
        if not word or word in _NO_SECRETS:
            return None
        if word not in _KINDS and not _KIND_OF_A_SIZE.fullmatch(word):
            return found
        at = value.end()
    return found


def _inside(line: str, begin: int, end: int, *, signed: bool) -> tuple[int, int]:
    """A value without its quotes; after a sign (`=`, `:`) without what ends the entry."""
    if line[begin] in "\"'":
        closed = end - begin > 1 and line[end - 1] == line[begin]
        return begin + 1, end - 1 if closed else end
    while signed and end > begin + 1 and line[end - 1] in _AFTER_A_VALUE:
        end -= 1
    return begin, end


def _placed(line: str, reader: _Reader) -> Iterator[tuple[int, int]]:
    for pattern in (*_PLACES, *((_SET_NAME,) if reader.depth else ())):
        match = pattern.match(line)
        spot = _following(line, match.end("what")) if match is not None else None
        if spot is not None:
            yield spot


def _looking(line: str) -> Iterator[tuple[int, int]]:
    for pattern in _LOOKS:
        for match in pattern.finditer(line):
            yield match.span("secret")


def _apart(spots: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for begin, end in spots:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
