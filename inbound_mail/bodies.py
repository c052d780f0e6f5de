"""From the tree of parts to what a reader wants: the text, the HTML, the files."""

import hashlib
import re
from dataclasses import dataclass, field
from html import escape

from inbound_mail.charsets import clean_text, decode_bytes
from inbound_mail.html_text import html_to_text
from inbound_mail.mime_text import clean_file_name, decode_transfer
from inbound_mail.mime_tree import Part, read_header_block
from inbound_mail.parsed import ParsedAttachment
from inbound_mail.sentences import gettext_noop as _

TEXT_LIMIT = 500_000
ATTACHMENTS_LIMIT = 100

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
}
_SEALED_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


@dataclass(slots=True)
class Contents:
    """What the parts of one mail hold together."""

    text: str = ""
    html: str | None = None
    attachments: list[ParsedAttachment] = field(default_factory=list)
    encrypted: bool = False
    truncated: bool = False
    defects: list[str] = field(default_factory=list)

    def note(self, sentence: str | None) -> None:
        """Remember a defect once."""
        if sentence and sentence not in self.defects:
            self.defects.append(sentence)


@dataclass(frozen=True, slots=True)
class _Segment:
    """One run of body text: plain, HTML, or both when the mail offers them as alternatives."""

    plain: str | None
    html: str | None


def read_contents(root: Part) -> Contents:
    """Text, HTML and attachments of a mail, decoded, within the limits. Never raises."""
    contents = Contents()
    segments = _segments(root, contents, first=True)
    texts = [_segment_text(segment) for segment in segments]
    contents.text = "\n\n".join(text for text in texts if text.strip())
    if len(contents.text) > TEXT_LIMIT:
        contents.text, contents.truncated = contents.text[:TEXT_LIMIT], True
        contents.note(_("texte démesuré, coupé"))
    contents.html = _joined_html(segments)
    if contents.html and len(contents.html) > 2 * TEXT_LIMIT:
        contents.html, contents.truncated = contents.html[: 2 * TEXT_LIMIT], True
        contents.note(_("HTML démesuré, coupé"))
    if "-----BEGIN PGP MESSAGE-----" in contents.text:
        contents.encrypted = True
    return contents


def _segment_text(segment: _Segment) -> str:
    if segment.plain is not None and segment.plain.strip():
        return segment.plain.strip("\n")
    return html_to_text(segment.html) if segment.html else ""


def _joined_html(segments: list[_Segment]) -> str | None:
    """The only HTML as received; several in a row, with the plain text between them, as one."""
    if not any(segment.html for segment in segments):
        return None
    if len(segments) == 1:
        return segments[0].html
    return "\n".join(
        segment.html or f"<pre>{escape(segment.plain or '')}</pre>"
        for segment in segments
        if segment.html or segment.plain
    )


def _segments(part: Part, contents: Contents, first: bool) -> list[_Segment]:
    if part.is_multipart and part.children:
        return _multipart_segments(part, contents, first)
    kind = part.content_type
    attached = part.disposition == "attachment" or bool(_declared_name(part))
    if kind in _SEALED_TYPES and "signed-data" not in part.parameters.get("smime-type", "").lower():
        contents.encrypted = True
    # A multipart that could not be cut is read as text: better all of it than nothing.
    if (kind in {"text/plain", "text/html"} or part.is_multipart) and not attached:
        text = _decoded_text(part, contents)
        return [_Segment(None, text) if kind == "text/html" else _Segment(text, None)]
    if not (first and part.start >= part.end):
        _attach(part, contents)
    return []


def _multipart_segments(part: Part, contents: Contents, first: bool) -> list[_Segment]:
    if part.content_type == "multipart/encrypted":
        contents.encrypted = True
    found: list[_Segment] = []
    for child in part.children:
        found += _segments(child, contents, first=False)
    if part.content_type != "multipart/alternative":
        return found
    plains = [segment.plain for segment in found if segment.plain]
    htmls = [segment.html for segment in found if segment.html]
    # Apple Mail puts several HTML parts, with images between, beside one plain text.
    return [_Segment("\n\n".join(plains) or None, "\n".join(htmls) or None)] if found else []


def _decoded_text(part: Part, contents: Contents) -> str:
    data, problem = decode_transfer(part.body[: 8 * TEXT_LIMIT], part.text("content-transfer-encoding"))
    contents.note(problem)
    charset = part.parameters.get("charset", "")
    if not charset and part.content_type == "text/html":
        declared = _META_CHARSET.search(data[:4096])
        charset = declared[1].decode("ascii") if declared else ""
    text, problem = decode_bytes(data[: 4 * TEXT_LIMIT], charset)
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


def _attach(part: Part, contents: Contents) -> None:
    if len(contents.attachments) >= ATTACHMENTS_LIMIT:
        contents.truncated = True
        contents.note(_("trop de pièces jointes, les suivantes sont ignorées"))
        return
    data, problem = decode_transfer(part.body, part.text("content-transfer-encoding"))
    contents.note(problem)
    content_id = part.text("content-id").strip(" <>")[:250]
    contents.attachments.append(
        ParsedAttachment(
            name=_declared_name(part) or _given_name(part, data, len(contents.attachments) + 1),
            content_type=part.content_type,
            content=data,
            sha256=hashlib.sha256(data).hexdigest(),
            content_id=content_id,
            inline=part.disposition != "attachment" and (part.disposition == "inline" or bool(content_id)),
        )
    )


def _given_name(part: Part, data: bytes, number: int) -> str:
    """A name for a file that came without: the subject of an attached message, else a number."""
    extension = _EXTENSIONS.get(part.content_type, "")
    if part.content_type == "message/rfc822":
        subject = clean_file_name(read_header_block(data[:65_536]).text("subject").replace("/", "-"))
        if subject:
            return subject[:120] + extension
    return f"piece-jointe-{number}{extension}"
