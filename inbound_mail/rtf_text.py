"""The words of an RTF body, or the HTML that Outlook wrapped into it (MS-OXRTFEX). No fonts, no pictures."""

import re
from dataclasses import dataclass
from html import escape

from inbound_mail.charsets import clean_text, decode_bytes

DEPTH_LIMIT = 200

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
# Groups whose text is none of the message.
_NOT_WORDS = {
    *(
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"themedata",
        b"listtable",
        b"generator",
    ),
    *(
        b"header",
        b"footer",
        b"headerl",
        b"headerr",
        b"footerl",
        b"footerr",
        b"rsidtbl",
        b"xmlnstbl",
        b"latentstyles",
    ),
    *(
        b"listoverridetable",
        b"datastore",
        b"fldinst",
        b"bkmkstart",
        b"bkmkend",
        b"mmathPr",
        b"colorschememapping",
    ),
}
_SIGNS = dict.fromkeys([b"par", b"line", b"sect", b"page", b"row"], "\n") | {
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}


@dataclass(frozen=True, slots=True)
class RtfText:
    """What an RTF body says: its HTML when it was made from HTML, else its text."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class _Group:
    """What holds inside one pair of braces."""

    silent: bool = False
    tag: bool = False
    skipped: int = 1


def read_rtf(data: bytes) -> RtfText:
    """The words of RTF bytes. Never raises; groups nested beyond DEPTH_LIMIT end the reading."""
    if not data.lstrip().startswith(b"{\\rtf"):
        return RtfText()
    reader = _Reader()
    for token in _TOKEN.finditer(data):
        if not reader.take(token):
            break
    reader.flush()
    # A sign beyond 65,535 comes as two halves, each escaped by itself.
    whole = "".join(reader.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    found = clean_text(whole).strip("\n")
    return RtfText(html=found) if reader.from_html else RtfText(text=found)


class _Reader:
    """The state of a reading: groups open, characters to skip, bytes not decoded yet."""

    def __init__(self) -> None:
        self.groups = [_Group()]
        self.pieces: list[str] = []
        self.pending = bytearray()
        self.charset = "cp1252"
        self.from_html = False
        # Text that stands for the RTF reader alone, between \htmlrtf and \htmlrtf0.
        self.hidden = False
        self.skip = 0
        self.optional = False

    def take(self, token: re.Match[bytes]) -> bool:
        """Read one token; False when there is no going on."""
        word, number, code, escaped, brace, text = token.groups()
        if brace:
            return self.brace(brace)
        if code or text:
            self.letters(bytes([int(code, 16)]) if code else text)
        elif escaped == b"*":
            self.optional = True
        elif escaped:
            self.sign(_ESCAPED.get(escaped, ""))
        elif word:
            self.word(word, int(number) if number else None)
        return True

    def brace(self, brace: bytes) -> bool:
        self.flush()
        self.skip, self.optional = 0, False
        if brace == b"{":
            last = self.groups[-1]
            self.groups.append(_Group(last.silent, last.tag, last.skipped))
        elif len(self.groups) > 1:
            self.groups.pop()
        return len(self.groups) <= DEPTH_LIMIT

    def word(self, word: bytes, number: int | None) -> None:
        group, optional = self.groups[-1], self.optional
        self.optional = False
        if word == b"htmltag":
            self.flush()
            group.tag, group.silent = True, False
        elif word in _NOT_WORDS or optional:
            self.flush()
            group.silent = True
        elif word == b"fromhtml":
            self.from_html = True
        elif word == b"htmlrtf":
            self.flush()
            self.hidden = number != 0
        elif word == b"ansicpg" and number:
            self.charset = "utf-8" if number == 65001 else f"cp{number}"
        elif word == b"uc":
            group.skipped = max(0, min(number or 0, 10))
        elif word == b"u" and number is not None:
            self.unicode(number, group)
        elif word in _SIGNS:
            self.sign(_SIGNS[word])

    def unicode(self, number: int, group: _Group) -> None:
        self.flush()
        self.put(chr(number % 65_536))
        self.skip = group.skipped

    def letters(self, text: bytes) -> None:
        if self.skip:
            dropped = min(self.skip, len(text))
            self.skip, text = self.skip - dropped, text[dropped:]
        if not self.groups[-1].silent and not self.hidden:
            self.pending += text

    def sign(self, sign: str) -> None:
        self.flush()
        if self.skip:
            self.skip -= 1
        else:
            self.put(sign)

    def put(self, text: str) -> None:
        group = self.groups[-1]
        if not text or group.silent or self.hidden:
            return
        self.pieces.append(escape(text, quote=False) if self.from_html and not group.tag else text)

    def flush(self) -> None:
        """Decode what was read byte by byte: characters of two bytes come in two tokens."""
        if self.pending:
            data = bytes(self.pending)
            self.pending.clear()
            self.put(decode_bytes(data, self.charset)[0])
