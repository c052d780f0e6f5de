"""Bytes into text the way the sender meant them: charsets that lie, that are missing, that nobody knows.

The order is: the declared charset, UTF-8, Windows-1252. Windows-1252 accepts anything, so decoding never fails.
"""

import codecs
import re
import unicodedata

from inbound_mail.sentences import gettext_noop as _

# Names seen in real mail that Python's codec registry does not know, or that mean more than they say:
# WHATWG's observation holds for mail too, "ISO-8859-1" and "us-ascii" are Windows-1252 in practice.
_ALIASES = {
    "": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "ansi_x3.110-1983": "cp1252",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
    "utf": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "windows1252": "cp1252",
    "win-1252": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "chinesebig5": "big5",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-macintosh": "mac_roman",
    "mac": "mac_roman",
    "x-windows-874": "cp874",
    "cp-850": "cp850",
    "ibm850": "cp850",
}
_NAME = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")
# Python codecs that are no charset of any mail: some are slow, some warn, some run other decoders.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_SINGLE_BYTE_WESTERN = {"cp1252", "cp1254", "iso8859-15", "mac-roman", "cp850"}
_FEW_ERRORS = 0.02
_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)])
_SURROGATE = re.compile("[\ud800-\udfff]")
# Characters that draw nothing but reorder or hide what stands around them: a file name or a subject needs none.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The five bytes that Windows-1252 leaves undefined stand for themselves.
_CP1252 = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))


def known_charset(name: str) -> str | None:
    """The Python codec behind a charset name of a mail, or None when it is no charset that we decode."""
    cleaned = name.strip().strip("\"'<>").lower().removeprefix("charset=")
    if cleaned and not _NAME.fullmatch(cleaned):
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(cleaned, cleaned))
    except LookupError:
        return None
    # Transformations such as rot13 or zlib stand in the same registry; only real charsets decode bytes to text.
    if codec.name in _NOT_CHARSETS or not codec._is_text_encoding:
        return None
    return codec.name


def decode_bytes(data: bytes, charset: str = "") -> tuple[str, str | None]:
    """Decode with the declared charset, else UTF-8, else Windows-1252.

    Returns the text and None, or the text and one French sentence that says what was wrong. Never raises.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark) and charset.lower() not in {"utf-16le", "utf-16be"}:
            return data.decode(name, "replace").removeprefix("\ufeff"), None
    codec = known_charset(charset)
    if codec is None:
        return _utf8_or_western(data), _("jeu de caractères inconnu")
    if codec in _SINGLE_BYTE_WESTERN and not data.isascii():
        # Bytes that happen to be valid UTF-8 are UTF-8: French in Windows-1252 practically never is.
        try:
            return data.decode("utf-8"), _("annoncé dans un jeu occidental, en réalité UTF-8")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(codec), None
    except (UnicodeError, ValueError):
        return _best_effort(data, codec), _("octets invalides dans le jeu de caractères annoncé")


def _best_effort(data: bytes, codec: str) -> str:
    if codec == "cp1252":
        return _western(data)
    try:
        replaced = data.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return _utf8_or_western(data)
    if codec != "utf-8":
        # A few broken characters of a Japanese mail do not make it a Western one.
        wrong = replaced.count("\ufffd")
        return replaced if wrong <= max(3, len(replaced) * _FEW_ERRORS) else _utf8_or_western(data)
    return _utf8_or_western(data)


def _utf8_or_western(data: bytes) -> str:
    replaced = data.decode("utf-8", "replace")
    wrong = replaced.count("\ufffd")
    if not wrong:
        return replaced
    # One damaged byte in a long UTF-8 text must not turn every accent of it into two signs.
    right = sum(1 for sign in replaced if sign > "\x7f") - wrong
    return replaced if right > wrong else _western(data)


def _western(data: bytes) -> str:
    return data.decode("latin-1").translate({code: _CP1252[code] for code in range(0x80, 0xA0)})


def clean_text(text: str) -> str:
    """Text that a database and a page can hold: LF line ends, no NUL, no control sign but TAB and LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    return _SURROGATE.sub("\ufffd", text.translate(_CONTROLS))


def clean_line(text: str, limit: int) -> str:
    """One line, without control or invisible signs, at most `limit` characters."""
    line = _INVISIBLE.sub("", clean_text(text))
    return " ".join(unicodedata.normalize("NFC", line[: limit * 4]).split())[:limit]
