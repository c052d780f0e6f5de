"""One mail about a ticket: to whom it is written, what every one of them says, how it leaves.

Who is told what, and when, is decided in notifications.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from accounts.reading import as_read_by
from contracts.models import Channel
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tickets import deadlines, digests, mail_chain, next_steps, pacing, reply_address, requested
from tickets.deadlines import DeadlineText
from tickets.models import Message, Ticket

log = logging.getLogger(__name__)

# A mail of the centre to itself bears this header: what an engineer answers to it is for colleagues, too.
INTERNAL = "X-CST-Internal"
_AMONG_ENGINEERS = {"mentioned", "personal_reminder", "vendor_silent"}


def answer_to_request(ticket: Ticket, template: str, title: Callable[[], str], at: datetime) -> None:
    """What answers a request by itself; a request that came by mail may be a robot's, so that these are paced."""
    leaves_at = pacing.leaves_at(ticket.requester_address, at) if ticket.channel == Channel.MAIL else at
    if leaves_at is None:
        ticket.is_untold = True
        log.warning(
            "Ticket %s: %s is answered too often, nothing leaves.", ticket.number, ticket.requester_address
        )
        return
    to_parties(ticket, template, title, at, submitted="auto-replied", leaves_at=leaves_at)


def to_parties(
    ticket: Ticket,
    template: str,
    title: Callable[[], str],
    at: datetime,
    *,
    submitted: str = "auto-generated",
    leaves_at: datetime | None = None,
    others: Iterable[User] = (),
    **context: Any,
) -> None:
    """An automatic mail to the requester, to the reseller's person who passed the request on, and to `others`."""
    for person in (*filter(None, (ticket.escalated_by, ticket.requester)), *others):
        automatic(ticket, person, template, title, at, submitted=submitted, leaves_at=leaves_at, **context)


def automatic(
    ticket: Ticket,
    person: User,
    template: str,
    title: Callable[[], str],
    at: datetime,
    *,
    submitted: str = "auto-generated",
    leaves_at: datetime | None = None,
    **context: Any,
) -> None:
    """An automatic mail, flagged as such."""
    with as_read_by(person):
        subject = title()
    headers = {**outbox.AUTOMATIC, "Auto-Submitted": submitted}
    send(ticket, template, person, subject, at, headers=headers, leaves_at=leaves_at, **context)


def send_message(
    ticket: Ticket,
    message: Message,
    person: User,
    at: datetime,
    asks: Sequence[str] = (),
    asked: Message | None = None,
) -> None:
    template = "engineer_notice" if person.is_engineer else "answer"
    headers = {"Auto-Submitted": "auto-generated"} if person.is_engineer else {}
    with as_read_by(person):
        pieces = requested.checklist(asks)
    context: dict[str, Any] = {"message": message, "checklist": pieces, "asked": asked}
    send(ticket, template, person, ticket.subject, at, headers=headers, **context)


def send(
    ticket: Ticket,
    template: str,
    person: User,
    title: str,
    at: datetime,
    headers: dict[str, str] | None = None,
    leaves_at: datetime | None = None,
    **context: Any,
) -> None:
    """One mail of the conversation. Its subject is the ticket's whatever the mail says, and `title` stands inside: mail
    programs group by subject (docs/rules/outgoing-mail.md). One that leaves later is written for whoever reads it then.
    Nothing leaves that its reader has in a daily summary instead, and nothing to a program.
    """
    if person.is_program or digests.waits_for_summary(person, template):
        return
    read_at = leaves_at or at
    message = context.get("message")
    is_internal = template in _AMONG_ENGINEERS or (message is not None and message.internal)
    ours = {INTERNAL: "yes"} if is_internal else {}
    with as_read_by(person):
        outbox.put(
            to=person.email,
            template=template,
            subject=mail_chain.subject(ticket),
            context=lambda: {**_about(ticket, person, title, read_at), **context},
            language=person.language,
            zone=person.time_zone,
            at=at,
            topic=f"ticket:{ticket.pk}",
            reply_to=reply_address.for_number(ticket.number),
            headers={**mail_chain.headers(ticket, person), **(headers or {}), **ours},
            recipe={"title": title} if not context and read_at == at else None,
            leaves_at=leaves_at,
        )


def about(reference: str, mail: OutgoingMail) -> dict[str, Any]:
    """What a mail about "ticket:<id>" says that is written when it is sent (outbound_mail/composing.py)."""
    ticket, person = Ticket.objects.get(pk=reference), User.objects.by_address(mail.to)
    assert person is not None and mail.recipe is not None
    return _about(ticket, person, mail.recipe["title"], mail.created_at)


def _about(ticket: Ticket, person: User, title: str, at: datetime) -> dict[str, Any]:
    route = "console:ticket" if person.is_engineer else "portal:ticket"
    return {
        "ticket": ticket,
        "title": title,
        "person": person,
        "verdict": next_steps.said(ticket.verdict, site=settings.BASE_URL),
        "deadline": _deadline(ticket, at) if tells_clock(ticket, person, at) else None,
        "url": settings.BASE_URL + reverse(route, args=[ticket.number]),
    }


def _deadline(ticket: Ticket, at: datetime) -> DeadlineText:
    """The deadline with its day: a mail is read later, and forwarded."""
    found = deadlines.of_ticket(ticket, at)
    if found.due is None or not found.due_text:
        return found
    return replace(found, due_text=deadlines.full_due(found.due, at))


def tells_clock(ticket: Ticket, person: User, at: datetime) -> bool:
    """Nobody is promised an instant that rests on a provisional level, or that has passed already."""
    passed = ticket.due_at is not None and ticket.due_at < at
    return person.is_engineer or (deadlines.is_told(ticket) and not passed)
