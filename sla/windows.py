"""The pieces of a calendar: a window of a day, and an occasion on which hours are taken away or added. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import NamedTuple

from sla.errors import InvalidCalendarError, gettext_noop

MIDNIGHT = 86_400

DAY_NAMES = (
    gettext_noop("lundi"),
    gettext_noop("mardi"),
    gettext_noop("mercredi"),
    gettext_noop("jeudi"),
    gettext_noop("vendredi"),
    gettext_noop("samedi"),
    gettext_noop("dimanche"),
)


class Span(NamedTuple):
    """A stretch of a day, in seconds of wall-clock time since midnight; 86,400 is the midnight that ends the day."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` to `closes`, wall-clock times of one day; a closing at 00:00 is the midnight ending the day.

    Raises InvalidCalendarError when it ends before it starts, or when a time bears a zone of its own.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise InvalidCalendarError(
                gettext_noop("La plage %(window)s porte un fuseau\u00a0: celui du calendrier suffit."),
                window=self,
            )
        if self.opens.microsecond or self.closes.microsecond:
            raise InvalidCalendarError(
                gettext_noop("La plage %(window)s est plus fine que la seconde."), window=self
            )
        if self.opens == self.closes and self.opens != time(0):
            raise InvalidCalendarError(
                gettext_noop("La plage %(window)s commence et se termine à la même heure."), window=self
            )
        if self.span.start >= self.span.end:
            raise InvalidCalendarError(
                gettext_noop("La plage %(window)s se termine avant de commencer."), window=self
            )

    @property
    def span(self) -> Span:
        return Span(_seconds(self.opens), _seconds(self.closes) or MIDNIGHT)

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes, ends=True)}"

    def to_json(self) -> list[str]:
        return [_iso(self.opens), "24:00" if self.closes == time(0) else _iso(self.closes)]

    @classmethod
    def from_json(cls, data: object) -> Window:
        """A window from its two times, ["09:00", "12:30"]; the end of the day is "24:00" or "00:00"."""
        match data:
            case [str(opens), str(closes)]:
                return cls(_time(opens), _time("00:00" if closes == "24:00" else closes))
        raise InvalidCalendarError(
            gettext_noop(
                "Une plage se donne par deux heures, par exemple 09:00 et 12:30\u00a0: %(given)s n’en est pas une."
            ),
            given=repr(data),
        )


@dataclass(frozen=True, slots=True)
class Occasion:
    """A closure or an exceptional opening: one day, or that day of every year when `year` is None.

    `hours` None is the whole day. 29 February of every year falls in leap years only.
    Raises InvalidCalendarError when the day does not exist or the label is empty.
    """

    label: str
    month: int
    day: int
    year: int | None = None
    hours: Window | None = None

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise InvalidCalendarError(
                gettext_noop("La fermeture ou l’ouverture du %(day)s n’a pas de nom."), day=self._day_text()
            )
        try:
            date(self.year or 2000, self.month, self.day)
        except (ValueError, OverflowError) as error:  # a year of twenty digits overflows a date
            raise InvalidCalendarError(
                gettext_noop("«\u00a0%(label)s\u00a0»\u00a0: le jour %(day)s n’existe pas."),
                label=self.label,
                day=self._day_text(),
            ) from error

    def falls_on(self, day: date) -> bool:
        return day.month == self.month and day.day == self.day and self.year in (None, day.year)

    @classmethod
    def on(cls, day: date, label: str, hours: Window | None = None) -> Occasion:
        """The occasion of one day of one year."""
        return cls(label, day.month, day.day, day.year, hours)

    def _day_text(self) -> str:
        day = f"{self.day:02}/{self.month:02}"
        return day if self.year is None else f"{day}/{self.year:04}"

    def _date_code(self) -> str:
        return (
            f"{self.month:02}-{self.day:02}"
            if self.year is None
            else f"{self.year:04}-{self.month:02}-{self.day:02}"
        )

    def to_json(self) -> dict[str, object]:
        hours = self.hours.to_json() if self.hours else None
        return {"label": self.label, "date": self._date_code(), "hours": hours}

    @classmethod
    def from_json(cls, data: object) -> Occasion:
        """An occasion from {"label", "date": "2026-12-24" or "12-24" for every year, "hours": null or a window}."""
        match data:
            case {"label": str(label), "date": str(day), **rest} if set(rest) <= {"hours"}:
                hours = rest.get("hours")
                *year, month, number = _numbers(label, day)
                return cls(
                    label,
                    month,
                    number,
                    year[0] if year else None,
                    None if hours is None else Window.from_json(hours),
                )
        raise InvalidCalendarError(
            gettext_noop(
                "Une fermeture ou ouverture a un nom, une date et des heures\u00a0: %(given)s n’en est pas une."
            ),
            given=repr(data),
        )


def spans(windows: Iterable[Window]) -> tuple[Span, ...]:
    """The windows of a day as sorted spans, those that touch made one."""
    return join(window.span for window in windows)


def join(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, those that touch or overlap made one."""
    joined: list[Span] = []
    for piece in sorted(pieces):
        if joined and piece.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, piece.end))
        else:
            joined.append(piece)
    return tuple(joined)


def cut_out(pieces: Iterable[Span], taken: Span) -> tuple[Span, ...]:
    """What is left of the spans once `taken` is closed."""
    left = []
    for piece in pieces:
        left += [Span(piece.start, min(piece.end, taken.start)), Span(max(piece.start, taken.end), piece.end)]
    return tuple(piece for piece in left if piece.start < piece.end)


def check_day(name: str, windows: Sequence[Window]) -> None:
    """Refuse windows of one weekday that overlap; windows that touch are fine."""
    ordered = sorted(windows)
    for earlier, later in pairwise(ordered):
        if earlier.span.overlaps(later.span):
            raise InvalidCalendarError(
                gettext_noop("%(day)s\u00a0: les plages %(first)s et %(second)s se chevauchent."),
                day=name,
                first=earlier,
                second=later,
            )


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _clock(at: time, *, ends: bool = False) -> str:
    return "24h00" if ends and at == time(0) else f"{at.hour}h{at.minute:02}"


def _iso(at: time) -> str:
    return at.isoformat() if at.second else at.strftime("%H:%M")


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InvalidCalendarError(
            gettext_noop("«\u00a0%(text)s\u00a0» n’est pas une heure."), text=text
        ) from error


def _numbers(label: str, day: str) -> list[int]:
    parts = day.split("-")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() for part in parts):
        raise InvalidCalendarError(
            gettext_noop("«\u00a0%(label)s\u00a0»\u00a0: le jour %(day)s n’existe pas."), label=label, day=day
        )
    return [int(part) for part in parts]
