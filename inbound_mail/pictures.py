"""Pictures inside a mail's text: words that stand where each was, whatever the mail program wrote there.

The words are `[image : capture.png]`, by the name of the attached file: a page puts the picture in their place, and
whoever reads the text alone knows what stood there (../docs/rules/reading-mail.md).
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import NamedTuple

from tickets.picture_words import WORDS, words

IMAGES_LIMIT = 100
# Below, a picture inside the HTML itself is a line, a bullet or a counter.
_SMALLEST_EMBEDDED = 400

_IMG = re.compile(r"<img\b[^<>]{0,4000}>", re.IGNORECASE)
_SRC = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Inside the HTML itself: pasted pictures of Zimbra, Roundcube and others.
_EMBEDDED = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
# The plain text of Outlook; `<cid:…>` in that of others.
_CID_WORDS = re.compile(r"[\[<]cid:([^\[\]<>\s]{1,250})[\]>]", re.IGNORECASE)


class Picture(NamedTuple):
    """An `<img>` of the HTML: the Content-ID that it shows, and the words that stand for it when it does not."""

    content_id: str
    alt: str


def tidy(text: str) -> str:
    """The text with our words spaced as they are written; the layout of an HTML mail knows no no-break space."""
    return WORDS.sub(lambda match: words(match[1]), text)


def content_id(src: str) -> str:
    """The Content-ID that a `src` names; empty for any other address."""
    scheme, colon, rest = src.strip().partition(":")
    return rest.strip(" <>")[:250] if colon and scheme.lower() == "cid" else ""


def pictures_of(markup: str) -> list[Picture]:
    """The pictures that the HTML takes from the mail itself, in the order of the text, within IMAGES_LIMIT."""
    found: list[Picture] = []
    if "cid:" not in markup.lower():
        return found
    for tag in _IMG.findall(markup):
        src, alt = _SRC.search(tag), _ALT.search(tag)
        named = content_id(unescape(src[1] or src[2] or src[3] or "")) if src else ""
        if named and len(found) < IMAGES_LIMIT:
            found.append(Picture(named, unescape((alt[1] or alt[2] or "") if alt else "")))
    return found


def in_plain(text: str, shown: list[Picture], names: Mapping[str, str]) -> tuple[str, bool]:
    """The plain text with our words where its program marked a picture, and whether each of `shown` was marked.

    Outlook writes `[cid:image001.png@01D…]` or the description in brackets, Gmail `[image: image.png]`, Apple nothing.
    """
    complete, position = True, 0
    for picture in shown:
        name = names.get(picture.content_id)
        if name is None:
            continue
        marks = [f"[cid:{picture.content_id}]", f"<cid:{picture.content_id}>"]
        marks += [f"[image: {picture.alt}]", f"[{picture.alt}]"] if picture.alt.strip() else []
        places = [(text.find(mark, position), mark) for mark in marks]
        place, mark = min((each for each in places if each[0] >= 0), default=(-1, ""))
        if place < 0:
            complete = False
            continue
        text = text[:place] + words(name) + text[place + len(mark) :]
        position = place + len(words(name))
    return _CID_WORDS.sub(lambda match: words(names.get(match[1], match[1].split("@")[0])), text), complete


def take_embedded(markup: str, attach: Callable[[bytes, str], str | None]) -> str:
    """The markup with the pictures that it carries in itself taken out, so that they are files like all others.

    `attach` takes bytes and type, and returns the Content-ID under which the file now stands, or None.
    """

    def taken(match: re.Match[str]) -> str:
        try:
            data = base64.b64decode("".join(match[2].split()))
        except (binascii.Error, ValueError):
            return "data:,"
        kind = f"image/{match[1].lower().replace('jpg', 'jpeg')}"
        named = attach(data, kind) if len(data) >= _SMALLEST_EMBEDDED else None
        return f"cid:{named}" if named else "data:,"

    return _EMBEDDED.sub(taken, markup) if "data:image" in markup.lower() else markup
