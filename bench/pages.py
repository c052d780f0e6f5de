"""Pages as their reader's browser asks for them: their queries, and their time beside a bare view of Django."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bench.timing import machine, median_microseconds

if TYPE_CHECKING:
    from django.test import Client

BARE, BARE_ADDRESS = "a bare view", "/health/live/"
CALLS, ROUNDS = 40, 8
# What the bare view takes on a quiet machine of two processors, in milliseconds. Figures in milliseconds that are to be
# reached are those of such a machine: where the bare view takes twice as long, so may a page.
QUIET_BARE = 2.3


class Page(NamedTuple):
    """What asking for a page took: queries, and milliseconds of the server, the median."""

    queries: int
    milliseconds: float


def logged_in(email: str) -> Client:
    """A client of that person's."""
    from django.test import Client

    from accounts.models import User

    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    client.force_login(User.objects.get(email=email))
    return client


def measured(client: Client, addresses: Mapping[str, str]) -> dict[str, Page]:
    """Each page, by what it shows, and the bare view behind the same middleware, all in turns."""
    pages = {BARE: BARE_ADDRESS, **addresses}
    queries = {name: _queries(client, address) for name, address in pages.items()}
    calls = {name: [partial(client.get, address)] * CALLS for name, address in pages.items()}
    times = median_microseconds(calls, ROUNDS)
    return {name: Page(queries[name], times[name] / 1000) for name in pages}


def quiet(pages: Mapping[str, Page]) -> dict[str, float]:
    """What each page takes on a quiet machine, in milliseconds."""
    bare = pages[BARE].milliseconds
    return {name: page.milliseconds / bare * QUIET_BARE for name, page in pages.items()}


def table(title: str, pages: Mapping[str, Page]) -> None:
    """Print them."""
    print(f"\n{title} ({machine()})\n")
    print(f"  {'':<44}{'queries':>8}{'median, ms':>12}{'× bare':>8}")
    for name, page in pages.items():
        times_bare = page.milliseconds / pages[BARE].milliseconds
        print(f"  {name:<44}{page.queries:>8}{page.milliseconds:>12.1f}{times_bare:>8.0f}")
    print()


def _queries(client: Client, address: str) -> int:
    """The queries of a page that is asked a second time, as all but the first reader do; it must be shown."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(asked)
