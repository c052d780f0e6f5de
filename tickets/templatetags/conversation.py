"""The messages of a thread, each drawn once a process for all who read it alike.

What was said never changes, and drawing thirty messages takes longer than everything else on the page of a ticket. A
message that looks otherwise (a file of it was erased, its reader speaks English) is another one here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tickets.thread import MessageLine

register = template.Library()
# In characters; what is longer is rare, and would fill the memory of the process.
_LONGEST = 8_000
_KEPT = 2_000


@register.simple_tag
def message(line: MessageLine | dict[str, Any]) -> SafeString:
    """A message as components/_message.html shows it, in the active language and time zone."""
    if not isinstance(line, MessageLine) or len(line.body) + len(line.quoted) > _LONGEST:
        return _draw(line)
    return _drawn(line, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=_KEPT)
def _drawn(line: MessageLine, language: str | None, zone: str) -> SafeString:
    return _draw(line)


def _draw(line: MessageLine | dict[str, Any]) -> SafeString:
    return render_to_string("components/_message.html", {"message": line})
