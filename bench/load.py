"""Eight engineers and thirty customers at once for a minute, against the web server and the worker of `make run`.

The figures go into docs/performance.md, between two marks, so that what stands there was measured.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from bench import load_people, portal_world
from bench.database import throwaway
from bench.load_people import Asked, Person
from bench.serving import served
from bench.targets import Target, report
from bench.timing import machine
from cst.embedded.sharing import ROOT

PORT = 8099
ENGINEERS, CUSTOMERS, SECONDS = 8, 30, 60.0
# Between two steps, in seconds: an engineer reads faster than a customer, and both faster than in life.
ENGINEERS_READ, CUSTOMERS_READ = (1.0, 3.0), (2.0, 6.0)
TICKETS_EACH = 10
MOST_MILLISECONDS = 300.0
PAGE, BEGIN, END = ROOT / "docs" / "performance.md", "<!-- load -->", "<!-- /load -->"


def run() -> bool:
    """Print the figures and write them down; whether the targets are met."""
    with throwaway():
        from django.db import connections
        from django.utils import timezone

        portal_world.fill(timezone.now())
        people = list(_people())
        connections.close_all()
        with served(PORT):
            _work(people)
        return _told(people)


def _people() -> Iterator[tuple[Person, Callable[[Person], Iterator[None]]]]:
    """Everybody with a session and tickets of their own: nobody writes past another here."""
    from accounts.models import User
    from tickets.models import Status, Ticket

    claire = User.objects.get(email="claire.martin@exer.example")
    colleagues = User.objects.filter(email__startswith="collegue").order_by("pk")[:CUSTOMERS]
    numbers = iter(
        Ticket.objects.filter(
            status__in=[Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER],
            organisation=colleagues[0].organisation,
            submission_key__startswith="bench:",
        ).values_list("number", flat=True)[: (ENGINEERS + CUSTOMERS) * TICKETS_EACH]
    )
    for place in range(ENGINEERS):
        person = User.objects.create(
            email=f"engineer{place}@exer.example",
            full_name=f"Camille Ingénieur {place}",
            organisation=claire.organisation,
            role=claire.role,
        )
        yield _browser(person, numbers, ENGINEERS_READ), load_people.engineer
    for person in colleagues:
        yield _browser(person, numbers, CUSTOMERS_READ), load_people.customer


def _browser(user: object, numbers: Iterator[str], reads: tuple[float, float]) -> Person:
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    assert isinstance(user, User)
    client = Client()
    client.force_login(user, "accounts.backends.WithOrganisation")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    own = list(islice(numbers, TICKETS_EACH))
    assert len(own) == TICKETS_EACH, "not enough tickets for all"
    return Person(user.email, f"http://127.0.0.1:{PORT}", cookie, own, reads)


def _work(people: Sequence[tuple[Person, Callable[[Person], Iterator[None]]]]) -> None:
    over = threading.Event()
    threads = [threading.Thread(target=person.work, args=(day, over)) for person, day in people]
    for thread in threads:
        thread.start()
    over.wait(SECONDS)
    over.set()
    for thread in threads:
        thread.join(load_people.TIMEOUT + 5)


def _told(people: Sequence[tuple[Person, object]]) -> bool:
    from tickets.models import Message

    asked = [one for person, _day in people for one in person.asked]
    written = [words for person, _day in people for words in person.written]
    kept = Counter(Message.objects.filter(body__in=written).values_list("body", flat=True))
    wrong = Counter(f"{one.what}: {one.wrong}" for one in asked if one.wrong)
    table = "\n".join(_lines(asked))
    print(f"\n{table}\n")
    for what, times in wrong.most_common():
        print(f"  {times} × {what}")
    _write_down(table, len(written))
    return report(
        [
            Target(f"no error among {len(asked)} requests", not wrong),
            Target(f"p95 under {MOST_MILLISECONDS:.0f} ms", _p95(asked) < MOST_MILLISECONDS),
            Target(
                f"each of the {len(written)} texts sent is there once",
                len(written) > 0 and all(kept[words] == 1 for words in written),
            ),
        ]
    )


def _lines(asked: Sequence[Asked]) -> Iterator[str]:
    """The table of docs/performance.md."""
    who = f"{ENGINEERS} engineers and {CUSTOMERS} customers, {SECONDS:.0f} s ({machine()})"
    yield f"| {who} | requests | median, ms | p95, ms |"
    yield "|---|---|---|---|"
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        by_kind[one.what].append(one)
    for what, some in [*sorted(by_kind.items()), ("**all**", list(asked))]:
        middle = median(one.seconds for one in some) * 1000
        yield f"| {what} | {len(some)} | {middle:.0f} | {_p95(some):.0f} |"


def _p95(asked: Sequence[Asked]) -> float:
    """In milliseconds."""
    taken = [one.seconds * 1000 for one in asked]
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def _write_down(table: str, written: int) -> None:
    page = Path(PAGE)
    before, _begin, rest = page.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    said = f"{BEGIN}\n{table}\n\n{written} texts were written meanwhile; each is there once.\n{END}"
    page.write_text(f"{before}{said}{after}")
