"""The HTML of a mail as a document that can do nothing: no script, no form, no style sheet, no picture from outside.

What is left of it still stands in a sandboxed frame without scripts, under a policy of its own (console/views/html.py):
each of the three is enough by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import nh3

from inbound_mail import pictures

# What is sanitised of one mail. A newsletter has a tenth of it; deeper or busier markup is no mail that anybody wrote.
MARKUP_LIMIT = 1_000_000
TAGS_LIMIT = 40_000
DEPTH_LIMIT = 1_000
TAG_LENGTH_LIMIT = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Closed by nature or by the next of their kind: a thousand of them lie beside each other, not inside.
_FLAT = {
    *(
        "br",
        "img",
        "hr",
        "meta",
        "link",
        "input",
        "col",
        "wbr",
        "base",
        "area",
        "embed",
        "source",
        "p",
        "li",
        "td",
    ),
    *("th", "tr", "dt", "dd", "option"),
}

_TAGS = {
    *(
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
    ),
    *(
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
    ),
    *(
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
    ),
    *(
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
    ),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr"),
}
# Left out with all that stands inside: none of it is words of the mail.
_WITHOUT_CONTENT = {
    *(
        "script",
        "style",
        "title",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "noscript",
        "noembed",
    ),
    *("noframes", "textarea", "select", "xmp", "audio", "video", "canvas", "head"),
}
_EVERYWHERE = {
    "style",
    "align",
    "valign",
    "bgcolor",
    "color",
    "width",
    "height",
    "dir",
    "lang",
    "title",
    "border",
}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "hspace", "vspace"},
    "font": {"face", "size"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "ul": {"type"},
}
# None of these takes an address, and none leaves the place where the element stands.
_STYLES = {
    *("background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left"),
    *(
        "border-radius",
        "border-right",
        "border-spacing",
        "border-style",
        "border-top",
        "border-width",
        "clear",
    ),
    *(
        "color",
        "direction",
        "display",
        "float",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
    ),
    *("font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom"),
    *("margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width"),
    *(
        "overflow-wrap",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
        "table-layout",
    ),
    *(
        "text-align",
        "text-decoration",
        "text-indent",
        "text-transform",
        "vertical-align",
        "white-space",
        "width",
    ),
    *("word-break", "word-spacing", "word-wrap"),
}
# A backslash spells a name that the filter does not read as the browser does.
_CSS_ADDRESS = re.compile(r"url|image-set|expression|\\|/\*|src\(", re.IGNORECASE)
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(slots=True)
class _Sources:
    """Where pictures may come from, and what was left out."""

    own: Mapping[str, str]
    remote: bool
    left_out: set[str] = field(default_factory=set)

    def picture(self, src: str) -> str | None:
        named = pictures.content_id(src)
        if named:
            return self.own.get(named)
        if _scheme(src) not in {"http", "https"}:
            return None
        if self.remote and _scheme(src) == "https":
            return src.strip()
        self.left_out.add(src)
        return None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sanitised fragment; `remote` is how many pictures from outside it does not show, `cut` whether it is whole."""

    markup: str
    remote: int
    cut: bool


def sanitised(markup: str, own: Mapping[str, str], *, remote: bool = False) -> Shown:
    """The HTML of a mail without anything that acts; `own` gives the addresses of its own pictures by Content-ID.

    Pictures from outside stay away unless `remote`, and then only by https: whoever sent them learns who reads.
    """
    kept = _within_limits(markup)
    sources = _Sources(own, remote)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return sources.picture(value)
        if name == "href":
            return value if _scheme(value) in _LINK_SCHEMES else None
        if name == "style":
            return None if _CSS_ADDRESS.search(value) else value
        return value

    clean = nh3.clean(
        kept,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        filter_style_properties=_STYLES,
        url_schemes=_LINK_SCHEMES | {"cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"loading": "lazy"}},
    )
    return Shown(clean, len(sources.left_out), len(kept) < len(markup))


def _within_limits(markup: str) -> str:
    """The markup up to where it stops being a mail's: parsing costs the square of depth and of attributes."""
    kept, depth = markup[:MARKUP_LIMIT], 0
    for count, tag in enumerate(_TAG.finditer(kept)):
        if tag[1]:
            depth = max(0, depth - 1)
        elif tag[2].lower() not in _FLAT:
            depth += 1
        endless = kept.find(">", tag.start(), tag.start() + TAG_LENGTH_LIMIT) < 0
        if count == TAGS_LIMIT or depth > DEPTH_LIMIT or endless:
            return kept[: tag.start()]
    return kept


def _scheme(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return ""
