"""The Markdown of a note as HTML that is safe to show, and as plain words.

CommonMark with tables; HTML in the text is shown as text. Links lead to http, https or a mail address, pictures are
shown by their words: none is ours yet. The page has the only h1, so a note's titles begin at h2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_TAGS = {
    "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li",
    "a", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SCROLLED = {"tabindex", "role", "aria-label"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "div": {"class", *_SCROLLED}, "pre": _SCROLLED}
_LINKS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# No two parts of a pattern take the same signs one after the other: no text is slow to read.
_CODE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)\[]*\)")
_RULES = re.compile(r"^(?:[ \t:|-]+\||[ \t]*[-*_]{3,}[ \t]*$)", re.MULTILINE)
_TITLE = re.compile(r"^[ \t]*#{1,6} (.*)$", re.MULTILINE)
_LINES = re.compile(r"^[ \t]*(?:>|[-*+] |\d+[.)] )", re.MULTILINE)
_INLINE = re.compile(r"\*{1,3}|`+")

_MARKS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_CODE, " "),
    (_LINK, r"\1"),
    (_RULES, " "),
    (_TITLE, lambda title: title[1].rstrip(".: \t") + "."),
    (_LINES, " "),
    (_INLINE, ""),
    (re.compile(r"\|"), " "),
)


def html_of(text: str) -> SafeString:
    """`text`, the Markdown of a note, as HTML in the reader's page."""
    dirty = _markdown().render(text)
    clean = nh3.clean(
        dirty,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_kept,
    )
    return mark_safe(clean)  # noqa: S308 (it was cleaned just above)


def words_of(text: str) -> str:
    """`text` on one line without its marks, for an excerpt."""
    for marks, instead in _MARKS:
        text = marks.sub(instead, text)
    return " ".join(text.split())


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.push("shift_titles", _shift_titles)
    markdown.add_render_rule("image", _picture)
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _commands)
    markdown.add_render_rule("table_open", _table)
    markdown.add_render_rule("table_close", _table_end)
    return markdown


def _shift_titles(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _picture(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(tokens[index].content)


def _commands(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Code is read to its end by keyboard: it takes the focus and scrolls."""
    label = escape(_("Commandes"))
    return f'<pre tabindex="0" role="group" aria-label="{label}"><code>{escape(tokens[index].content)}</code></pre>\n'


def _table(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    label = escape(_("Tableau"))
    return f'<div class="table-wrap" tabindex="0" role="group" aria-label="{label}"><table>\n'


def _table_end(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """An attribute as it stays; an address of another kind, or one without a host, leads nowhere."""
    return None if attribute == "href" and not _LINKS.match(value) else value
