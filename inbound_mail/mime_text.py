"""What stands in header fields: encoded words (RFC 2047), parameters (RFC 2231), transfer encodings.

Every function takes what real mail holds, broken or not, and returns the best reading; none raises.
Header values are `str` with one character per byte (ISO 8859-1 view), as `mime_tree` cuts them from the raw mail.
"""

import binascii
import re
from urllib.parse import unquote_to_bytes

from inbound_mail.charsets import clean_line, clean_text, decode_bytes
from inbound_mail.sentences import gettext_noop as _

HEADER_VALUE_LIMIT = 16_384

_ENCODED_WORD = re.compile(r"=\?([^?\s*]*)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_SPACE_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]*\?[bBqQ]\?)")
_QUOTED_PAIR = re.compile(r"\\(.)")
_CONTINUED_PARAMETER = re.compile(r"(?P<name>[^*\s]+)\*(?P<number>\d{1,3})?(?P<encoded>\*)?$")
_BASE64_JUNK = re.compile(rb"[^A-Za-z0-9+/=]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
# Some programs encode a file in pieces, each padded; none in a piece per byte.
_PADDED_RUNS_LIMIT = 100_000
_LINE = re.compile(rb"[^\n]*\n|[^\n]+$")
_BASE64_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]")
_PATH_AND_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def decode_header(value: str) -> str:
    """The readable text of a header value: encoded words decoded, raw 8-bit bytes guessed, on one line."""
    value = value[:HEADER_VALUE_LIMIT]
    if "=?" not in value:
        return clean_line(_bytes_as_meant(value), HEADER_VALUE_LIMIT)
    # White space between two encoded words belongs to the folding, not to the text (RFC 2047, 6.2).
    value = _SPACE_BETWEEN_WORDS.sub(r"\1", value)
    pieces: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        charset = word[1].lower()
        data = decode_base64(word[3].encode("latin-1")) if word[2] in "bB" else _decode_q(word[3])
        if between or charset != pending_charset:
            pieces += [decode_bytes(pending, pending_charset)[0], _bytes_as_meant(between)]
            pending = b""
        # Some mailers cut a multi-byte character between two words of one charset: decode them together.
        pending, pending_charset, end = pending + data, charset, word.end()
    pieces += [decode_bytes(pending, pending_charset)[0], _bytes_as_meant(value[end:])]
    return clean_line("".join(pieces), HEADER_VALUE_LIMIT)


def _bytes_as_meant(value: str) -> str:
    # A character beyond one byte: somebody decoded this text before us.
    if value.isascii() or any(sign > "\xff" for sign in value):
        return value
    return decode_bytes(value.encode("latin-1"))[0]


def _decode_q(text: str) -> bytes:
    return binascii.a2b_qp(text.replace(" ", "_").encode("latin-1", "replace"), header=True)


def split_parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset="utf-8"; name*0*=…` into the lower-case main value and its decoded parameters.

    The first of two parameters of one name wins. RFC 2231 pieces are joined in the order of their numbers.
    """
    parts = _split_outside_quotes(value[:HEADER_VALUE_LIMIT], ";")
    plain: dict[str, str] = {}
    continued: dict[str, list[tuple[int, bool, str]]] = {}
    for part in parts[1:]:
        name, equals, text = part.partition("=")
        name, text = name.strip().lower(), text.strip()
        if not name or not equals:
            continue
        text = _unquote(text)
        piece = _CONTINUED_PARAMETER.match(name)
        if piece:
            number, encoded = int(piece["number"] or 0), bool(piece["encoded"]) or piece["number"] is None
            continued.setdefault(piece["name"], []).append((number, encoded, text))
        else:
            # A boundary is compared byte for byte with the lines of the body: no decoding, no tidying.
            plain.setdefault(name, text if name == "boundary" else decode_header(text))
    for name, pieces in continued.items():
        plain[name] = _join_rfc2231(pieces)
    return parts[0].strip().strip('"').lower(), plain


def _join_rfc2231(pieces: list[tuple[int, bool, str]]) -> str:
    data, charset = b"", ""
    for index, (_number, encoded, piece_text) in enumerate(sorted(pieces, key=lambda piece: piece[0])):
        text = piece_text
        if index == 0 and encoded and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        raw = text.encode("latin-1", "replace")
        data += unquote_to_bytes(raw) if encoded else raw
    return clean_line(decode_bytes(data, charset)[0], HEADER_VALUE_LIMIT)


def _unquote(text: str) -> str:
    if text.startswith('"'):
        end = len(text) - 1 if len(text) > 1 and text.endswith('"') else len(text)
        return _QUOTED_PAIR.sub(r"\1", text[1:end])
    return text


def _split_outside_quotes(value: str, separator: str) -> list[str]:
    parts, start, quoted, index = [], 0, False, 0
    if '"' not in value:
        return value.split(separator)
    while index < len(value):
        sign = value[index]
        if sign == "\\" and quoted:
            index += 1
        elif sign == '"':
            quoted = not quoted
        elif sign == separator and not quoted:
            parts.append(value[start:index])
            start = index + 1
        index += 1
    parts.append(value[start:])
    return parts


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The bytes behind a Content-Transfer-Encoding, and None or a French sentence about what was wrong."""
    name = encoding.strip().strip("\"';").split(";")[0].strip().lower()
    if name == "base64":
        return _decode_declared_base64(data)
    if name in {"quoted-printable", "quotedprintable", "qp", "quoted printable", "quoted/printable"}:
        return binascii.a2b_qp(data), None
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _decode_uu(data)
    if name in {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits", "plain", "none"}:
        return data, None
    return data, _("codage de transfert inconnu")


def _decode_declared_base64(data: bytes) -> tuple[bytes, str | None]:
    sample = data[:4096].strip()
    foreign = len(_BASE64_FOREIGN.findall(sample))
    if foreign or b" " in sample:
        encoded = _leading_base64(data)
        if encoded:
            return decode_base64(encoded), _("texte étranger sous le base64, ignoré")
    # Words with spaces between them, or with punctuation, were never encoded.
    if foreign + sample.count(b" ") > max(8, len(sample) * 0.03):
        return data, _("annoncé en base64, mais en clair")
    return decode_base64(data), _("base64 abîmé") if foreign else None


def _leading_base64(data: bytes) -> bytes:
    """The whole base64 lines before a text that somebody put under them (the footer of a mailing list); else empty."""
    end = 0
    for match in _LINE.finditer(data):
        line = match[0].strip()
        if line and (len(line) % 4 or _NOT_BASE64.search(line)):
            break
        end = match.end()
        if line.endswith(b"="):
            break
    complete = data[:end].rstrip(b" \t").endswith((b"=\n", b"=\r\n", b"\n\n", b"\n\r\n"))
    return data[:end] if complete and data[:end].strip() and data[end:].strip() else b""


def decode_base64(data: bytes) -> bytes:
    """Base64 as far as it can be read: foreign signs skipped, padding mended, several padded runs joined."""
    padding = data.find(b"=")
    if padding < 0 or not data[padding:].strip(b"= \t\r\n"):
        try:
            # The usual case, without the copies that mending costs on an attachment of 30 MB.
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass
    stripped = _BASE64_JUNK.sub(b"", data)
    if b"=" not in stripped.rstrip(b"="):
        return _base64_run(stripped.rstrip(b"="))
    *runs, rest = re.split(rb"=+", stripped, maxsplit=_PADDED_RUNS_LIMIT)
    return b"".join(map(_base64_run, [*runs, rest.replace(b"=", b"")]))


def _base64_run(run: bytes) -> bytes:
    # A run of 4n+1 signs lost at least one: its last sign carries less than a byte.
    usable = run[: len(run) - 1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def _decode_uu(data: bytes) -> tuple[bytes, str | None]:
    start = re.search(rb"^begin [0-7]{3,4} .*$\r?\n?", data, re.MULTILINE)
    if start is None:
        return data, _("annoncé en uuencode, mais sans début")
    decoded: list[bytes] = []
    for line in data[start.end() :].splitlines():
        if line.strip() == b"end":
            return b"".join(decoded), None
        if not line:
            continue
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad a line wrongly: the count in its first byte says how much of it is meant.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                return b"".join(decoded), _("uuencode abîmé")
    return b"".join(decoded), _("uuencode sans fin")


def clean_file_name(name: str) -> str:
    """A file name without path, control or reordering signs, at most 150 characters; empty when nothing remains."""
    base = clean_text(name).replace("\\", "/").rsplit("/", 1)[-1]
    base = clean_line(_PATH_AND_FORBIDDEN.sub("_", base), 400).strip(". ")
    if len(base) > 150:
        stem, dot, extension = base.rpartition(".")
        base = stem[: 149 - len(extension)] + dot + extension if dot and len(extension) <= 12 else base[:150]
    return base
