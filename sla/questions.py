"""What a program asks of a deadline: a JSON object read into a Question, or refused with the sentence that says why.

`manage.py sla` and the API ask through here, so that both refuse the same things in the same words.
docs/rules/deadline.md has the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from sla import commitments
from sla.calendars import CalendarDefinition
from sla.commitments import STRICTEST, Promise
from sla.errors import InvalidAmountError, InvalidCalendarError, InvalidInstantError, SlaError, gettext_noop
from sla.interval_table import TWO_YEARS, ZERO
from sla.models import CST, CalendarVersion, Commitment, latest_version, working_time, working_time_of
from sla.wording import PARIS
from sla.working_time import LAST_YEAR, WorkingTime

# What a calendar given with its question may hold: computing its years takes time with every occasion in it.
MOST_WINDOWS_A_DAY = 12
MOST_OCCASIONS = 200

_KEYS = {"start", "minutes", "level", "severity", "calendar"}


@dataclass(frozen=True, slots=True)
class Question:
    """By when a request of `start` is due. `amount` is working time; None: the level promises nothing."""

    start: datetime
    amount: timedelta | None
    level: str | None
    severity: int | None
    working_time: WorkingTime


class Reference:
    """Promises and calendars, read once for all the questions of one input."""

    def __init__(self) -> None:
        self._promises: dict[str, dict[int, Promise]] = {}
        self._calendars: dict[str, WorkingTime] = {}
        # Kept by this input alone: what somebody imagines is not to stay in the process.
        self._what_if = lru_cache(maxsize=8)(WorkingTime)

    @cached_property
    def levels(self) -> frozenset[str]:
        """The levels that promise something for some severity, or say that they do not."""
        return frozenset(Commitment.objects.values_list("level", flat=True))

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(CalendarVersion.objects.values_list("calendar__code", flat=True))

    def promise(self, level: str, severity: int | None) -> Promise:
        """What a level promises now; a severity of None runs on the strictest (CH-V.2)."""
        if level not in self._promises:
            self._promises[level] = commitments.promises(level)
        return self._promises[level][STRICTEST if severity is None else severity]

    def calendar(self, given: object) -> WorkingTime:
        """The arithmetic of a calendar, by its code or by a definition of its own (what if the hours were these)."""
        if isinstance(given, dict):
            return self._what_if(_definition(given))
        if not isinstance(given, str) or given not in self._codes:
            code = given if isinstance(given, str) else json.dumps(given)
            raise SlaError(gettext_noop("Calendrier inconnu\u00a0: %(code)s."), code=code)
        if given not in self._calendars:
            self._calendars[given] = working_time(latest_version(given))
        return self._calendars[given]


def read(data: Mapping[str, Any], reference: Reference) -> Question:
    """The question in a JSON object. Raises SlaError with the sentence that says what is wrong.

    Without a calendar of its own it counts on the one that its level runs on, else on the centre's.
    """
    unknown = _words(data.keys() - _KEYS)
    if unknown:
        raise SlaError(gettext_noop("Champ inconnu\u00a0: %(fields)s."), fields=unknown)
    if data.get("start") is None:
        raise SlaError(gettext_noop("Il manque start, l’instant de départ."))
    start = instant("start", data["start"])
    calendar = reference.calendar(data["calendar"]) if "calendar" in data else None
    if "minutes" in data:
        if "level" in data or "severity" in data:
            raise SlaError(gettext_noop("Donnez minutes, ou level et severity, pas les deux."))
        amount = _amount(data["minutes"])
        return Question(start, amount, None, None, calendar or reference.calendar(CST))
    if "level" not in data:
        raise SlaError(gettext_noop("Il manque minutes, ou level et severity."))
    level, severity = _level(data["level"], reference), _severity(data.get("severity"))
    promise = reference.promise(level, severity)
    if calendar is None:
        calendar = working_time_of(promise.calendar_version)
    return Question(start, promise.first_response, level, severity, calendar)


# Two years later the calendars end.
_LAST_START = datetime(LAST_YEAR, 12, 31, tzinfo=UTC) - TWO_YEARS


def refuse_far(question: Question) -> None:
    """Refuse what is due more than two years after its start: the answer would be thousands of steps.

    For whoever asks from outside; an operator may ask anything. Raises InvalidAmountError.
    """
    if question.amount is None or question.start > _LAST_START:
        return  # nothing to work, or so late that the end of the calendars is the bound
    within = question.working_time.between(question.start, question.start + TWO_YEARS)
    if ZERO < within < question.amount:
        raise InvalidAmountError(
            gettext_noop(
                "L’échéance tombe plus de deux ans après le départ\u00a0: demandez une durée plus courte."
            )
        )


def instant(name: str, given: object) -> datetime:
    """The aware instant that the field `name` gives in ISO 8601. Raises InvalidInstantError."""
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None:
        raise InvalidInstantError(
            gettext_noop("%(name)s n’est pas un instant ISO 8601\u00a0: %(given)s."),
            name=name,
            given=json.dumps(given),
        )
    if at.tzinfo is None:
        raise InvalidInstantError(
            gettext_noop("%(name)s n’a pas de décalage\u00a0: écrivez par exemple %(given)s."),
            name=name,
            given=at.replace(tzinfo=PARIS).isoformat(),
        )
    return at


def _definition(given: dict[str, Any]) -> CalendarDefinition:
    """A calendar given with its question; its size is looked at before anything is made of it."""
    days = given.get("weekly")
    if isinstance(days, list) and any(len(day) > MOST_WINDOWS_A_DAY for day in days if isinstance(day, list)):
        raise InvalidCalendarError(
            gettext_noop("Un jour a plus de %(most)s plages\u00a0: c’est trop pour un calendrier d’essai."),
            most=MOST_WINDOWS_A_DAY,
        )
    occasions = [given.get("closures"), given.get("openings")]
    if sum(len(each) for each in occasions if isinstance(each, list)) > MOST_OCCASIONS:
        raise InvalidCalendarError(
            gettext_noop(
                "Plus de %(most)s fermetures et ouvertures\u00a0: c’est trop pour un calendrier d’essai."
            ),
            most=MOST_OCCASIONS,
        )
    return CalendarDefinition.from_json(given)


def _amount(given: object) -> timedelta:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InvalidAmountError(
            gettext_noop("minutes n’est pas un nombre\u00a0: %(given)s."), given=json.dumps(given)
        )
    try:
        return timedelta(minutes=given)
    except (OverflowError, ValueError) as error:  # infinite or beyond a timedelta; not a number at all
        raise InvalidAmountError(gettext_noop("minutes est hors de toute mesure.")) from error


def _level(given: object, reference: Reference) -> str:
    if not isinstance(given, str) or given not in reference.levels:
        raise SlaError(
            gettext_noop("Niveau inconnu\u00a0: %(given)s. Niveaux connus\u00a0: %(known)s."),
            given=json.dumps(given, ensure_ascii=False),
            known=_words(reference.levels),
        )
    return given


def _severity(given: object) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 4):
        return given
    raise SlaError(
        gettext_noop("severity va de 1 à 4\u00a0: %(given)s n’en est pas une."), given=json.dumps(given)
    )


def _words(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
