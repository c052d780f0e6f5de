"""Lists of the API among 100,000 tickets: their queries, and their time beside a bare view of Django REST framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import pages, portal_world
from bench.database import throwaway
from bench.portal_world import COMMON_WORD, RARE_WORD, READER, TICKETS
from bench.targets import Target, report

if TYPE_CHECKING:
    from django.test import Client

LIST = "fifty tickets"
FRAMEWORK = "a bare view of REST framework"
# What that takes on two processors that do little else, in milliseconds; a token and no session, so less than a page.
QUIET_FRAMEWORK = 2.7
MOST_QUERIES, MOST_MILLISECONDS = 8, 30.0


def run() -> bool:
    """Print the figures; whether the targets are met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from django.test import override_settings
    from django.utils import timezone

    number = portal_world.fill(timezone.now())
    # Asked more often than a token may.
    with override_settings(ROOT_URLCONF="bench.api_urls", API_TOKEN_RATE=1_000_000_000):
        found = pages.measured(_program(), _addresses(number))
    pages.table(f"The API among {TICKETS:,} tickets, half of them in sight of the token", found)
    times_framework = found[LIST].milliseconds / found[FRAMEWORK].milliseconds
    quiet = times_framework * QUIET_FRAMEWORK
    return report(
        [
            Target(f"at most {MOST_QUERIES} queries a list of 50", found[LIST].queries <= MOST_QUERIES),
            Target(
                f"under {MOST_MILLISECONDS:.0f} ms where {FRAMEWORK} takes {QUIET_FRAMEWORK} "
                f"({quiet:.0f}, {times_framework:.1f} times as long)",
                quiet < MOST_MILLISECONDS,
            ),
        ]
    )


def _program() -> Client:
    """A client with a token of the reader of the portal's benchmark, that reads as often as it likes."""
    from django.test import Client

    from accounts.models import User
    from api.models import ApiToken, Scope

    person = User.objects.get(email=READER)
    _row, token = ApiToken.objects.create(user=person, name="bench", scopes=[Scope.READ], created_by=person)
    return Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}", raise_request_exception=True)


def _addresses(number: str) -> dict[str, str]:
    """What is asked, by what it is: lists of fifty, then one of them."""
    tickets = "/api/v1/tickets/"
    return {
        FRAMEWORK: "/bare/",
        LIST: tickets,
        "fifty, going on": f"{tickets}?open=true",
        "fifty, by status": f"{tickets}?status=waiting_customer",
        "fifty, a rare word": f"{tickets}?q={RARE_WORD}",
        "fifty, a word of half of them": f"{tickets}?q={COMMON_WORD}",
        "a ticket with thirty messages": f"{tickets}{number}/",
        "its messages": f"{tickets}{number}/messages/",
        "its deadline": f"{tickets}{number}/deadline/",
    }
