"""`{{ pieces|pieces }}`: a text with what was looked for marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from knowledge.excerpts import Piece

register = template.Library()


@register.filter
def pieces(cut: Iterable[Piece]) -> SafeString:
    """Each piece escaped, those that were found in <mark>."""
    return format_html_join(
        "",
        "{}{}{}",
        ((_MARK if piece.found else "", piece.text, _END if piece.found else "") for piece in cut),
    )


_MARK, _END = SafeString("<mark>"), SafeString("</mark>")
