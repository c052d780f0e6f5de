"""HTML mail as text, quotes kept: what somebody else wrote before stands behind "> " as in a plain-text mail.

Only quotes that a mail program marked become "> ": a blockquote that the author used to indent stays theirs.
"""

import re
from html import unescape

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree, html  # type: ignore[import-untyped]

from inbound_mail.charsets import clean_text

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
# Private-use signs that no mail text holds: they survive the layout and become "> " afterwards.
_OPEN, _CLOSE = "\ue0f1", "\ue0f2"
_BLANKS = re.compile(r"\n{3,}")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_links=False, display_images=False)


def html_to_text(markup: str) -> str:
    """The text of an HTML mail with "> " before quoted lines. Never raises; oversized markup is cut at HTML_LIMIT."""
    markup = _DECLARATION.sub("", clean_text(markup[:HTML_LIMIT]).replace(_OPEN, "").replace(_CLOSE, ""))
    if not markup.strip():
        return ""
    try:
        # huge_tree: libxml2 would silently drop what stands too deep; our own limits come right after.
        tree = html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        # Nothing but comments or signs that libxml2 refuses.
        return _strip_tags(markup)
    if not _prepare(tree):
        return _strip_tags(markup)
    try:
        text = Inscriptis(tree, _CONFIG).get_text()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        # Tables nested against all rules; the words still count more than the layout.
        return _strip_tags(markup)
    return _quote(text)


def _strip_tags(markup: str) -> str:
    text = _TAG.sub(" ", _BLOCK_TAG.sub("\n", markup))
    return clean_text("\n".join(" ".join(line.split()) for line in unescape(text).split("\n"))).strip("\n")


def _prepare(tree: html.HtmlElement) -> bool:
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
            _open_element(element, tables, dropped)
        elif element.tag == "table" and tables:
            tables.pop().close(enclosing=tables)
    for element in dropped:
        if element.getparent() is not None:
            element.drop_tree()
    return True


def _open_element(element: html.HtmlElement, tables: "list[_Table]", dropped: list[html.HtmlElement]) -> None:
    style = element.get("style") or ""
    if element.tag == "table":
        tables.append(_Table(element))
    elif tables and element.tag in _TABLE_PARTS:
        tables[-1].add(element)
    if element.tag in _DROPPED or _HIDDEN.search(style):
        dropped.append(element)
    elif element.tag == "hr":
        element.tag = "div"
        element.text = "_" * 32
    elif element.tag == "blockquote":
        _mark_quote(element, style)
    # Widths, spans and styles of a newsletter only confuse the layout of its text.
    element.attrib.clear()


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
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")
