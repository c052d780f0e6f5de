"""Configuration backups and traces as they may be shown: their secrets masked, everything else word for word.

Passwords, their hashes, keys, SNMP communities, shared secrets: of FortiOS, PAN-OS (XML and `set`), Extreme EXOS and
VOSS, Cisco IOS and ASA and look-alikes, Stormshield, and of whatever names itself so (`password = …`, JSON, XML, YAML).
What follows the name of a secret is masked, whatever it looks like; when in doubt too much is. The file itself stays a
download that is written in the ticket's history. One pass over each line: no text is slow to mask. What people noted by
hand in French or English, and what the headers of a trace carry, are masked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MASK = "••••••"

# A setting is a secret when its name, in small letters and without signs, ends with one of these.
_ENDINGS = (
    "password", "passwords", "passwd", "passphrase", "passcode", "pwd", "psk", "secret", "secrets", "token", "phash",
    "community", "communitystring", "keystring", "bindpw", "encrypted", "credential", "credentials", "motdepasse",
    "key",
)  # fmt: skip
# What is called a key and may be shown to anybody.
_PUBLIC = ("publickey", "pubkey", "hostkey")
# Too short to be looked for inside a name: the whole of it, or the last of its words.
_WHOLE = {"key", "auth", "priv", "enc", "authenticator"}
_LAST = {"pass", "pw", "pin", "otp", "seed", "mdp"}
# Words at the end of a name that tell how the secret is written, or what of it: password_hash, community_ro.
_SUFFIX = re.compile(r"(?:[\W_]+(?:value|hash|salt|text|plain|clear|enc|ro|rw)|[\W\d_]+)$")
# What may stand between the name and the secret: how it is encrypted, of which kind it is.
_KINDS = {
    "encrypted", "encrypt", "enc", "hash", "ascii", "ascii-text", "plain-text", "plaintext", "cipher", "simple",
    "irreversible-cipher", "hex", "md5", "sha", "aes", "des", "3des", "text", "key", "level", "add", "readonly",
    "readwrite", "ro", "rw", "local", "remote", "is", "password", "plain", "read", "write", "localized-key",
    "pregenerated", "inbound", "outbound", "esp", "ah", "auth", "priv",
}  # fmt: skip
_KIND_OF_A_SIZE = re.compile(r"\d{1,3}|(?:hmac-)?(?:sha|aes|md5)-?\d{0,3}")
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
}
_STEPS = 6  # between a name and its secret

_NAME = re.compile(r"[\w.-]{2,80}")
_SEPARATOR = re.compile(r"""["']?\s*(?:[=-]>|[=:|;,]{0,3})\s*""")
_VALUE = re.compile(r"""[\[(][^\])]*|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s<]+""")
_AFTER_A_VALUE = ",;}])"
# The value stands on the lines below, deeper: YAML's blocks, and a line that goes on.
_GOES_ON = {"|", "|-", "|+", ">", ">-", ">+", "\\"}
_CDATA = re.compile(r"\s*<!\[CDATA\[")
# What is a secret by its own looks, wherever it stands: hashes, tokens, what a maker encrypted, passwords in addresses.
_LOOKS = (
    re.compile(r"(?P<secret>\$(?:1|2[abxy]?|5|6|8|9|14|y|sha\d|pbkdf2[\w-]*|argon2\w*)\$[^\s\"'<>,;]+)"),
    re.compile(r"(?P<keep>\bENC\s)(?P<secret>[A-Za-z0-9+/=]{12,})"),
    re.compile(r"(?P<secret>\b(?:AK1|SH2)[A-Za-z0-9+/=]{20,}|-AQ==[A-Za-z0-9+/=]+)"),
    re.compile(r"(?P<keep>\bBearer\s)(?P<secret>[\w.~+/=-]{12,})"),
    re.compile(r"(?P<keep>://[^\s/:@]{1,100}:)(?P<secret>[^\s/@]{1,200})(?=@)"),
    re.compile(r"(?P<secret>\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*)"),
    re.compile(r"(?P<keep>\bauthorization[\"']?\s*[:=]\s*)(?P<secret>\S.*)", re.IGNORECASE),
    re.compile(r"(?P<keep>\bcookie[\"']?\s*:\s*)(?P<secret>\S.*)", re.IGNORECASE),
    re.compile(r"(?P<keep>\s(?:-u|--user)[ =][\"']?[^\s:\"']{1,100}:)(?P<secret>[^\s\"']+)"),
    re.compile(r"(?P<keep>\s-v ?[12]c? -c ?)(?P<secret>\S+)"),
    re.compile(r"(?P<keep>\s-c )(?P<secret>\S{1,200})(?= -v ?[12])"),
    # « Mot de passe admin : … », "the password for admin is …"
    re.compile(
        r"(?P<keep>\b(?:mots? de passe|phrase secr[èe]te|cl[ée]s? (?:partag|priv)[ée]es?|communaut[ée]|"
        r"code (?:pin|secret)|password|passphrase|shared (?:key|secret)|community)\b"
        r"[^:=]{0,40}?(?:[:=]|\best\b|\bis\b)\s*)(?P<secret>\S+)",
        re.IGNORECASE,
    ),
)
# Lines whose secret no name precedes: `what` stands before it.
_PLACES = (
    re.compile(r"(?P<what>\s*ip nhrp authentication) "),
    re.compile(r"(?P<what>\s*configure snmpv3 add community \S+ name) "),
    re.compile(r"(?P<what>\s*com2sec6? (?:-Cn \S+ )?\S+\s+\S+) "),
    re.compile(r"(?P<what>\s*createUser .*?\b(?:MD5|SHA)) "),
    re.compile(r"(?P<what>\s*createUser .*?\b(?:DES|AES)) "),
    re.compile(r"(?P<what>.*?\bauthentication(?:[ -]mode)?) (?=(?:hmac-)?(?:md5|sha))"),
    re.compile(r"(?P<what>.*?\bprivacy) (?=3?des|aes)"),
    re.compile(r"(?P<what>\s*create account \S+ (?:\"[^\"]*\"|\S+)) (?!encrypted\b)"),
    re.compile(r"(?P<what>\s*snmp-server host \S+(?: (?:traps|informs|version (?:1|2c|3(?: \w+)?)))*) "),
    re.compile(r"(?P<what>\s*(?:standby|vrrp|glbp) (?:\d+ )?authentication(?: md5| text)?) (?!key-string\b)"),
)
# FortiOS names a community by `set name`, inside a block of its own.
_COMMUNITIES = re.compile(r"\s*config system snmp community\b", re.IGNORECASE)
_SET_NAME = re.compile(r"(?P<what>\s*set name) ", re.IGNORECASE)
_OPENS, _CLOSES = re.compile(r"\s*config ", re.IGNORECASE), re.compile(r"\s*end\s*$", re.IGNORECASE)
# Private keys run over several lines: PEM, PGP, SSH2 (four dashes), OpenVPN's static key; PuTTY says how many.
_KEY = r" [A-Za-z0-9 ]{0,30}(?:PRIVATE KEY|Static key)[A-Za-z0-9 ]{0,10}-{4,5}"
_KEY_BEGINS, _KEY_ENDS = re.compile(rf"-{{4,5}} ?BEGIN{_KEY}"), re.compile(rf"-{{4,5}} ?END{_KEY}")
_PUTTY = re.compile(r"Private-(?:Lines: (?P<lines>\d{1,4})|(?:MAC|Hash): )")


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
    # The lines that are still to come of a key that told their number.
    key_lines: int = 0
    # What stands deeper than this many signs is the value of the line above; None outside.
    deeper_than: int | None = None


def mask(text: str) -> Masked:
    """`text` with its secrets replaced by `MASK`; its lines and everything else stay as they are."""
    reader = _Reader()
    lines = [_line(line, reader) for line in text.split("\n")]
    return Masked("\n".join(line for line, _secrets in lines), sum(secrets for _line, secrets in lines))


def _line(line: str, reader: _Reader) -> tuple[str, int]:
    """The line as it may be shown; what stands before and behind a key on it is read like any other."""
    parts: list[str] = []
    secrets = at = 0
    while at < len(line) or not parts:
        if reader.in_key:
            end = _KEY_ENDS.search(line, at)
            parts.append(MASK)
            if end is None:
                break
            parts.append(end[0])
            reader.in_key, at = False, end.end()
            continue
        begin = _KEY_BEGINS.search(line, at)
        words, found = _open_line(line[at : begin.start() if begin is not None else None], reader)
        parts.append(words)
        secrets += found
        if begin is None:
            break
        parts.append(begin[0])
        reader.in_key, at, secrets = True, begin.end(), secrets + 1
    return "".join(parts), secrets


def _open_line(line: str, reader: _Reader) -> tuple[str, int]:
    """A line, or a part of one, that is not inside a key."""
    if _is_hidden(line, reader):
        return f"{line[: _indent(line)]}{MASK}", 0
    putty = _PUTTY.match(line)
    if putty is not None:
        reader.key_lines = int(putty["lines"] or 0)
        return (line, 1) if putty["lines"] else (f"{putty[0]}{MASK}", 1)
    start = 0
    if reader.in_element:  # the words of an XML element that began on a line above
        start = _end_of_words(line, 0)
        if start < 0:
            return MASK, 0
        reader.in_element = False
    _follow_block(line, reader)
    spots = _apart(sorted([*_named(line, start, reader), *_placed(line, reader), *_looking(line)]))
    parts, at = [MASK] if start > 0 else [], start
    for begin, end in spots:
        if end > at:
            parts += (line[at:begin], MASK)
            at = end
    return "".join((*parts, line[at:])), len(spots)


def _is_hidden(line: str, reader: _Reader) -> bool:
    """Whether the whole line is a part of what a line above named."""
    if reader.key_lines:
        reader.key_lines -= 1
        return True
    if reader.deeper_than is None or not line.strip():
        return False
    if _indent(line) > reader.deeper_than:
        return True
    reader.deeper_than = None
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _follow_block(line: str, reader: _Reader) -> None:
    if _COMMUNITIES.match(line):
        reader.depth = 1
    elif reader.depth and _OPENS.match(line):
        reader.depth += 1
    elif reader.depth and _CLOSES.match(line):
        reader.depth -= 1


def _named(line: str, start: int, reader: _Reader) -> Iterator[tuple[int, int]]:
    """The places of what follows the name of a secret."""
    at, last = start, len(line.rstrip())
    while (name := _NAME.search(line, at)) is not None:
        at = name.end()
        if not _is_secret(name[0]):
            continue
        if line.endswith("</", 0, name.start()):
            continue
        is_element = line.endswith("<", 0, name.start())
        for spot in _element(line, at, reader) if is_element else _following(line, at):
            if spot[1] == last and line[spot[0] : last] in _GOES_ON:
                reader.deeper_than = _indent(line)
            yield spot
            at = max(at, spot[1])


def _is_secret(name: str) -> bool:
    small, former = name.lower(), ""
    while small != former:
        former, small = small, _SUFFIX.sub("", small)
    flat = re.sub(r"[\W_]+", "", small)
    if flat in _WHOLE or re.split(r"[\W_]+", small)[-1] in _LAST:
        return True
    return flat.endswith(_ENDINGS) and not flat.endswith(_PUBLIC)


def _element(line: str, at: int, reader: _Reader) -> Iterator[tuple[int, int]]:
    """The words of an XML element whose name ends at `at`."""
    begin = line.find(">", at) + 1
    if begin == 0 or line[begin - 2] == "/":
        return
    end = _end_of_words(line, begin)
    if end < 0:
        reader.in_element, end = True, len(line)
    if line[begin:end].strip():
        yield begin, end


def _end_of_words(line: str, begin: int) -> int:
    """Where the next tag begins, what CDATA holds left out; -1 when none does on this line."""
    cdata = _CDATA.match(line, begin)
    if cdata is None:
        return line.find("<", begin)
    closed = line.find("]]>", cdata.end())
    return line.find("<", closed) if closed >= 0 else -1


def _following(line: str, at: int) -> list[tuple[int, int]]:
    """The value after a name that ends at `at`, past the words that say how it is written.

    A word that could be the secret as well as the name of one is masked with what follows it.
    """
    found: list[tuple[int, int]] = []
    passed = None
    for _step in range(_STEPS):
        separator = _SEPARATOR.match(line, at)
        assert separator is not None  # it matches nothing, too
        value = _VALUE.match(line, separator.end())
        if value is None:
            break
        signed = separator[0].strip(" \t\"'")
        spot = _inside(line, value.start(), value.end(), signed=bool(signed))
        word = line[spot[0] : spot[1]].lower()
        if not word or word in _NO_SECRETS:
            return found
        if word in _KINDS or _KIND_OF_A_SIZE.fullmatch(word):
            passed = spot
        else:
            found.append(spot)
            if not _is_secret(word):
                return found
        at = value.end()
    return found or ([passed] if passed else [])


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
        if match is not None:
            yield from _following(line, match.end("what"))


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
