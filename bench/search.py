"""Finding a caller among 500,000 serials, 20,000 organisations and 60,000 people (contracts/search.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from bench.database import throwaway
from bench.targets import Target, report
from bench.timing import machine

SERIALS, ORGANISATIONS, PEOPLE, RUNS, SLOW_RUNS = 500_000, 20_000, 60_000, 25, 3
MOST_MILLISECONDS = 50.0
# Three serials of five begin so, and all of them stand behind the others: the worst place for a scan that stops early.
FREQUENT = "FG100F"


class Sought(NamedTuple):
    """A kind of words, one example, and whether it finds anything."""

    kind: str
    words: str
    finds: bool = True


KINDS = (
    Sought("a whole serial", "FG100FTK00432100"),
    Sought("the middle of a serial, rare", "K004321"),
    Sought("a fragment of 300,000 serials", FREQUENT),
    Sought("its middle", "100FTK"),
    Sought("a company", "société 4321"),
    Sought("a word of all companies", "societe"),
    Sought("a person", "dupont 4321"),
    Sought("a first name of 6,000 people", "amélie"),
    Sought("an address", "p4321@"),
    Sought("a phone number", "+33 6 00 04 32 10"),
    Sought("the last digits of one", "4321"),
    Sought("nothing there", "zzqx-77", finds=False),
)


def run() -> bool:
    """Print the figures; whether the target is met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from django.db import connection, transaction

    from contracts import search

    with connection.cursor() as cursor:
        _fill(cursor)
    print(f"\nFinding a caller among {SERIALS:,} serials, by ({machine()})\n")
    print(f"  {'median, ms':<34}{'indexed':>10}{'without':>10}{'times':>8}")
    slowest = 0.0
    for kind, words, finds in KINDS:
        assert bool(len(search.find(words))) is finds, kind
        by_index = _milliseconds(partial(search.find, words), RUNS)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
            scanning = _milliseconds(partial(search.find, words), SLOW_RUNS)
        print(f"  {kind:<34}{by_index:>10.1f}{scanning:>10.1f}{scanning / by_index:>8.0f}")
        slowest = max(slowest, by_index)
    print()
    return report([Target(f"each kind under {MOST_MILLISECONDS:.0f} ms", slowest < MOST_MILLISECONDS)])


def _milliseconds(call: Callable[[], object], runs: int) -> float:
    """The median of some runs, after one that warms up."""
    call()
    times = []
    for _run in range(runs):
        before = perf_counter()
        call()
        times.append(perf_counter() - before)
    return 1000 * median(times)


def _fill(cursor: Any) -> None:
    """Rows in the order of an import: all the devices of one model, then those of the next."""
    cursor.execute("SET session_replication_role = replica")  # no foreign key is checked
    cursor.execute(
        """INSERT INTO accounts_organisation (name, kind, phone, created_at)
           SELECT 'Société ' || i, CASE WHEN i %% 20 = 0 THEN 'reseller' ELSE 'end_customer' END,
               '03 ' || lpad((i * 7919 %% 100000000)::text, 8, '0'), now() FROM generate_series(1, %s) i""",
        [ORGANISATIONS],
    )
    cursor.execute(
        """INSERT INTO accounts_user (password, is_superuser, email, full_name, phone, organisation_id, role, language,
               time_zone, is_active, is_staff, date_joined)
           SELECT '', false, 'p' || i || '@client' || i / 3 || '.example',
               CASE WHEN i > %s - 6000 THEN 'Amélie' ELSE 'Jean' END || ' Dupont ' || i,
               '+33 6 ' || lpad((i * 10)::text, 8, '0'),
               (SELECT id FROM accounts_organisation WHERE name = 'Société ' || 1 + i / 3 %% %s),
               'member', 'fr', 'Europe/Paris', true, false, now() FROM generate_series(1, %s) i""",
        [PEOPLE, ORGANISATIONS, PEOPLE],
    )
    cursor.execute(
        """INSERT INTO contracts_device (serial, product_id, installed_version, site)
           SELECT CASE WHEN i <= %s * 2 / 5 THEN 'SN' || 210 + i %% 9 || 'A' || lpad(i::text, 8, '0')
               ELSE %s || 'TK' || lpad(i::text, 8, '0') END,
               (SELECT min(id) FROM contracts_product), '', '' FROM generate_series(1, %s) i""",
        [SERIALS, FREQUENT, SERIALS],
    )
    cursor.execute("SET session_replication_role = DEFAULT")
    for table in ("accounts_organisation", "accounts_user", "contracts_device"):
        cursor.execute(f"VACUUM ANALYZE {table}")
