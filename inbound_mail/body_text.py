"""Which words a mail says when it says them twice, as plain text and as HTML, and where its pictures stand in them.

The plain text is what most programs take care of. It gives way to the HTML when it is missing, when it does not show
where the pictures stand, and when it says less than the HTML does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from inbound_mail import pictures
from inbound_mail.html_text import HtmlText, may_mark_history, read_html
from inbound_mail.quoting import Split, split_reply
from tickets import picture_words

# "This message needs a program that shows HTML" and kin are short; a longer plain text is taken at its word.
_STUB_LETTERS = 300
_KEY_LETTERS = 40
_SHORTEST_KEY = 12
_KEY_LINES = 4
_FRAME = re.compile(r"</?(?:html|body)\b[^<>]{0,4000}>", re.IGNORECASE)
_NOT_A_LETTER = re.compile(r"[\W_]+")
# What servers put under a mail, often in its HTML alone.
_NOTICE = re.compile(
    r"confidenti|destinataire|recipient|disclaimer|avertissement|virus|environnement|environment|imprimer|print|"
    r"privileged|intended|données personnelles|exp[ée]diteur externe",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One run of body: plain, HTML, or both when the mail offers them as alternatives.

    `picture` is the Content-ID when it is nothing but a picture between two runs, as Apple Mail sends them.
    """

    plain: str | None
    html: str | None
    picture: str = ""


def picture_between(content_id: str, name: str) -> Segment:
    """The segment of a picture that stands between two runs of text."""
    markup = f'<p><img src="cid:{escape(content_id)}" alt="{escape(name)}"></p>'
    return Segment(picture_words.words(name), markup, content_id)


def as_one(segments: Sequence[Segment]) -> Segment:
    """The alternatives of one text as one segment; Apple Mail puts several HTML parts, with pictures between."""
    said = [segment.plain or "" for segment in segments if not segment.picture]
    plains = [plain for plain in said if plain.strip()]
    htmls = [segment.html for segment in segments if segment.html]
    only_pictures = all(segment.picture for segment in segments if segment.html)
    return Segment("\n\n".join(plains) or None, None if only_pictures else _one_document(htmls) or None)


def _one_document(markups: Sequence[str]) -> str:
    """Several documents as one: readers of HTML stop at the first `</html>`."""
    return markups[0] if len(markups) == 1 else "\n".join(_FRAME.sub("", each) for each in markups)


def without_shown(segments: Sequence[Segment]) -> list[Segment]:
    """The segments without the pictures that the HTML beside them shows at their place already."""
    htmls = "\n".join(segment.html for segment in segments if segment.html and not segment.picture)
    return [each for each in segments if not (each.picture and f"cid:{each.picture}" in htmls)]


def joined_html(segments: Sequence[Segment]) -> str | None:
    """The only HTML as received; several in a row, with the plain text between them, as one."""
    if not any(segment.html and not segment.picture for segment in segments):
        return None
    if len(segments) == 1:
        return segments[0].html
    return _one_document(
        [
            segment.html or f"<pre>{escape(segment.plain or '')}</pre>"
            for segment in segments
            if segment.html or segment.plain
        ]
    )


def joined_text(segments: Sequence[Segment], names: Mapping[str, str]) -> HtmlText:
    """All the text of a mail; `names` gives its picture files by Content-ID."""
    texts, history, lines = [], None, 0
    for segment in segments:
        read = _segment_text(segment, names)
        if not read.text.strip():
            continue
        if history is None and read.history is not None:
            history = lines + read.history
        texts.append(read.text)
        lines += read.text.count("\n") + 2
    return HtmlText("\n\n".join(texts), history)


def _segment_text(segment: Segment, names: Mapping[str, str]) -> HtmlText:
    if segment.plain is None or not segment.plain.strip():
        return read_html(segment.html, names) if segment.html else HtmlText("")
    shown = pictures.pictures_of(segment.html) if segment.html and names else []
    plain, complete = pictures.in_plain(segment.plain.strip("\n"), shown, names)
    if segment.html and (not complete or len(plain) < _STUB_LETTERS):
        read = read_html(segment.html, names)
        if not complete or _says_less(plain, read.text):
            return read
    return HtmlText(plain)


def _says_less(plain: str, full: str) -> bool:
    """Whether a short plain text leaves out words of the author's that the HTML has."""
    said, all_said = _letters(plain), _letters(full)
    if len(all_said) < 2 * len(said):
        return False
    return not (all_said.startswith(said) and _NOTICE.search(full))


def _letters(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).lower()


def split(text: HtmlText, markup: str | None) -> Split:
    """The new part and the rest; where the words of the plain text do not tell them apart, the HTML may."""
    found = split_reply(text.text, text.history)
    if found.quoted or text.history is not None or not markup or not may_mark_history(markup):
        return found
    place = _same_place(text.text, read_html(markup, {}))
    return found if place is None else split_reply(text.text, place)


def _same_place(plain: str, marked: HtmlText) -> int | None:
    """The line of the plain text that says the same as the first lines of the HTML's history."""
    if marked.history is None:
        return None
    after = marked.text.split("\n")[marked.history :]
    key = _letters(" ".join(after[:_KEY_LINES]))[:_KEY_LETTERS]
    lines = [_letters(line[:400]) for line in plain.split("\n")[:10_000]]
    if len(key) < _SHORTEST_KEY:
        return None
    for index, line in enumerate(lines):
        if line and "".join(lines[index : index + _KEY_LINES]).startswith(key):
            return index
    return None
