"""What every story of the demo world is told with: it is played once, somebody opens a request, somebody writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from cst.demo import cast
from tickets.actions.opening import Request, open_ticket
from tickets.actions.replying import Words
from tickets.models import Ticket


def play(stories: Iterable[Callable[..., None]], *told_with: object) -> None:
    """Tell every story whose ticket is not there yet."""
    for story in stories:
        if not Ticket.objects.filter(submission_key=f"demo:{story.__name__}").exists():
            story(*told_with)


def open_request(story: str, requester: str, at: datetime, **fields: Any) -> Ticket:
    """The ticket of a story, by the web unless `fields` say otherwise."""
    request = {"channel": "web", "severity": None, "serial": "", **fields}
    return open_ticket(
        Request(requester=cast.person(requester), submission_key=f"demo:{story}", received_at=at, **request),
        at=at,
    )


def said(story: str, author: str, at: datetime, body: str, channel: str = "web") -> Words:
    """What `author` writes on the ticket of a story at `at`."""
    return Words(
        author=cast.person(author),
        body=body,
        channel=channel,
        submission_key=f"demo:{story}:{author}:{at:%m%d%H%M}",
        sent_at=at,
    )
