"""What a lead looks at each morning: who has how much, what breaches today, what was waived, who is unhappy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, Q

from accounts.models import User
from contracts.period import Period
from sla.wording import PARIS
from tickets.console import gathering, queue, waivers
from tickets.console.handling_form import engineers
from tickets.console.queue import Line, Shape
from tickets.console.waivers import Waiver, Wanted
from tickets.models import Satisfaction, Status, Ticket

Row = TypeVar("Row")

# The rows of each part; what is beyond is counted, and stands in the list that the part leads to.
DUE, WAIVERS, UNHAPPY = 40, 10, 20
# The states that the centre works on.
_WORKED_ON = (*Ticket.ACTIVE, Status.WAITING_CUSTOMER, Status.AT_VENDOR)
# The promise on the first answer runs (CH-V.2); the aims that the centre set itself are none.
_RUNNING = Q(first_response_at__isnull=True, paused_since__isnull=True, due_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Load:
    """What one engineer has; `engineer` None: what nobody has. `late` and `today` are promises that run (CH-V.2)."""

    engineer: User | None
    open: int = 0
    to_answer: int = 0
    late: int = 0
    today: int = 0
    with_customer: int = 0
    at_vendor: int = 0


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """The first rows of a part, and whether there are more."""

    rows: Sequence[Row]
    more: bool


def loads(user: User, team: Sequence[User], now: datetime) -> list[Load]:
    """What each of `team` has, who has most first; then what nobody has, and what somebody has who left. One query."""
    rows = (
        Ticket.objects.visible_to(user)
        .filter(status__in=_WORKED_ON)
        .order_by()
        .values(person=F("assignee"))
        .annotate(
            open=Count("pk"),
            to_answer=Count("pk", filter=Q(queue_rank__isnull=False)),
            late=Count("pk", filter=_RUNNING & Q(due_at__lt=now)),
            today=Count("pk", filter=_RUNNING & Q(due_at__gte=now, due_at__lt=tomorrow(now))),
            with_customer=Count("pk", filter=Q(status=Status.WAITING_CUSTOMER)),
            at_vendor=Count("pk", filter=Q(status=Status.AT_VENDOR)),
        )
    )
    found: dict[int | None, dict[str, Any]] = {}
    for row in rows:
        counts: dict[str, Any] = dict(row)
        found[counts.pop("person")] = counts
    theirs = [Load(person, **found.pop(person.pk, {})) for person in team]
    theirs.sort(key=lambda load: (-load.late, -load.today, -load.to_answer, str(load.engineer)))
    left = [_sum(list(found.values()))] if found else []
    return [*theirs, *left]


def team() -> list[User]:
    """Those a ticket may be given to, by name; one query."""
    return list(engineers().select_related("organisation").order_by("full_name", "pk"))


def due_today(user: User, now: datetime) -> Part[Line]:
    """The promises that are late or will be before the day is over, the earliest first (CH-V.2). Three queries."""
    seen = gathering.light(Ticket.objects.visible_to(user))
    running = seen.filter(_RUNNING, status__in=_WORKED_ON, due_at__lt=tomorrow(now))
    tickets = list(running.order_by("due_at", "pk")[: DUE + 1])
    gathering.gather(tickets)
    return Part(queue.lines(tickets[:DUE], now, Shape()), len(tickets) > DUE)


def waivers_of_week(now: datetime) -> Part[Waiver]:
    """What was opened against the charter since Monday, the latest first; one query."""
    granted = list(waivers.granted(Wanted(period=Period(monday(now))))[: WAIVERS + 1])
    return Part(list(waivers.in_words(granted[:WAIVERS])), len(granted) > WAIVERS)


def unhappy(user: User) -> Part[Satisfaction]:
    """The opinions that nobody took care of yet, the oldest first; found by an index of these alone. One query."""
    waiting = Satisfaction.objects.filter(mark=Satisfaction.Mark.BAD, handled_at=None)
    rows = waiting.select_related("ticket__organisation", "ticket__assignee", "given_by")
    seen = list(
        rows.filter(ticket__in=Ticket.objects.visible_to(user)).order_by("given_at", "pk")[: UNHAPPY + 1]
    )
    return Part(seen[:UNHAPPY], len(seen) > UNHAPPY)


def tomorrow(now: datetime) -> datetime:
    """The next midnight in Paris: nothing falls due between the closing and then (CH-I)."""
    return datetime.combine(now.astimezone(PARIS).date() + timedelta(days=1), time(0), PARIS)


def monday(now: datetime) -> date:
    """The first day of this week, in Paris."""
    today = now.astimezone(PARIS).date()
    return today - timedelta(days=today.weekday())


def _sum(rows: Sequence[dict[str, Any]]) -> Load:
    return Load(None, **{name: sum(row[name] for row in rows) for name in rows[0]})
