"""Raw mail out of files: single messages, folders of them, mbox, Maildir, standard input.

In a folder, a file is mail when its extension says so (.eml .msg .raw .mbox …) or, for any other, when it begins with
mail headers: a LICENSE or a README.md beside the messages is left alone. A path named outright is always mail.
Of a message over `RAW_LIMIT` the beginning is read and the rest counted, never held in memory.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_tz
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from inbound_mail.parsing import RAW_LIMIT

STANDARD_INPUT = "-"
# What is read of a message over the limit, and how much of any stream at a time.
BEGINNING = 1024 * 1024
_PIECE = 1024 * 1024
MESSAGE_EXTENSIONS = frozenset({".eml", ".msg", ".raw", ".mail", ".rfc822", ".mht", ".emlx"})
MBOX_EXTENSIONS = frozenset({".mbox", ".mbx"})
_NEVER_MAIL = frozenset(
    {".md", ".rst", ".py", ".json", ".html", ".htm", ".pdf", ".zip", ".gz", ".csv", ".yml", ".yaml"}
)

# The separator of an mbox carries an asctime date; a sentence that begins with "From " does not.
_FROM_LINE = re.compile(
    rb"From \S* *(?P<date>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +\S+ +\S+ +\d\d?:\d\d(?::\d\d)?"
    rb".{0,40}\d{4}.{0,12})\r?\n?$"
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAIL_HEADER = re.compile(
    rb"(?:From|Received|Return-Path|Delivered-To|Date|Subject|To|Cc|Message-ID|MIME-Version|Content-Type|Reply-To|Sender|"
    rb"X-[\w-]+|DKIM-Signature|Authentication-Results|ARC-[\w-]+|Envelope-To|Content-Transfer-Encoding)[ \t]*:",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?:[+-]\d{4}|[A-Z]{2,4})$")


class MissingPathError(ValueError):
    """A path that does not exist or cannot be read; its text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class FoundMail:
    """One raw message: where it stood ("path", or "path#3" inside an mbox) and its delivery if known (aware).

    `size` is that of the whole message, in bytes; of one over `RAW_LIMIT`, `raw` is the beginning alone.
    """

    source: str
    raw: bytes
    arrival: datetime | None
    size: int


def read_paths(paths: Iterable[str], standard_input: BinaryIO | None = None) -> Iterator[FoundMail]:
    """Every message under the paths, in their order; folders sorted by name.

    All paths are checked before the first message is yielded. Raises MissingPathError.
    """
    wanted = list(paths)
    for path in wanted:
        _check(path)
    return chain.from_iterable(_read(path, standard_input) for path in wanted)


def _check(path: str) -> None:
    if path == STANDARD_INPUT:
        return
    place = Path(path)
    if not place.exists():
        raise MissingPathError(_("%(path)s\u00a0: ce fichier ou dossier n’existe pas.") % {"path": path})
    if place.is_file():
        try:
            place.open("rb").close()
        except OSError as error:
            raise MissingPathError(_("%(path)s\u00a0: lecture impossible.") % {"path": path}) from error


def _read(path: str, standard_input: BinaryIO | None) -> Iterator[FoundMail]:
    if path == STANDARD_INPUT:
        return _read_stream(path, standard_input or sys.stdin.buffer)
    place = Path(path)
    return _read_folder(place) if place.is_dir() else _read_file(place)


def _read_folder(folder: Path) -> Iterator[FoundMail]:
    if (folder / "cur").is_dir() and (folder / "new").is_dir():
        yield from _read_maildir(folder)
        return
    for place in sorted(folder.iterdir()):
        if place.is_symlink() and place.is_dir():
            continue
        if place.is_dir():
            yield from _read_folder(place)
        elif place.is_file() and _looks_like_mail(place):
            yield from _read_file(place)


def _read_maildir(folder: Path) -> Iterator[FoundMail]:
    """Messages of new/ and cur/, by name; tmp/ holds deliveries not finished yet and is left alone."""
    for box in (folder / "new", folder / "cur"):
        for place in sorted(box.iterdir()):
            if place.is_file() and not place.name.startswith("."):
                delivered = datetime.fromtimestamp(place.stat().st_mtime, UTC)
                yield _read_single(place, delivered)
    # Maildir++ keeps its sub-folders beside as ".Name".
    for place in sorted(folder.iterdir()):
        if place.name.startswith(".") and (place / "cur").is_dir() and (place / "new").is_dir():
            yield from _read_maildir(place)


def _looks_like_mail(place: Path) -> bool:
    if place.name.startswith("."):
        return False
    extension = place.suffix.lower()
    if extension in MESSAGE_EXTENSIONS | MBOX_EXTENSIONS:
        return True
    if extension in _NEVER_MAIL:
        return False
    with place.open("rb") as file:
        beginning = file.read(4096).lstrip(b"\r\n")
    first = beginning.split(b"\n", 1)[0] + b"\n"
    return bool(_FROM_LINE.match(first) or _MAIL_HEADER.match(beginning))


def _read_file(place: Path) -> Iterator[FoundMail]:
    # An .eml that begins with a "From " line is one message, whatever lines its body holds.
    if place.suffix.lower() in MESSAGE_EXTENSIONS:
        yield _read_single(place, None)
        return
    with place.open("rb") as file:
        yield from _read_stream(str(place), file)


def _read_single(place: Path, arrival: datetime | None) -> FoundMail:
    size = place.stat().st_size
    with place.open("rb") as file:
        if size > RAW_LIMIT:
            return FoundMail(str(place), file.read(BEGINNING), arrival, size)
        return read_message(str(place), file, arrival)


def read_message(
    source: str, stream: BinaryIO, arrival: datetime | None = None, first: bytes = b""
) -> FoundMail:
    """The one message that `stream` holds after its `first` bytes."""
    raw = first + stream.read(RAW_LIMIT + 1 - len(first))
    size = len(raw)
    if size <= RAW_LIMIT:
        return FoundMail(source, raw, arrival, size)
    raw = raw[:BEGINNING]
    while piece := stream.read(_PIECE):
        size += len(piece)
    return FoundMail(source, raw, arrival, size)


def _read_stream(source: str, stream: BinaryIO) -> Iterator[FoundMail]:
    """One message, or an mbox when the first line separates messages."""
    first = stream.readline(_PIECE)
    if not _FROM_LINE.match(first):
        yield read_message(source, stream, first=first)
        return
    yield from _read_mbox(source, first, stream)


def _read_mbox(source: str, separator: bytes, stream: BinaryIO) -> Iterator[FoundMail]:
    """Cut an mbox, one message in memory at a time; ">From " of a body becomes "From " again."""
    number, collected, size, after_blank = 1, list[bytes](), 0, False
    while line := stream.readline(_PIECE):
        match = _FROM_LINE.match(line) if after_blank and line.startswith(b"From ") else None
        if match:
            yield _mbox_message(source, number, separator, collected, size)
            number, collected, size, separator = number + 1, [], 0, line
        elif (size := size + len(line)) <= RAW_LIMIT:
            collected.append(line)
        elif len(collected) > 1:
            collected = [_beginning(collected)]
        after_blank = not line.strip()
    yield _mbox_message(source, number, separator, collected, size)


def _beginning(lines: list[bytes]) -> bytes:
    found = bytearray()
    for line in lines:
        if len(found) >= BEGINNING:
            break
        found += line
    return bytes(found[:BEGINNING])


def _mbox_message(source: str, number: int, separator: bytes, lines: list[bytes], size: int) -> FoundMail:
    # The blank line before the next separator belongs to the mbox.
    content = lines[:-1] if lines and not lines[-1].strip() else lines
    raw = _QUOTED_FROM.sub(rb"\1", b"".join(content))
    whole = len(raw) if size <= RAW_LIMIT else size
    return FoundMail(f"{source}#{number}", raw, _separator_date(separator), whole)


def _separator_date(separator: bytes) -> datetime | None:
    """The delivery instant of a "From " line; written in UTC when it names no zone (RFC 4155)."""
    match = _FROM_LINE.match(separator)
    if match is None:
        return None
    text = match["date"].decode("ascii", "replace").strip().rstrip(".")
    zone = _ZONE.search(text)
    words = text[: zone.start()].split() if zone else text.split()
    if len(words) < 5:
        return None
    weekday, month, day, clock, year = words[:5]
    # "Tue Jul  7 22:47:39 2009", as asctime writes; some write the zone before the year.
    if not year.isdigit():
        zone_name, year = year, words[5] if len(words) > 5 else ""
    else:
        zone_name = zone[0] if zone else ""
    parsed = parsedate_tz(f"{weekday.rstrip(',')}, {day} {month} {year} {clock} {zone_name}".strip())
    if parsed is None:
        return None
    try:
        moment = datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None
    return datetime.fromtimestamp(moment.timestamp() - (parsed[9] or 0), UTC)
