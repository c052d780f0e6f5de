"""From the tree of parts to what a reader wants: the text, the HTML, the files."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from inbound_mail import body_text, pictures
from inbound_mail.body_text import Segment
from inbound_mail.charsets import clean_text, decode_bytes
from inbound_mail.html_text import HtmlText
from inbound_mail.mime_text import clean_file_name, decode_transfer
from inbound_mail.mime_tree import Part, read_header_block
from inbound_mail.parsed import ParsedAttachment
from inbound_mail.sentences import gettext_noop as _
from inbound_mail.tnef import Unpacked, is_tnef, read_tnef

TEXT_LIMIT = 500_000
ATTACHMENTS_LIMIT = 100
EMBEDDED_LIMIT = 20_000_000

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc",
    "application/ms-tnef": ".dat",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
_SEALED_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


@dataclass(slots=True)
class Contents:
    """What the parts of one mail hold together."""

    text: str = ""
    # The line of the text where its program says that the rest is older.
    history: int | None = None
    html: str | None = None
    attachments: list[ParsedAttachment] = field(default_factory=list)
    encrypted: bool = False
    truncated: bool = False
    # The words of a winmail.dat.
    packed: Segment | None = None
    defects: list[str] = field(default_factory=list)

    def note(self, sentence: str | None) -> None:
        """Remember a defect once."""
        if sentence and sentence not in self.defects:
            self.defects.append(sentence)

    @property
    def located(self) -> HtmlText:
        """The text and where its history starts."""
        return HtmlText(self.text, self.history)

    def attach(
        self, name: str, content_type: str, data: bytes, content_id: str = "", *, inline: bool = False
    ) -> ParsedAttachment | None:
        """Keep a file, its name made its own when the text may show it; None when there are too many already."""
        if len(self.attachments) >= ATTACHMENTS_LIMIT:
            self.truncated = True
            self.note(_("trop de pièces jointes, les suivantes sont ignorées"))
            return None
        known = {file.name for file in self.attachments} if inline or content_id else set()
        path, number = PurePath(name), 2
        while name in known:
            name, number = f"{path.stem}-{number}{path.suffix}", number + 1
        digest = hashlib.sha256(data).hexdigest()
        file = ParsedAttachment(name, content_type, data, digest, content_id, inline)
        self.attachments.append(file)
        return file

    def attach_picture(self, data: bytes, content_type: str) -> str | None:
        """Keep a picture that the HTML carried in itself; its Content-ID, or None when there are too many files."""
        number = len(self.attachments) + 1
        name = f"image-{number}{_EXTENSIONS.get(content_type, '.img')}"
        file = self.attach(name, content_type, data, f"image-{number}@html", inline=True)
        return file.content_id if file else None


def read_contents(root: Part) -> Contents:
    """Text, HTML and attachments of a mail, decoded, within the limits. Never raises."""
    contents = Contents()
    segments = _with_packed(_segments(root, contents), contents)
    text = body_text.joined_text(segments, _pictures(contents))
    contents.text, contents.history = text
    if len(contents.text) > TEXT_LIMIT:
        contents.text, contents.truncated = contents.text[:TEXT_LIMIT], True
        contents.note(_("texte démesuré, coupé"))
    contents.html = body_text.joined_html(segments)
    if contents.html and len(contents.html) > 2 * TEXT_LIMIT:
        contents.html, contents.truncated = contents.html[: 2 * TEXT_LIMIT], True
        contents.note(_("HTML démesuré, coupé"))
    if "-----BEGIN PGP MESSAGE-----" in contents.text:
        contents.encrypted = True
    contents.attachments = _seen_as_shown(contents)
    return contents


def _seen_as_shown(contents: Contents) -> list[ParsedAttachment]:
    """The files, a picture that the HTML shows being part of the text even where its program calls it an attachment."""
    shown = {picture.content_id for picture in pictures.pictures_of(contents.html or "")}
    return [
        replace(file, inline=True)
        if file.content_id in shown and file.content_type.startswith("image/")
        else file
        for file in contents.attachments
    ]


def _with_packed(segments: list[Segment], contents: Contents) -> list[Segment]:
    """The words of a winmail.dat beside the plain text that came with it, as two wordings of one text."""
    packed = contents.packed
    if packed is None:
        return segments
    said = body_text.as_one(segments)
    return [Segment(said.plain or packed.plain, said.html or packed.html)]


def _pictures(contents: Contents) -> Mapping[str, str]:
    """The names of the pictures that a text may show, by Content-ID."""
    return {
        file.content_id: file.name
        for file in reversed(contents.attachments)
        if file.content_id and (file.content_type.startswith("image/") or file.inline)
    }


def _segments(part: Part, contents: Contents, parent: str = "") -> list[Segment]:
    """The runs of text under `part`; `parent` is the type of the multipart around it, empty for the whole mail."""
    if part.is_multipart and part.children:
        return _multipart_segments(part, contents)
    kind = part.content_type
    attached = part.disposition == "attachment" or bool(_declared_name(part))
    if kind in _SEALED_TYPES and "signed-data" not in part.parameters.get("smime-type", "").lower():
        contents.encrypted = True
    # A multipart that could not be cut is read as text: better all of it than nothing.
    if (kind in {"text/plain", "text/html"} or part.is_multipart) and not attached:
        text = _decoded_text(part, contents)
        if kind != "text/html":
            return [Segment(text, None)]
        return [Segment(None, pictures.take_embedded(text, contents.attach_picture))]
    if parent or part.start < part.end:
        return _attach(part, contents, between=parent == "multipart/mixed")
    return []


def _multipart_segments(part: Part, contents: Contents) -> list[Segment]:
    if part.content_type == "multipart/encrypted":
        contents.encrypted = True
    found: list[Segment] = []
    for child in part.children:
        found += _segments(child, contents, part.content_type)
    found = body_text.without_shown(found)
    if part.content_type != "multipart/alternative":
        return found
    return [body_text.as_one(found)] if found else []


def _decoded_text(part: Part, contents: Contents) -> str:
    limit = 4 * TEXT_LIMIT
    if part.content_type == "text/html" and part.source.find(b"base64,", part.start, part.end) >= 0:
        limit = EMBEDDED_LIMIT  # pictures inside the HTML are taken out before its text is measured
    data, problem = decode_transfer(part.body[: 2 * limit], part.text("content-transfer-encoding"))
    contents.note(problem)
    charset = part.parameters.get("charset", "")
    if not charset and part.content_type == "text/html":
        declared = _META_CHARSET.search(data[:4096])
        charset = declared[1].decode("ascii") if declared else ""
    text, problem = decode_bytes(data[:limit], charset)
    contents.note(problem)
    text = clean_text(text)
    return _unflow(text, part) if part.parameters.get("format", "").lower() == "flowed" else text


def _unflow(text: str, part: Part) -> str:
    """Join the lines that format=flowed broke (RFC 3676): a line that ends with a space goes on."""
    delete_space = part.parameters.get("delsp", "").lower() == "yes"
    lines: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        kept = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != "-- ":
            lines[-1].append(kept)
        else:
            lines.append([">" * depth + (" " if depth and content else ""), kept])
        open_depth = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in lines)


def _declared_name(part: Part) -> str:
    return clean_file_name(part.disposition_parameters.get("filename") or part.parameters.get("name") or "")


def _attach(part: Part, contents: Contents, between: bool) -> list[Segment]:
    """Keep a file; one that shows itself between runs of text, without a Content-ID often, is a segment of it too."""
    data, problem = decode_transfer(part.body, part.text("content-transfer-encoding"))
    contents.note(problem)
    if is_tnef(data):
        unpacked = read_tnef(data)
        if not unpacked.is_empty:
            return _unpack(unpacked, contents)
        contents.note(_("winmail.dat illisible, gardé tel quel"))
    content_id = part.text("content-id").strip(" <>")[:250]
    shown = between and part.disposition == "inline" and part.content_type.startswith("image/")
    file = contents.attach(
        _declared_name(part) or _given_name(part, data, len(contents.attachments) + 1),
        part.content_type,
        data,
        content_id or (f"image-{len(contents.attachments) + 1}@mail" if shown else ""),
        inline=part.disposition != "attachment" and (part.disposition == "inline" or bool(content_id)),
    )
    return [body_text.picture_between(file.content_id, file.name)] if file and shown else []


def _unpack(unpacked: Unpacked, contents: Contents) -> list[Segment]:
    """Keep the files of a winmail.dat; its words count where the mail itself says less."""
    for file in unpacked.files:
        kind = file.content_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        contents.attach(file.name, kind, file.content, file.content_id, inline=bool(file.content_id))
    contents.packed = Segment(unpacked.text or None, unpacked.html or None)
    return []


def _given_name(part: Part, data: bytes, number: int) -> str:
    """A name for a file that came without: the subject of an attached message, else a number."""
    extension = _EXTENSIONS.get(part.content_type, "")
    if part.content_type == "message/rfc822":
        subject = clean_file_name(read_header_block(data[:65_536]).text("subject").replace("/", "-"))
        if subject:
            return subject[:120] + extension
    return f"piece-jointe-{number}{extension}"
