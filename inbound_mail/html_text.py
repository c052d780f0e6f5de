"""HTML mail as text, quotes kept: what somebody else wrote before stands behind "> " as in a plain-text mail.

Only quotes that a mail program marked become "> ": a blockquote that the author used to indent stays theirs. What
programs call their headings of a reply tells where history starts, in whatever language they are written.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree, html  # type: ignore[import-untyped]

from inbound_mail import pictures
from inbound_mail.charsets import clean_text
from tickets import picture_words

# inscriptis reads about 1 MB of plain markup a second and recurses per level; a mail that a person wrote is far under.
HTML_LIMIT = 400_000
ELEMENTS_LIMIT = 12_000
DEPTH_LIMIT = 120
TABLE_CELLS_LIMIT = 2_000

_DROPPED = {
    "script",
    "style",
    "head",
    "title",
    "meta",
    "link",
    "object",
    "embed",
    "iframe",
    "template",
    "svg",
    "math",
}
_TABLE_PARTS = {"tr", "td", "th", "thead", "tbody", "tfoot", "caption"}
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLOCK_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|hr)\b[^<>]{0,200}>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*>")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_QUOTE_CLASSES = re.compile(
    r"gmail_quote|moz-cite|protonmail_quote|yahoo_quoted|yahoo-quoted|zmail_extra|cite\b"
)
_QUOTE_STYLE = re.compile(r"border-left[^:;]*:\s*[^;]*(?:\d|solid)", re.IGNORECASE)
# How programs call the element that opens what was written before: Outlook of all kinds, Gmail, Thunderbird, Yahoo,
# Proton, Roundcube, Zimbra, Spark, Tuta.
_HISTORY = re.compile(
    r"(?:divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|"
    r"OLK_SRC_BODY_SECTION|isReplyContent|isForwardContent|OutlookMessageHeader|gmail_attr|moz-cite-prefix|"
    r"moz-forward-container|yahoo_quoted\w*|protonmail_quote|tutanota_quote|reply-intro|zwchr|__DIVIDER__|"
    r"__HEADERS__|messageReplySection|messageForwardSection)"
)
_HISTORY_NAMES = ("id", "class", "name", "data-marker")
# Private-use signs that no mail text holds: they survive the layout and become "> " afterwards.
_OPEN, _CLOSE, _HERE = "\ue0f1", "\ue0f2", "\ue0f3"
_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}{_HERE}]")
_BLANKS = re.compile(r"\n{3,}")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_links=False, display_images=False)


class HtmlText(NamedTuple):
    """The text of an HTML mail; `history` is the line where its program says that the rest is older, None unsaid."""

    text: str
    history: int | None = None


def html_to_text(markup: str) -> str:
    """The text of an HTML mail with "> " before quoted lines. Never raises; oversized markup is cut at HTML_LIMIT."""
    return read_html(markup, {}).text


def read_html(markup: str, names: Mapping[str, str]) -> HtmlText:
    """The text of an HTML mail and where its history starts; `names` gives the files of the mail by Content-ID."""
    markup = _DECLARATION.sub("", _SIGNS.sub("", clean_text(markup[:HTML_LIMIT])))
    if not markup.strip():
        return HtmlText("")
    try:
        # huge_tree: libxml2 would silently drop what stands too deep; our own limits come right after.
        tree = html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        # Nothing but comments or signs that libxml2 refuses.
        return HtmlText(_strip_tags(markup))
    if not _prepare(tree, names):
        return HtmlText(_strip_tags(markup))
    try:
        text = Inscriptis(tree, _CONFIG).get_text()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        # Tables nested against all rules; the words still count more than the layout.
        return HtmlText(_strip_tags(markup))
    return _located(pictures.tidy(_quote(text)) if names else _quote(text))


def may_mark_history(markup: str) -> bool:
    """Whether the markup may tell where history starts; cheap, for mails whose plain text does not."""
    return bool(_HISTORY.search(markup))


def _located(text: str) -> HtmlText:
    """Take the signs of history out of the text; the first of them tells its line."""
    if _HERE not in text:
        return HtmlText(text)
    lines = text.split("\n")
    marked = next(index for index, line in enumerate(lines) if _HERE in line)
    return HtmlText(text.replace(_HERE, ""), marked)


def _strip_tags(markup: str) -> str:
    text = _TAG.sub(" ", _BLOCK_TAG.sub("\n", markup))
    return clean_text("\n".join(" ".join(line.split()) for line in unescape(text).split("\n"))).strip("\n")


def _prepare(tree: html.HtmlElement, names: Mapping[str, str]) -> bool:
    """Remove what is not read, mark quotes, flatten layout. False when the tree is too large or too deep."""
    dropped: list[html.HtmlElement] = []
    tables: list[_Table] = []
    depth = 0
    for count, (event, element) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_LIMIT or count > 2 * ELEMENTS_LIMIT:
            return False
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            _open_element(element, tables, dropped, names)
        elif element.tag == "table" and tables:
            tables.pop().close(enclosing=tables)
    for element in dropped:
        if element.getparent() is not None:
            element.drop_tree()
    return True


def _open_element(
    element: html.HtmlElement,
    tables: "list[_Table]",
    dropped: list[html.HtmlElement],
    names: Mapping[str, str],
) -> None:
    style = element.get("style") or ""
    history = _opens_history(element)
    if element.tag == "table":
        tables.append(_Table(element))
    elif tables and element.tag in _TABLE_PARTS:
        tables[-1].add(element)
    if element.tag in _DROPPED or _HIDDEN.search(style):
        dropped.append(element)
    elif element.tag == "img":
        _show_picture(element, names)
    elif element.tag == "hr":
        element.tag = "div"
        element.text = "_" * 32
    elif element.tag == "blockquote":
        _mark_quote(element, style)
    if history:
        element.text = _HERE + (element.text or "")
    # Widths, spans and styles of a newsletter only confuse the layout of its text.
    element.attrib.clear()


def _opens_history(element: html.HtmlElement) -> bool:
    for name in _HISTORY_NAMES:
        value = element.get(name)
        if value and any(_HISTORY.fullmatch(word) for word in value.split()[:20]):
            return True
    return False


def _show_picture(element: html.HtmlElement, names: Mapping[str, str]) -> None:
    """Put words in the place of a picture that the mail brought; a remote one has no place in a text."""
    named = pictures.content_id(element.get("src") or "")
    if named in names:
        element.tag = "span"
        element.text = picture_words.words(names[named])


class _Table:
    """A table met while walking. Most tables of a mail are layout: only one that shows columns is drawn as a table."""

    def __init__(self, element: html.HtmlElement) -> None:
        self.element = element
        self.parts: list[html.HtmlElement] = []
        self.cells = self.rows = 0
        self.holds_table = False

    def add(self, part: html.HtmlElement) -> None:
        self.parts.append(part)
        self.cells += part.tag in {"td", "th"}
        self.rows += part.tag == "tr"

    def close(self, enclosing: "list[_Table]") -> None:
        """Turn layout into plain blocks, whose text costs nothing to lay out and keeps its lines."""
        if enclosing:
            enclosing[-1].holds_table = True
        if self.holds_table or self.cells <= self.rows or self.cells > TABLE_CELLS_LIMIT:
            for part in [self.element, *self.parts]:
                part.tag = "div"


def _mark_quote(element: html.HtmlElement, style: str) -> None:
    quoted = (
        element.get("type") == "cite"
        or element.get("cite") is not None
        or _QUOTE_CLASSES.search(element.get("class") or "")
        or _QUOTE_STYLE.search(style)
    )
    element.tag = "div"
    if not quoted:
        return
    first, last = etree.Element("div"), etree.Element("div")
    first.text, last.text = _OPEN, _CLOSE
    first.tail, element.text = element.text, None
    element.insert(0, first)
    element.append(last)


def _quote(text: str) -> str:
    lines, depth = [], 0
    for line in text.split("\n"):
        opened, closed = line.count(_OPEN), line.count(_CLOSE)
        content = line.replace(_OPEN, "").replace(_CLOSE, "").rstrip()
        depth += opened
        if content.strip() or not (opened or closed):
            # The layout indents a quote; its sign says the same.
            lines.append(">" * depth + " " + content.lstrip() if depth else content)
        depth = max(0, depth - closed)
    return _BLANKS.sub("\n\n", "\n".join(_without_edges(lines))).strip("\n")


def _without_edges(lines: list[str]) -> list[str]:
    """The lines without the empty quoted ones that only open or close a quote."""
    around = ["", *lines, ""]
    return [
        line
        for index, line in enumerate(lines)
        if line.strip("> ") or not line or (around[index][:1] == ">" and around[index + 2][:1] == ">")
    ]
