"""`{% severity 2 %}` and `{% status "open" words %}`: the marks of every line of a list, each drawn once a process.

The component templates say what they look like; a page of a list shows fifty.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# Words hold "depuis 3 jours" and names of organisations: more than these are drawn anew.
_KEPT = 4096


@register.simple_tag
def severity(value: int | None, word: str = "") -> SafeString:
    """The mark of components/_severity.html, in the active language."""
    return _severity(value, str(word), get_language())


@register.simple_tag
def status(code: str, label: str, tone: str = "") -> SafeString:
    """The chip of components/_status.html; `label` is in the reader's words already."""
    # Added to nothing, words that are called safe are plain again: as a key they would equal those that are not.
    return _status(str(code), str(label) + "", tone)


@lru_cache(maxsize=_KEPT)
def _severity(value: int | None, word: str, language: str | None) -> SafeString:
    return render_to_string("components/_severity.html", {"severity": value, "word": word})


@lru_cache(maxsize=_KEPT)
def _status(code: str, label: str, tone: str) -> SafeString:
    return render_to_string("components/_status.html", {"status": code, "label": label, "tone": tone})
