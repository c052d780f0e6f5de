"""Every page of the portal among 100,000 tickets: its queries, and its time beside a bare view of Django."""

from __future__ import annotations

from django.utils.http import urlencode

from bench import pages, portal_world
from bench.database import throwaway
from bench.pages import QUIET_BARE
from bench.portal_world import COMMON_WORD, RARE_WORD, READER, TICKETS
from bench.targets import Target, report

MOST_QUERIES, MOST_MILLISECONDS = 12, 40.0


def run() -> bool:
    """Print the figures; whether the targets are met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from django.utils import timezone

    number = portal_world.fill(timezone.now())
    found = pages.measured(pages.logged_in(READER), _pages(number))
    pages.table(f"The portal's pages among {TICKETS:,} tickets, half of them in sight", found)
    slowest = max(pages.quiet(found).values())
    return report(
        [
            Target(
                f"at most {MOST_QUERIES} queries a page",
                max(page.queries for page in found.values()) <= MOST_QUERIES,
            ),
            Target(
                f"each under {MOST_MILLISECONDS:.0f} ms where the bare view takes {QUIET_BARE} "
                f"({slowest:.0f} at most)",
                slowest < MOST_MILLISECONDS,
            ),
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
