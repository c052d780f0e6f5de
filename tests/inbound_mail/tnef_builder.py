"""winmail.dat as Outlook and Exchange write it: attributes, properties, files, compressed RTF."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)
# What MS-OXTNEF calls them.
SUBJECT, BODY, FILE_DATA, FILE_TITLE = (1, 0x00018004), (1, 0x0002800C), (2, 0x0006800F), (2, 0x00018010)
VERSION, CODEPAGE, MESSAGE = (1, 0x00089006), (1, 0x00069007), (1, 0x00069003)
FILE_BEGINS, FILE_PROPERTIES = (2, 0x00069002), (2, 0x00069005)
STRING, UNICODE, BINARY, OBJECT, INTEGER = 0x1E, 0x1F, 0x102, 0x0D, 0x03
TEXT, HTML, RTF, INTERNET_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
LONG_NAME, DATA, MIME, CONTENT_ID = 0x3707, 0x3701, 0x370E, 0x3712
MESSAGE_INSIDE = bytes.fromhex("0703020000000000c000000000000046")

Property = tuple[int, int, "bytes | str | int"]


def attribute(which: tuple[int, int], data: bytes) -> bytes:
    level, number = which
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*values: Property) -> bytes:
    block = struct.pack("<I", len(values))
    for kind, name, value in values:
        block += struct.pack("<HH", kind, name)
        if isinstance(value, int):
            block += struct.pack("<i", value)
            continue
        charset = "utf-16-le" if kind == UNICODE else "cp1252"
        data = (value + "\0").encode(charset) if isinstance(value, str) else value
        block += struct.pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return block


def tnef(*values: Property, body: bytes = b"", files: Sequence[bytes] = ()) -> bytes:
    """A winmail.dat with these properties of the message, a body of the old kind, and files made by `file`."""
    head = SIGNATURE + attribute(VERSION, struct.pack("<I", 0x10000))
    head += attribute(CODEPAGE, struct.pack("<II", 1252, 0))
    head += attribute(BODY, body + b"\0") if body else b""
    return head + (attribute(MESSAGE, properties(*values)) if values else b"") + b"".join(files)


def file(name: str, content: bytes, *values: Property, title: bytes = b"COURT~1.TXT") -> bytes:
    """A file with its short title, its bytes, and its long name among its properties."""
    named: list[Property] = [(UNICODE, LONG_NAME, name)] if name else []
    return (
        attribute(FILE_BEGINS, bytes(14))
        + attribute(FILE_TITLE, title + b"\0")
        + (attribute(FILE_DATA, content) if content else b"")
        + attribute(FILE_PROPERTIES, properties(*named, *values))
    )


def stored_rtf(rtf: bytes) -> bytes:
    """RTF under its header, not compressed."""
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def literal_rtf(rtf: bytes) -> bytes:
    """RTF in the compressed form, each byte standing for itself, and the end mark."""
    packed = b"".join(b"\0" + rtf[place : place + 8] for place in range(0, len(rtf) - len(rtf) % 8, 8))
    rest = rtf[len(rtf) - len(rtf) % 8 :]
    end = (207 + len(rtf)) % 4096
    packed += bytes([1 << len(rest)]) + rest + struct.pack(">H", end << 4)
    return struct.pack("<II4sI", len(packed) + 12, len(rtf), b"LZFu", 0) + packed
