"""Every page of the portal among 100,000 tickets: its queries, and its time beside a bare view of Django."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.http import urlencode

from bench import portal_world
from bench.database import throwaway
from bench.portal_world import COMMON_WORD, RARE_WORD, READER, TICKETS
from bench.targets import Target, report
from bench.timing import machine, median_microseconds

if TYPE_CHECKING:
    from django.test import Client

BARE = "a bare view"
CALLS, ROUNDS = 40, 8
MOST_QUERIES, MOST_MILLISECONDS = 12, 40.0


def run() -> bool:
    """Print the figures; whether the targets are met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from django.utils import timezone

    number = portal_world.fill(timezone.now())
    client = _logged_in()
    pages = {BARE: "/health/live/", **_pages(number)}
    queries = {name: _queries(client, address) for name, address in pages.items()}
    calls = {name: [partial(client.get, address)] * CALLS for name, address in pages.items()}
    times = {name: taken / 1000 for name, taken in median_microseconds(calls, ROUNDS).items()}
    print(f"\nThe portal's pages among {TICKETS:,} tickets, half of them in sight ({machine()})\n")
    print(f"  {'':<44}{'queries':>8}{'median, ms':>12}{'× bare':>8}")
    for name, taken in times.items():
        print(f"  {name:<44}{queries[name]:>8}{taken:>12.1f}{taken / times[BARE]:>8.0f}")
    print()
    return report(
        [
            Target(f"at most {MOST_QUERIES} queries a page", max(queries.values()) <= MOST_QUERIES),
            Target(f"each under {MOST_MILLISECONDS:.0f} ms", max(times.values()) < MOST_MILLISECONDS),
        ]
    )


def _pages(number: str) -> dict[str, str]:
    """The address of each page by what it shows."""
    from django.urls import reverse

    tickets = reverse("portal:tickets")
    searched = {
        "a number": "CST-2025-012340",
        "a serial": "FG100FTK00001234",
        "a rare word": RARE_WORD,
        "a word of half of them": COMMON_WORD,
        "two words, one rare": f"{COMMON_WORD} {RARE_WORD}",
        "a file": "journal-123.txt",
        "nothing there": "zzqx",
    }
    return {
        "home": reverse("portal:home"),
        "the list, going on": tickets,
        "the list, all": f"{tickets}?voir=tous",
        "the list, all, page 100": f"{tickets}?voir=tous&page=100",
        **{f"the list, {what}": f"{tickets}?{urlencode({'q': words})}" for what, words in searched.items()},
        "a ticket with thirty messages": reverse("portal:ticket", args=[number]),
        "the opening form": reverse("portal:ticket_new"),
        "the opening form, a serial": f"{reverse('portal:ticket_new')}?serial=FG100FTK00001234",
        "products": reverse("portal:products"),
        "products, searched": f"{reverse('portal:products')}?q=1234",
        "contracts": reverse("portal:contracts"),
        "a contract": reverse("portal:contract", args=["BENCH-7"]),
        "credit": reverse("portal:credit"),
        "notes": reverse("portal:notes"),
        "notes, searched": f"{reverse('portal:notes')}?q={COMMON_WORD}",
        "a note": reverse("portal:note", args=["note-7"]),
    }


def _logged_in() -> Client:
    """A client of the reader's, as its browser asks."""
    from django.test import Client

    from accounts.models import User

    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    client.force_login(User.objects.get(email=READER))
    return client


def _queries(client: Client, address: str) -> int:
    """The queries of a page that is asked a second time, as all but the first reader do; it must be shown."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(asked)
