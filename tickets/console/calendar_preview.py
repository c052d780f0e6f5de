"""What saving edited hours would do, before it is done: deadlines that move, versions replaced, days that change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sla import wording
from sla.calendar_doubts import doubts
from sla.calendars import CalendarDefinition
from sla.models import TARGET_LABELS, CalendarVersion
from sla.working_time import FIRST_YEAR, LAST_YEAR
from sla.year_view import Year, days_changed, year_of
from tickets.calendar_change import Effect, Move, effect
from tickets.console.calendar_list import Sheet, holding

MOST_MOVES = 20
MOST_YEARS = 5


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One deadline that moves, in the words of the calendar's zone; `tone` is "late", "ok" or empty."""

    move: Move
    target: str
    before: str
    after: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year to look at, and how many of its days change."""

    number: int
    changed: int


@dataclass(frozen=True)
class Preview:
    """The effect of a definition from a day on. `seal` stands for all that was shown."""

    sheet: Sheet
    definition: CalendarDefinition
    effective_from: date
    effect: Effect
    year: Year
    now: datetime

    @property
    def is_saved(self) -> bool:
        """Whether these hours, from this day on, are those of the latest version."""
        return self.sheet.hours.versions[-1] == (self.effective_from, self.definition)

    @cached_property
    def sentence(self) -> str:
        """12 tickets ouverts changent d’échéance ; 3 passent en retard."""
        count = self.effect.tickets
        if not self.effect.running:
            return _("Aucune échéance ne court sur ce calendrier.")
        if not count:
            words = ngettext(
                "La seule échéance en cours ne change pas.",
                "Aucune des %(count)d échéances en cours ne change.",
                self.effect.running,
            )
            return words % {"count": self.effect.running}
        parts = [
            ngettext("%d ticket ouvert change d’échéance", "%d tickets ouverts changent d’échéance", count)
            % count
        ]
        if late := self.effect.overdue:
            parts.append(ngettext("%d passe en retard", "%d passent en retard", late) % late)
        if saved := len({move.ticket.pk for move in self.effect.moves if move.no_longer_overdue}):
            parts.append(ngettext("%d n’est plus en retard", "%d ne sont plus en retard", saved) % saved)
        return pgettext("entre deux faits", "\u202f; ").join(parts) + "."

    @cached_property
    def moves(self) -> list[MoveLine]:
        """The first of those that move: the ones that become overdue, then by their new deadline."""
        ordered = sorted(self.effect.moves, key=lambda move: (not move.becomes_overdue, move.after))
        return [self._line(move) for move in ordered[:MOST_MOVES]]

    @property
    def more(self) -> int:
        return max(0, len(self.effect.moves) - MOST_MOVES)

    @cached_property
    def superseded(self) -> list[str]:
        """The versions that this one would replace, in words."""
        return [
            _replaced(version, self.sheet.today) for version in superseded(self.sheet, self.effective_from)
        ]

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        before = self.sheet.hours.definition_on(self.effective_from)
        return doubts(self.definition, before, self.effective_from, self.sheet.today)

    @cached_property
    def years(self) -> list[YearCount]:
        """The years from that of the effect on: three, or as many as it takes to see the dated days end."""
        first = self.effective_from.year
        last = min(max(first + 2, self._last_dated + 1), first + MOST_YEARS - 1, LAST_YEAR)
        after = self.sheet.hours.then(self.effective_from, self.definition)
        return [
            YearCount(year, days_changed(after, year, self.sheet.hours)) for year in range(first, last + 1)
        ]

    @property
    def _last_dated(self) -> int:
        """The last year that a closure or an opening bears, of these hours or of those known; 0 for none."""
        known = [definition for _day, definition in self.sheet.hours.in_force]
        occasions = [day for each in (self.definition, *known) for day in (*each.closures, *each.openings)]
        return max((occasion.year or 0 for occasion in occasions), default=0)

    @cached_property
    def seal(self) -> str:
        """Two digests: of the hours, and of what must not change unseen: the latest version, the tickets made late.

        That tickets come and go meanwhile, with deadlines that move too, keeps nobody of a busy centre from saving.
        """
        hours = [self.effective_from.isoformat(), self.definition.to_json()]
        late = sorted({move.ticket.pk for move in self.effect.moves if move.becomes_overdue})
        return f"{_digest(hours)}.{_digest([self.sheet.latest.number, late])}"

    def _line(self, move: Move) -> MoveLine:
        zone = self.sheet.hours.zone
        if move.becomes_overdue:
            state, tone = _("passe en retard"), "late"
        elif move.no_longer_overdue:
            state, tone = _("n’est plus en retard"), "ok"
        else:
            state, tone = "", ""
        before, after = (
            wording.full_due(wording.in_zone(at, zone), self.now, zone) for at in (move.before, move.after)
        )
        return MoveLine(move, str(TARGET_LABELS[move.target]), before, after, state, tone)


def preview(
    sheet: Sheet, definition: CalendarDefinition, effective_from: date, year: int | None, now: datetime
) -> Preview:
    """What saving `definition` from a day on would do at `now`; the year view is that of the day unless `year` says.

    A `year` out of 1970 to 2100 says nothing.
    """
    after = sheet.hours.then(effective_from, definition)
    number = year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else effective_from.year
    shown = year_of(after, number, sheet.hours)
    found = effect(sheet.calendar, definition, effective_from, now)
    return Preview(sheet, definition, effective_from, found, shown, now)


def superseded(sheet: Sheet, effective_from: date) -> Sequence[CalendarVersion]:
    """The versions that hold today or later and would hold no longer."""
    return [version for version in holding(sheet.versions) if version.effective_from >= effective_from]


def changed_since(shown: str, found: Preview) -> str:
    """What changed since the preview sealed `shown` was read, in a sentence; empty when nothing did."""
    if shown == found.seal:
        return ""
    if shown.partition(".")[0] != found.seal.partition(".")[0]:
        return _("Rien n’est encore enregistré\u00a0: voici l’effet des horaires que vous venez de changer.")
    return _(
        "Rien n’est encore enregistré\u00a0: l’effet a changé depuis que vous l’avez lu. Le voici à présent."
    )


def saved_already(sheet: Sheet) -> str:
    """That the fields are the latest version, as they are on coming back to a form that was saved."""
    return _("Ces horaires sont déjà enregistrés\u00a0: c’est la version %s.") % sheet.latest.number


def saved_meanwhile(sheet: Sheet, reader: str) -> str:
    """That a version which the fields do not know was saved since the form was opened; `reader` is a full name."""
    latest = sheet.latest
    words = (
        _(
            "Vous avez vous-même enregistré la version %(number)s depuis que vous avez ouvert ce formulaire\u00a0: vos "
            "champs ne la reprennent pas. Voici ce que les vôtres y changeraient."
        )
        if latest.saved_by == reader
        else _(
            "La version %(number)s a été enregistrée par %(who)s depuis que vous avez ouvert ce formulaire\u00a0: vos "
            "champs ne la reprennent pas. Voici ce que les vôtres y changeraient."
        )
    )
    return words % {"number": latest.number, "who": latest.saved_by}


def _replaced(version: CalendarVersion, today: date) -> str:
    words = (
        _("Remplace la version %(number)s, prévue pour le %(day)s.")
        if version.effective_from > today
        else _("Remplace la version %(number)s, en vigueur depuis le %(day)s.")
    )
    day = wording.full_day(version.effective_from, today)
    return words % {"number": version.number, "day": day}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:24]
