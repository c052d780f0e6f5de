"""A duration as people type it: 1h30, 2 h, 45 min, 1:30, with a sign before it where something is taken."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# Longer is a slip of the finger.
LONGEST = 1_000 * 60
_MINUS = ("-", "\u2212", "\u2013")
_SHAPES = (
    re.compile(r"(?P<hours>[0-9]{1,4})\s*(?:h|:)\s*(?P<minutes>[0-5][0-9])(?:\s*(?:m|mn|min))?"),
    re.compile(r"(?P<hours>[0-9]{1,4})\s*h(?:eures?|ours?)?"),
    re.compile(r"(?P<minutes>[0-9]{1,5})\s*(?:m|mn|min|minutes?)"),
)


def minutes_of(text: str) -> int:
    """The minutes of a signed duration; `ValueError` says how to write one."""
    words = text.strip().lower()
    sign = -1 if words.startswith(_MINUS) else 1
    words = words.lstrip("+").strip() if sign == 1 else words[1:].strip()
    for shape in _SHAPES:
        if (found := shape.fullmatch(words)) is not None:
            parts = found.groupdict(default="0")
            minutes = int(parts.get("hours", 0)) * 60 + int(parts.get("minutes", 0))
            if minutes > LONGEST:
                break
            return sign * minutes
    raise ValueError(_("Écrivez une durée comme 1h30, 45 min ou -0h30, jusqu’à 1000 heures."))
