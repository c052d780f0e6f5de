"""Text as mails quote it."""

from __future__ import annotations

from django import template

register = template.Library()

# Somebody's own words, to recall what is answered; the whole is one click away.
QUOTED_LINES, QUOTED_CHARACTERS = 6, 600


@register.filter
def beginning(text: str) -> str:
    """The first lines of `text`, an ellipsis where more follows."""
    text = text.strip()
    lines = [line for line in text.splitlines() if line.strip()]
    short = "\n".join(lines[:QUOTED_LINES])[:QUOTED_CHARACTERS].rstrip()
    return short if short == "\n".join(lines) else f"{short}\u202f…"


@register.filter
def quoted(text: str) -> str:
    """`text` with the mark of quoted lines before each."""
    return "\n".join(f"> {line}" for line in text.splitlines())


@register.filter
def typed(url: str) -> str:
    """What a reader would type: of a mailto: the address, without the subject and the body that a click fills in."""
    return url.removeprefix("mailto:").partition("?")[0] if url.startswith("mailto:") else url
