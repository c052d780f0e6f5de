"""The page of the console's list: what its address asks for, the rows of one page, and whether they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from tickets.console import calls, columns, filters, gathering, kept_views, queue, queue_views, rail
from tickets.console.around_forms import offered_hours
from tickets.console.columns import Column
from tickets.console.filters import Wanted
from tickets.console.queue import Shape
from tickets.console.queue_views import QueueView
from tickets.deadlines import short_due
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import KeptView, Ticket
from tickets.visibility import TicketQuerySet

PAGE_SIZE = 50
# Where counting stops: beyond, the number tells nobody anything, and finding it would read the tickets of years.
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks of the list: by whom, when, which kept view it came by, which page."""

    user: User
    now: datetime
    wanted: Wanted
    kept: str
    number: str

    @classmethod
    def of(cls, request: SignedInRequest) -> Asked:
        asked = request.GET
        return cls(
            request.user, timezone.now(), Wanted.read(asked), asked.get("garde", ""), asked.get("page", "1")
        )

    @property
    def tickets(self) -> TicketQuerySet:
        return filters.chosen(self.wanted, Ticket.objects.visible_to(self.user), self.user, self.now)

    @property
    def query(self) -> str:
        """The address of the list as it is shown, without its page."""
        kept = f"&{urlencode({'garde': self.kept})}" if self.kept.isdecimal() else ""
        return self.wanted.query + kept


def is_unchanged(asked: Asked, seen: str) -> bool:
    """Whether the page would show what `seen` was made of: two queries, and no line is written."""
    start = (int(asked.number) - 1) * PAGE_SIZE if asked.number.isdecimal() and len(asked.number) < 6 else 0
    rows = asked.tickets.values_list("pk", "updated_at")[max(start, 0) : max(start, 0) + PAGE_SIZE]
    return seen == signature(rows, queue_views.counts(asked.user, asked.now), asked.now)


def signature(rows: Iterable[tuple[int, datetime]], counts: dict[QueueView, int], now: datetime) -> str:
    """What the list shows, in few signs: each row and its last change, the counts, and the minute, as the time that is
    left is said in minutes."""
    said = [*(f"{pk}-{queue.stamp(at)}" for pk, at in rows), *map(str, counts.values())]
    digest = hashlib.blake2b(" ".join(said).encode(), digest_size=9).hexdigest()
    return f"{int(now.timestamp()) // 60}-{digest}"


def rows(asked: Asked) -> dict[str, Any]:
    """What the rows and the rail's counts show: enough for a page that asks for itself again."""
    return _rows(asked, list(kept_views.in_sight(asked.user)), queue.level_names())


def _rows(asked: Asked, kept: list[KeptView], levels: Mapping[str, str]) -> dict[str, Any]:
    user, now, wanted = asked.user, asked.now, asked.wanted
    # Keys first, which need no joins: the rows of one page alone are read whole.
    keys = list(asked.tickets.values_list("pk", flat=True)[: COUNTED + 1])
    page = Paginator(keys[:COUNTED], PAGE_SIZE).get_page(asked.number)
    found = gathering.light(Ticket.objects.visible_to(user)).in_bulk(list(page.object_list))
    tickets = [found[key] for key in page.object_list if key in found]
    gathering.gather(tickets)
    shape = Shape(
        shown=_shown(asked, kept),
        grouped=wanted.view is QueueView.TO_ANSWER and not wanted.tri,
        levels=levels,
        calls=calls.reasons(tickets, user, now) if wanted.view is QueueView.FOR_ME else {},
    )
    counts = queue_views.counts(user, now)
    return {
        "view": wanted.view,
        "wanted": wanted,
        "page": page,
        "more": len(keys) > COUNTED,
        "query": asked.query,
        "columns": shape.shown,
        "severities": Column.SEVERITY in shape.shown,
        "lines": queue.lines(tickets, now, shape),
        "signature": signature(((each.pk, each.updated_at) for each in tickets), counts, now),
        "rail": rail.groups(user, now, wanted.view, counts=counts, team=user.is_lead),
        "may_drag": user.is_lead,
    }


def whole(asked: Asked) -> dict[str, Any]:
    """All that the page shows: the rows, what narrows them, the kept views, what may be done to several."""
    user, wanted = asked.user, asked.wanted
    kept = list(kept_views.in_sight(user))
    offered = filters.choices()
    return {
        **_rows(asked, kept, offered.levels),
        "offered": offered,
        "chips": filters.chips(wanted, offered),
        "kept_views": [(row, kept_views.may_change(row, user)) for row in kept_views.named(kept)],
        "kept": _kept(asked, kept),
        "all_columns": list(Column),
        "hours": {name: short_due(at, asked.now) for name, at in offered_hours(asked.now).items()},
        "submission_key": submission.new(user).token,
    }


def _kept(asked: Asked, kept: list[KeptView]) -> KeptView | None:
    """The kept view that the address came by."""
    return next((row for row in kept_views.named(kept) if str(row.pk) == asked.kept), None)


def _shown(asked: Asked, kept: list[KeptView]) -> tuple[Column, ...]:
    row = _kept(asked, kept)
    return columns.read(row.columns) if row is not None else columns.of_person(kept, asked.user)
