"""The open hours of a day in words, and back from what people type (CH-I): 9h00–12h30, 14h00–18h00.

Words are in the active language. What cannot be read is refused with InvalidCalendarError, whose sentence quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla.errors import InvalidCalendarError, gettext_noop
from sla.windows import Span, Window, check_day

_CLOSED = {"", "-", "fermé", "ferme", "fermée", "closed"}
_WHOLE_DAY = {"", "toute la journée", "journée", "all day", "whole day"}
_NOON = re.compile(r"(?<![\w-])(?:midi|noon)\b")
# The midnight that a window opens at, and any other.
_MIDNIGHTS = re.compile(r"\b(?:minuit|midnight)\b(-)?")
_DASHES = re.compile(r"\s*(?:[-–—−‑]+|\bà\b|\bau\b|\bto\b|\bjusqu’à\b)\s*")
_TIME = r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?"
_WINDOW = re.compile(rf"(?:(?:de|from)\s+)?{_TIME}-{_TIME}(?![\dh:.])")
# What may stand between two windows, and around them.
_BETWEEN = re.compile(r"(?:[\s,;/+&]|\bet\b|\bpuis\b|\band\b|\bthen\b)*")


def open_hours(spans: Iterable[Span]) -> str:
    """9h00–12h30, 14h00–18h00; "fermé" when there is none."""
    said = [f"{clock(span.start)}–{clock(span.end)}" for span in spans]
    return ", ".join(said) if said else _("fermé")


def clock(second: int) -> str:
    """9h00 from seconds since midnight; the midnight that ends the day is 24h00. Seconds are dropped."""
    hour, minute = divmod(second // 60, 60)
    return pgettext("heure", "%(hour)sh%(minute)s") % {"hour": hour, "minute": f"{minute:02}"}


def windows_typed(text: str, day: str) -> tuple[Window, ...]:
    """The windows that somebody typed for `day`, a name of DAY_NAMES: "9h-12h30, 14h-18h", "9:00–12:30", "9h à 12h".

    Nothing, a dash or "fermé" is a closed day. Refuses what is no window, what ends before it starts, and overlaps.
    """
    sought = text.strip().lower().replace("'", "’")
    if sought in _CLOSED:
        return ()
    sought = _MIDNIGHTS.sub(_midnight, _DASHES.sub("-", _NOON.sub("12h", sought)))
    found: list[Window] = []
    place = _BETWEEN.match(sought).end()  # type: ignore[union-attr] # it matches nothing at all, too
    while place < len(sought):
        window = _WINDOW.match(sought, place)
        if window is None:
            raise InvalidCalendarError(
                gettext_noop(
                    "%(day)s\u00a0: «\u00a0%(text)s\u00a0» n’est pas une plage. Écrivez par exemple 9h-12h30, 14h-18h."
                ),
                day=day,
                text=sought[place:],
            )
        found.append(_window(*window.groups()))
        place = _BETWEEN.match(sought, window.end()).end()  # type: ignore[union-attr]
    check_day(day, found)
    return tuple(sorted(found))


def window_typed(text: str, label: str) -> Window | None:
    """The one window typed for an occasion called `label`; None, the whole day, when nothing is."""
    if text.strip().lower() in _WHOLE_DAY:
        return None
    found = windows_typed(text, label)
    if len(found) > 1:
        raise InvalidCalendarError(
            gettext_noop(
                "«\u00a0%(label)s\u00a0»\u00a0: une seule plage par ligne\u202f; ajoutez une ligne pour la suivante."
            ),
            label=label,
        )
    return found[0] if found else None


def _midnight(word: re.Match[str]) -> str:
    return "0h-" if word[1] else "24h"


def _window(hour: str, minute: str | None, end_hour: str, end_minute: str | None) -> Window:
    closes = (end_hour, end_minute or "00")
    return Window(
        _time(hour, minute or "00"),
        time(0) if closes == ("24", "00") else _time(*closes),
    )


def _time(hour: str, minute: str) -> time:
    if int(hour) > 23 or int(minute) > 59:
        raise InvalidCalendarError(
            gettext_noop("«\u00a0%(text)s\u00a0» n’est pas une heure."), text=f"{hour}h{minute}"
        )
    return time(int(hour), int(minute))
