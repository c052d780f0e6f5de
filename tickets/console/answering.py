"""An answer that does not talk past what happened meanwhile: the ticket, locked, is looked at before it is sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tickets.actions.closing import resolve
from tickets.actions.replying import Words, reply
from tickets.actions.writing import lock
from tickets.console.news import since
from tickets.models import Message, Status, Ticket


class TicketChanged(Exception):
    """Others did something since the page was shown; `news` says what, in sentences."""

    def __init__(self, news: list[str]) -> None:
        super().__init__(*news)
        self.news = news


@transaction.atomic
def answer(
    ticket: Ticket, words: Words, *, then: Status, shown: int, at: datetime, cause: str = ""
) -> Message:
    """Send a public answer and leave the ticket in `then`; the same words sent twice are sent once.

    `shown` is the last event that the author's page held: `TicketChanged` when others did something since, and
    nothing is sent. `cause`: what it was, for an answer that resolves. Raises what replying and resolving raise.
    """
    locked = lock(ticket)
    known = Message.objects.filter(submission_key=words.submission_key).first()
    if known is not None:
        return known
    if news := since(locked, words.author, shown):
        raise TicketChanged(news)
    if then is Status.RESOLVED:
        return resolve(locked, words, at=at, cause=cause)
    return reply(locked, words, at=at, then=then)
