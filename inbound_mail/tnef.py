"""winmail.dat: what Outlook and Exchange pack into TNEF (MS-OXTNEF) instead of sending a mail, within limits.

Read here rather than by a library: the one that exists believes every count in the file, so that twenty-one bytes
keep it busy for minutes, and it cuts the zeros at the end of files.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from inbound_mail.charsets import clean_text, decode_bytes
from inbound_mail.compressed_rtf import decompress
from inbound_mail.mime_text import clean_file_name
from inbound_mail.rtf_text import RtfText, read_rtf

SIGNATURE = b"\x78\x9f\x3e\x22"
ATTRIBUTES_LIMIT = 2_000
PROPERTIES_LIMIT = 2_000
FILES_LIMIT = 100
DEPTH_LIMIT = 3
TEXT_LIMIT = 2_000_000

# Attributes of the stream.
_BODY, _MESSAGE_PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_FILE_BEGINS, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
# Properties of the message and of its files.
_TEXT, _HTML, _RTF, _INTERNET_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_LONG_NAME, _NAME, _DISPLAY_NAME, _DATA, _KIND, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3701, 0x370E, 0x3712
# Sizes in bytes of property values, by type; shorter ones stand in four bytes.
_SIZES = {0x2: 2, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_SEVERAL, _NAMED = 0x1000, 0x8000
_MESSAGE_INSIDE = bytes.fromhex("0703020000000000c000000000000046")
_CODEPAGES = {
    65001: "utf-8",
    65000: "utf-7",
    1200: "utf-16-le",
    20127: "us-ascii",
    28591: "iso-8859-1",
    20866: "koi8-r",
}


@dataclass(slots=True)
class PackedFile:
    """A file inside: its name has no path."""

    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Unpacked:
    """What a winmail.dat held: text, HTML, files."""

    text: str = ""
    html: str = ""
    files: list[PackedFile] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all could be read."""
        return not (self.text.strip() or self.html.strip() or self.files)


def is_tnef(data: bytes) -> bool:
    """Whether these bytes are TNEF, whatever the mail calls them."""
    return data.startswith(SIGNATURE)


def read_tnef(data: bytes, depth: int = 0) -> Unpacked:
    """Unpack as much as can be read; a damaged end costs what stands there. Never raises."""
    found = Unpacked()
    if is_tnef(data) and depth < DEPTH_LIMIT:
        _Reader(found, depth).read(data)
    return found


class _Broken(Exception):
    """The bytes end, or say something impossible, before the value does."""


class _Reader:
    """One TNEF stream on its way into `found`."""

    def __init__(self, found: Unpacked, depth: int) -> None:
        self.found = found
        self.depth = depth
        self.charset = "cp1252"

    def read(self, data: bytes) -> None:
        for number, value in _attributes(data):
            if number == _CODEPAGE and len(value) >= 4:
                self.charset = _charset(int.from_bytes(value[:4], "little"))
            elif number == _BODY:
                self.found.text = self.found.text or _words(value, self.charset)
            elif number == _MESSAGE_PROPERTIES:
                self.read_message(dict(_properties(value, self.charset)))
            elif number == _FILE_BEGINS:  # beyond FILES_LIMIT too: what follows is its own
                self.found.files.append(PackedFile())
            elif self.found.files:
                self.read_file(number, value, self.found.files[-1])
        self.found.files = [file for file in self.found.files if file.content][:FILES_LIMIT]
        for place, file in enumerate(self.found.files):
            file.name = file.name or f"piece-jointe-{place + 1}"

    def read_message(self, values: dict[int, bytes | str]) -> None:
        page = values.get(_INTERNET_CODEPAGE)
        charset = _charset(int.from_bytes(page, "little")) if isinstance(page, bytes) else self.charset
        self.found.text = _words(values.get(_TEXT, b""), charset) or self.found.text
        self.found.html = _words(values.get(_HTML, b""), charset)
        packed = values.get(_RTF)
        if isinstance(packed, bytes) and not (self.found.html or self.found.text.strip()):
            rich: RtfText = read_rtf(decompress(packed))
            self.found.html, self.found.text = rich.html, rich.text

    def read_file(self, number: int, value: bytes, file: PackedFile) -> None:
        if number == _FILE_TITLE:
            file.name = file.name or clean_file_name(_words(value, self.charset))
        elif number == _FILE_DATA:
            file.content = value
        elif number == _FILE_PROPERTIES:
            self.read_file_properties(dict(_properties(value, self.charset)), file)

    def read_file_properties(self, values: dict[int, bytes | str], file: PackedFile) -> None:
        names = (_words(values.get(name, b""), self.charset) for name in (_LONG_NAME, _NAME, _DISPLAY_NAME))
        file.name = next((clean_file_name(name) for name in names if name), "") or file.name
        file.content_type = _words(values.get(_KIND, b""), self.charset).strip().lower()[:100]
        file.content_id = _words(values.get(_CONTENT_ID, b""), self.charset).strip(" <>")[:250]
        data = values.get(_DATA)
        if not isinstance(data, bytes):
            return
        if data.startswith(_MESSAGE_INSIDE) and is_tnef(data[16:20]):
            self.take_message(read_tnef(data[16:], self.depth + 1), file)
        else:
            file.content = file.content or data

    def take_message(self, inside: Unpacked, file: PackedFile) -> None:
        """A message attached to the message: its words as a file of text or HTML, its files beside."""
        words, suffix = (inside.html, ".html") if inside.html else (inside.text, ".txt")
        file.content, file.name = words.encode(), (file.name or "message") + suffix
        file.content_type = "text/html" if inside.html else "text/plain"
        # Before it: what follows in the stream still belongs to this file.
        room = max(0, FILES_LIMIT - len(self.found.files))
        self.found.files[-1:-1] = inside.files[:room]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    for _ in range(ATTRIBUTES_LIMIT):
        if position + 9 > len(data):
            return
        number, _type, length = struct.unpack_from("<HHI", data, position + 1)
        yield number, data[position + 9 : position + 9 + length]
        position += 9 + length + 2


def _properties(data: bytes, charset: str) -> Iterator[tuple[int, bytes | str]]:
    """The properties of a block, one value each, up to where it is damaged."""
    cursor = _Cursor(data)
    try:
        for _ in range(min(cursor.number(), PROPERTIES_LIMIT)):
            kind, name = struct.unpack("<HH", cursor.take(4))
            if name >= _NAMED:
                cursor.skip_name()
            values = cursor.values(kind)
            if not values:
                continue
            value: bytes | str = values[0]
            if kind & ~_SEVERAL == _UNICODE:
                value = values[0].decode("utf-16-le", "replace")
            elif kind & ~_SEVERAL == _STRING:
                value = decode_bytes(values[0].split(b"\x00")[0], charset)[0]
            yield name, value
    except _Broken:
        return


class _Cursor:
    """A place in a block of properties; every step is checked against its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, length: int) -> bytes:
        end = self.position + length
        if end > len(self.data):
            raise _Broken
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def padded(self, length: int) -> bytes:
        taken = self.take(length)
        self.position += -length % 4
        return taken

    def skip_name(self) -> None:
        self.take(16)
        if self.number() == 0:
            self.take(4)
        else:
            self.padded(self.number())

    def values(self, kind: int) -> list[bytes]:
        """The values of a property, of which Outlook writes one, or several for the types that say so."""
        several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
        size = _SIZES.get(kind)
        if size is not None:
            count = self.number() if several else 1
            taken = self.padded(count * size)
            return [taken[:size]] if count else []
        if kind not in {_STRING, _UNICODE, _OBJECT, _BINARY}:
            raise _Broken
        found: list[bytes] = []
        for _ in range(self.number()):  # each takes at least four bytes: the data bounds it
            found.append(self.padded(self.number()))
        return found


def _words(value: bytes | str, charset: str) -> str:
    text = value if isinstance(value, str) else decode_bytes(value[:TEXT_LIMIT], charset)[0]
    return clean_text(text[:TEXT_LIMIT]).rstrip()


def _charset(codepage: int) -> str:
    return _CODEPAGES.get(codepage, f"cp{codepage}")
