"""The console's pages among 100,000 tickets and a million messages, then among a million tickets: queries and time."""

from __future__ import annotations

from django.utils.http import urlencode

from bench import console_world, pages
from bench.console_world import (
    COMMON_PHRASE,
    COMMON_WORD,
    ENGINEER,
    EVERYWHERE,
    MANY_TICKETS,
    NEVER_TOGETHER,
    RARE_WORD,
    TICKETS,
)
from bench.database import throwaway
from bench.pages import QUIET_BARE, Page
from bench.targets import Target, report

MOST_QUERIES, MOST_MILLISECONDS, MOST_GROWTH = 15, 50.0, 1.5
# What is asked is whether the number of tickets costs: a million of them with ten messages each would take an hour.
MESSAGES_OF_MANY = 2


def run() -> bool:
    """Print the figures; whether the targets are met."""
    with throwaway():
        from django.utils import timezone

        now = timezone.now()
        number = console_world.fill(now)
        some = _measured(number, f"{TICKETS:,} tickets with {console_world.MESSAGES_EACH} messages each")
        console_world.grow(now, number, TICKETS, MANY_TICKETS, MESSAGES_OF_MANY)
        many = _measured(number, f"{MANY_TICKETS:,} tickets, the older ones with {MESSAGES_OF_MANY} messages")
    quiet, quiet_many = pages.quiet(some), pages.quiet(many)
    slowest, growth = max(quiet.values()), {name: quiet_many[name] / quiet[name] for name in some}
    most = max(growth, key=lambda name: growth[name])
    return report(
        [
            Target(
                f"at most {MOST_QUERIES} queries a page, and no more among ten times as many tickets",
                max(page.queries for page in some.values()) <= MOST_QUERIES
                and all(many[name].queries <= some[name].queries for name in some),
            ),
            Target(
                f"each under {MOST_MILLISECONDS:.0f} ms among {TICKETS:,} tickets where the bare view takes "
                f"{QUIET_BARE} ({slowest:.0f} at most)",
                slowest < MOST_MILLISECONDS,
            ),
            Target(
                f"at most {MOST_GROWTH} times as long among {MANY_TICKETS:,}, or under {MOST_MILLISECONDS:.0f} ms "
                f"(most grown: {most}, {growth[most]:.1f} times, to {quiet_many[most]:.0f} ms)",
                all(growth[name] <= MOST_GROWTH or quiet_many[name] < MOST_MILLISECONDS for name in some),
            ),
        ]
    )


def _measured(number: str, among: str) -> dict[str, Page]:
    found = pages.measured(pages.logged_in(ENGINEER), _pages(number))
    pages.table(f"The console's pages among {among}", found)
    return found


def _pages(number: str) -> dict[str, str]:
    """The address of each page by what it shows."""
    from django.urls import reverse

    from tickets.console.queue_views import QueueView

    queue, search = reverse("console:queue"), reverse("console:search")
    searched = {
        "a number": "CST-2025-012340",
        "a serial": "FG100FTK00001234",
        "a rare word": RARE_WORD,
        "a word of half of them": COMMON_WORD,
        "a word of all of them": EVERYWHERE,
        "a phrase of one in six": COMMON_PHRASE,
        "two words, never together": NEVER_TOGETHER,
        "nothing there": "zzqx",
    }
    return {
        **{f"the queue, {view.value}": f"{queue}?vue={view.value}" for view in QueueView},
        "the queue, page 10": f"{queue}?page=10",
        "the queue, severity 2 of the reseller": f"{queue}?severite=2&q=reseau",
        "a ticket with thirty messages": reverse("console:ticket", args=[number]),
        **{f"search, {what}": f"{search}?{urlencode({'q': words})}" for what, words in searched.items()},
    }
