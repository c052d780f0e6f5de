"""Cut the raw bytes of a mail into its tree of parts, within limits, whatever the bytes.

The standard library's parsers build a line list and recurse: a mail of five million empty parts, a thousand nested
ones or a header of 40 MB costs them gigabytes or their stack. Here a part is a slice found by searching bytes, so
that time and memory stay in proportion to the size of the mail, and the limits below hold before anything is built.
tests/inbound_mail/test_mime_tree.py compares the result with the standard library's on the real mails.
"""

import re
from dataclasses import dataclass, field

from inbound_mail.charsets import clean_line
from inbound_mail.mime_text import HEADER_VALUE_LIMIT, decode_header, split_parameters
from inbound_mail.sentences import gettext_noop as _

PARTS_LIMIT = 300
DEPTH_LIMIT = 20
HEADER_BLOCK_LIMIT = 262_144
HEADER_FIELDS_LIMIT = 1_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_ENVELOPE = re.compile(rb">?From [^\n]*\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_COMMON_FIELDS = {b"from", b"to", b"cc", b"subject", b"date", b"received", b"sender"}
# A line between headers that is none: how far to look for the next true header before calling it the body.
_LOOK_AHEAD_LINES = 4
_GUESSED_BOUNDARY = re.compile(rb"^--([!-~][ -~]{0,199}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One node: its header fields in order (lower-case name, raw value as one character per byte), its body.

    The body is `source[start:end]`: parts of parts share the bytes of the mail instead of copying them.
    """

    fields: list[tuple[str, str]]
    source: bytes = field(repr=False)
    start: int
    end: int
    default_type: str = "text/plain"
    children: list["Part"] = field(default_factory=list)
    content_type: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read Content-Type and Content-Disposition once; an unreadable type is plain text (RFC 2045, 5.2)."""
        declared = self.raw("content-type")
        kind, self.parameters = split_parameters(declared)
        if not declared.strip():
            kind = self.default_type
        # Some forget the semicolon: "application/pdf name=…".
        kind = kind.split()[0] if kind.split() else ""
        if kind.count("/") != 1 or not all(kind.split("/")):
            kind = "text/plain"
        self.content_type = clean_line(kind, 100)
        self.disposition, self.disposition_parameters = split_parameters(self.raw("content-disposition"))

    @property
    def body(self) -> bytes:
        """The bytes of the body as they stand in the mail, still in their transfer encoding (a copy)."""
        return self.source[self.start : self.end]

    def raw(self, name: str) -> str:
        """The first value of a header, undecoded; empty when missing."""
        return next((value for key, value in self.fields if key == name), "")

    def text(self, name: str) -> str:
        """The first value of a header, decoded on one line; empty when missing."""
        return decode_header(self.raw(name))

    @property
    def is_multipart(self) -> bool:
        """Whether the type says so; a broken one may still have no children."""
        return self.content_type.startswith("multipart/")

    def walk(self) -> list["Part"]:
        """This part and all under it, in the order of the mail."""
        found: list[Part] = [self]
        for child in self.children:
            found.extend(child.walk())
        return found


class _Budget:
    """What is left of the limits while one mail is cut, and what was odd about it."""

    def __init__(self) -> None:
        self.parts = PARTS_LIMIT
        self.defects: list[str] = []

    def note(self, sentence: str) -> None:
        if sentence not in self.defects:
            self.defects.append(sentence)


def read_tree(raw: bytes) -> tuple[Part, list[str]]:
    """The root part of a mail and the French sentences about its defects. Never raises."""
    budget = _Budget()
    if b"\n" not in raw and b"\r" in raw:
        budget.note(_("fins de ligne CR seules"))
        raw = raw.replace(b"\r", b"\n")
    return _read_part((raw, _skip_envelope(raw), len(raw)), "text/plain", 0, budget), budget.defects


def read_header_block(raw: bytes) -> Part:
    """The headers that `raw` begins with, as a part of their own (delivery reports hold such blocks)."""
    fields, start = _read_fields(raw, _skip_envelope(raw), len(raw), _Budget())
    return Part(fields, raw, start, len(raw))


def _skip_envelope(raw: bytes) -> int:
    # Blank lines before the headers, and the "From " line that mbox files and old gateways put there.
    start = len(raw) - len(raw.lstrip(b"\r\n")) if raw[:1] in (b"\r", b"\n") else 0
    if start and not _FIELD.match(raw[start : start + 300].split(b"\n", 1)[0]):
        return 0
    envelope = _ENVELOPE.match(raw, start)
    return envelope.end() if envelope else start


def _read_fields(raw: bytes, position: int, end: int, budget: _Budget) -> tuple[list[tuple[str, str]], int]:
    """The header fields that start at `position`, and the offset where the body starts."""
    fields: list[tuple[str, list[bytes]]] = []
    size = 0
    while position < end:
        line = _line_at(raw, position, end)
        bare = line.rstrip(b"\r\n")
        if not bare:
            position += len(line)
            break
        # A fold with nothing before it: some gateways indent the very first header.
        folded = bare[:1] in (b" ", b"\t") and bool(fields)
        bare = bare if folded else bare.lstrip(b" \t")
        match = None if folded else _FIELD.match(bare)
        bad_fold = match is None and not folded
        if bad_fold and (bare.startswith(b"--") or not _header_follows(raw, position + len(line), end)):
            budget.note(_("pas de ligne vide entre les en-têtes et le corps"))
            break
        position += len(line)
        size += len(line)
        if size > HEADER_BLOCK_LIMIT or len(fields) > HEADER_FIELDS_LIMIT:
            budget.note(_("en-têtes démesurés, coupés"))
            blank = _BLANK_LINE.search(raw, position, end)
            position = blank.end() if blank else end
            break
        if match is not None:
            fields.append((match[1].decode("latin-1").lower(), [match[2]]))
        else:
            if not folded:
                budget.note(_("ligne d’en-tête illisible"))
            if fields:
                fields[-1][1].append(bare)
    return [(name, _unfold(lines)) for name, lines in fields], position


def _line_at(raw: bytes, position: int, end: int) -> bytes:
    stop = raw.find(b"\n", position, end)
    return raw[position : end if stop < 0 else stop + 1]


def _unfold(lines: list[bytes]) -> str:
    value = b" ".join(line.strip() for line in lines)
    return value[: HEADER_VALUE_LIMIT * 2].decode("latin-1").strip()


def _header_follows(raw: bytes, position: int, end: int) -> bool:
    """Whether a true header stands within the next lines, before any blank one: then this line was a bad fold."""
    for _line in range(_LOOK_AHEAD_LINES):
        line = _line_at(raw, position, end)
        if not line.strip() or line.startswith(b"--"):
            return False
        match = _FIELD.match(line)
        if match and (b"-" in match[1] or match[1].lower() in _COMMON_FIELDS):
            return True
        position += len(line)
    return False


def _read_part(span: tuple[bytes, int, int], default_type: str, depth: int, budget: _Budget) -> Part:
    raw, start, end = span
    budget.parts -= 1
    fields, body = _read_fields(raw, start, end, budget)
    part = Part(fields, raw, body, end, default_type)
    if not part.is_multipart:
        return part
    if depth >= DEPTH_LIMIT:
        budget.note(_("parties imbriquées trop profondément, gardées telles quelles"))
        return part
    boundary = _boundary(part, budget)
    child_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    for first, last in _cut(part, boundary, budget) if boundary else []:
        if budget.parts <= 0:
            budget.note(_("trop de parties, les suivantes sont ignorées"))
            break
        part.children.append(_read_part((raw, first, last), child_type, depth + 1, budget))
    if not part.children:
        budget.note(_("multipart sans parties"))
    return part


def _boundary(part: Part, budget: _Budget) -> bytes:
    declared = part.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
    if declared and part.source.find(b"--" + declared, part.start, part.end) >= 0:
        return declared
    budget.note(_("délimiteur de parties absent ou faux"))
    # The line that opens the first part tells the delimiter that the header does not.
    guess = _GUESSED_BOUNDARY.search(part.source, part.start, part.end)
    if guess and part.source.count(b"--" + guess[1], part.start, part.end) >= 2:
        return guess[1].removesuffix(b"--")
    return b""


def _cut(part: Part, boundary: bytes, budget: _Budget) -> list[tuple[int, int]]:
    """Where each part starts and ends in the mail."""
    delimiter = re.compile(rb"^--" + re.escape(boundary) + rb"[ \t]*(--)?[ \t]*\r?$", re.MULTILINE)
    pieces: list[tuple[int, int]] = []
    raw, start = part.source, -1
    for line in delimiter.finditer(raw, part.start, part.end):
        if start >= 0:
            # The line break before a delimiter belongs to the delimiter.
            end = line.start() - 1
            end -= 1 if raw[end - 1 : end] == b"\r" else 0
            pieces.append((start, max(start, end)))
        start = min(line.end() + 1, part.end)
        if line[1] or len(pieces) > PARTS_LIMIT:
            return pieces
    if start >= 0:
        budget.note(_("délimiteur de fin manquant"))
        pieces.append((start, part.end))
    return pieces
