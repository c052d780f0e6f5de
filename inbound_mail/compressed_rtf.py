"""The compressed RTF of Outlook (MS-OXRTFCP): a sliding dictionary of 4 KB that starts with usual words of RTF."""

import struct

RTF_LIMIT = 4_000_000

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_SIZE = 4096


def decompress(data: bytes) -> bytes:
    """The RTF, at most RTF_LIMIT bytes of it; what a damaged end leaves, or nothing. Never raises."""
    if len(data) < 16:
        return b""
    _length, raw_length, kind = struct.unpack_from("<II4s", data)
    limit = min(raw_length, RTF_LIMIT)
    if kind == _PLAIN:
        return data[16 : 16 + limit]
    return _expand(data, limit) if kind == _COMPRESSED else b""


def _expand(data: bytes, limit: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_SIZE, b"\x00"))
    write, position = len(_DICTIONARY), 16
    found = bytearray()
    while position < len(data) and len(found) < limit:
        control = data[position]
        position += 1
        for bit in range(8):
            if control >> bit & 1:
                if position + 2 > len(data):
                    return bytes(found[:limit])
                pair = data[position] << 8 | data[position + 1]
                position += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == write:  # the end mark
                    return bytes(found[:limit])
            elif position < len(data):
                window[write] = data[position]
                found.append(data[position])
                write, position = (write + 1) % _SIZE, position + 1
                continue
            else:
                return bytes(found[:limit])
            for step in range(length):
                sign = window[(start + step) % _SIZE]
                window[write] = sign
                found.append(sign)
                write = (write + 1) % _SIZE
    return bytes(found[:limit])
