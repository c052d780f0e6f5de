"""Finding the deadlines that are due among a million that run (tickets/actions/alerting.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.database import progress, throwaway
from bench.targets import Target, report
from bench.timing import machine

if TYPE_CHECKING:
    from tickets.models import Ticket

CLOCKS, DUE, AT_A_TIME, RUNS = 1_000_000, 100, 50_000, 15
MOST_MILLISECONDS = 50.0


def run() -> bool:
    """Print the figures; whether the target is met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from tickets.actions import alerting

    now = _fill()
    print(f"\nFinding {DUE} due among {CLOCKS:,} running clocks ({machine()})\n")
    by_index = _milliseconds(partial(_found, now))
    scanning = _milliseconds(partial(_found, now, scan=True), runs=5)
    print(f"  {'by the index':<34}{by_index:>10.1f} ms")
    print(f"  {'by scanning all tickets':<34}{scanning:>10.1f} ms{scanning / by_index:>10.0f} times")
    before = perf_counter()
    told = alerting.alert_due(now)
    print(f"  {f'the whole sweep, {told} told by mail':<34}{1000 * (perf_counter() - before):>10.0f} ms\n")
    return report([Target(f"found in under {MOST_MILLISECONDS:.0f} ms", by_index < MOST_MILLISECONDS)])


def _found(now: datetime, *, scan: bool = False) -> None:
    from django.db import connection, transaction

    from tickets.actions import alerting

    with transaction.atomic(), connection.cursor() as cursor:
        if scan:
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        assert len(alerting.due(now)) == DUE


def _milliseconds(call: Callable[[], None], runs: int = RUNS) -> float:
    """The median of some runs, after one that warms up."""
    call()
    times = []
    for _run in range(runs):
        before = perf_counter()
        call()
        times.append(perf_counter() - before)
    return 1000 * median(times)


def _fill() -> datetime:
    """A million copies of one Premium ticket, whose clocks come near at random within a year; `DUE` of them by now."""
    from django.db import connection

    from contracts.models import Channel
    from cst.demo import cast
    from sla.wording import PARIS
    from tickets.actions.opening import Request, open_ticket

    # A Tuesday at 14:20: the copies, received at 11:07, have used up more than four fifths of their two hours.
    received = datetime(2026, 10, 13, 11, 7, tzinfo=PARIS)
    now = datetime(2026, 10, 13, 14, 20, tzinfo=PARIS)
    request = Request(
        requester=cast.person("jean.petit@reseau-plus.example"),
        channel=Channel.WEB,
        subject="Le tunnel IPsec tombe",
        body="Depuis la mise à jour de cette nuit.",
        submission_key="bench:model",
        received_at=received,
        serial="FG100F-PREM-0001",
        severity=1,
    )
    model = open_ticket(request, at=received)
    with connection.cursor() as cursor:
        # No foreign key is checked on the copies: each points where the model does.
        cursor.execute("SET session_replication_role = replica")
        for start in range(0, CLOCKS, AT_A_TIME):
            _copy(cursor, model, _looks(start, now))
            progress(start + AT_A_TIME, CLOCKS, "tickets")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("UPDATE tickets_ticket SET next_alert_at = NULL WHERE id = %s", [model.pk])
        cursor.execute("VACUUM ANALYZE tickets_ticket")
        cursor.execute("VACUUM ANALYZE tickets_event")
    return now


def _looks(start: int, now: datetime) -> Iterable[tuple[int, datetime]]:
    """The number of each copy, and when its clock is to be looked at next."""
    random = Random(start)
    for number in range(start, start + AT_A_TIME):
        is_due = number % (CLOCKS // DUE) == 0
        yield number, now + timedelta(minutes=-5 if is_due else random.randint(1, 525_600))


def _copy(cursor: Any, model: Ticket, looks: Iterable[tuple[int, datetime]]) -> None:
    own = {
        "number": "'B' || look.number",
        "submission_key": "'bench:' || look.number",
        "next_alert_at": "look.at",
    }
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(own.get(column, f"model.{column}") for column in columns)
    numbers, instants = zip(*looks, strict=True)
    cursor.execute(
        f"""WITH copies AS (
                INSERT INTO tickets_ticket ({", ".join(columns)})
                SELECT {values} FROM tickets_ticket model, unnest(%s::int[], %s::timestamptz[]) look(number, at)
                WHERE model.id = %s RETURNING id)
            INSERT INTO tickets_event (ticket_id, kind, actor_id, at, status, data)
            SELECT copies.id, kind, actor_id, at, status, data FROM tickets_event, copies WHERE ticket_id = %s""",  # noqa: S608
        [list(numbers), list(instants), model.pk, model.pk],
    )
