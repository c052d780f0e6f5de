"""Opening a ticket: every request is kept, whatever the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from accounts.models import User
from contracts import coverage, decision
from tickets import announcing, files, notifications, numbering, response_clock
from tickets.actions.judging import OPENED, apply
from tickets.actions.passing import hand_to_reseller
from tickets.actions.writing import one_line, opening_event
from tickets.files import NewFile
from tickets.models import Event, Message, Status, Ticket


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for.

    `received_at` is when it reached us: the instant that the promise counts from (CH-V.2). `submission_key`
    makes the same request harmless when it comes twice. `severity` is 1 to 4, or None when not named.
    """

    requester: User
    channel: str
    subject: str
    body: str
    submission_key: str
    received_at: datetime
    kind: str = decision.Kind.INCIDENT
    serial: str = ""
    severity: int | None = None
    quoted: str = ""
    files: Sequence[NewFile] = ()
    mail_message_id: str = ""
    # A waiver opens it in the same breath should the charter not: that is told then, and nothing before.
    waiver_follows: bool = False
    # False where an answer would talk to a robot: the request is what it is, and nobody is told by itself that it came.
    is_answered: bool = True
    # False for history: it becomes what it would be, and nobody is told by itself, neither who asked nor a reseller;
    # nor is the centre warned of what was late by then.
    is_told: bool = True


class Opened(NamedTuple):
    """What a request became."""

    ticket: Ticket
    message: Message


def open_ticket(request: Request, *, at: datetime, actor: User | None = None) -> Ticket:
    """Open the ticket that `request` asks for, as `open_request` does."""
    return open_request(request, at=at, actor=actor).ticket


def open_request(request: Request, *, at: datetime, actor: User | None = None) -> Opened:
    """Open the ticket that `request` asks for, or return the one that it opened already.

    The requester is told by mail: an acknowledgement with number, verdict and deadline, or an explained refusal; what
    the charter sends to the reseller goes there by itself (CH-II.2). `actor` is who did it when it is not the requester
    (a logged call); `at` is now. Raises `files.FileRefused` when an attachment is over the limits; nothing is written
    then.
    """
    try:
        with transaction.atomic():
            return open_requests([request], at=at, actor=actor)[0]
    except IntegrityError:
        # The same request came before, or twice at once: that one stands.
        known = Message.objects.select_related("ticket").filter(submission_key=request.submission_key).first()
        if known is None:
            raise
        return Opened(known.ticket, known)


def open_requests(requests: Sequence[Request], *, at: datetime, actor: User | None = None) -> list[Opened]:
    """Open several, each as `open_request` does, in the caller's transaction; their rows are written as one.

    Raises IntegrityError when one of them was opened already: the caller's transaction is over then.
    """
    for request in requests:
        files.check(request.files)
    numbers = numbering.next_numbers(at, len(requests))
    drafts = [
        _draft(request, number, actor or request.requester, at)
        for request, number in zip(requests, numbers, strict=True)
    ]
    Ticket.objects.bulk_create([draft.ticket for draft in drafts])
    Event.objects.bulk_create([draft.event for draft in drafts])
    Message.objects.bulk_create([draft.message for draft in drafts])
    for draft in drafts:
        files.attach(draft.message, draft.request.files, at)
        announcing.announce(draft.event)
        _tell(draft, at)
    return [Opened(draft.ticket, draft.message) for draft in drafts]


class _Draft(NamedTuple):
    """The rows of a request, before they are written."""

    request: Request
    ticket: Ticket
    event: Event
    message: Message


def _draft(request: Request, number: str, actor: User, at: datetime) -> _Draft:
    judged = coverage.judge(
        request.requester, request.serial, request.channel, request.kind, request.received_at
    )
    ticket = Ticket(
        number=number,
        submission_key=request.submission_key,
        subject=one_line(request.subject)[:300],
        status=Status.NEW if judged.verdict.outcome in OPENED else Status.REFUSED,
        kind=request.kind,
        channel=request.channel,
        severity=request.severity,
        requester=request.requester,
        requester_address=request.requester.email,
        organisation=request.requester.organisation,
        received_at=request.received_at,
        updated_at=at,
        waiting_since=request.received_at,
    )
    apply(ticket, judged)
    data = {"verdict": ticket.verdict_json, **response_clock.promise_data(ticket)}
    if not request.is_told:
        data["is_history"] = True
    message = Message(
        ticket=ticket,
        author=request.requester,
        author_name=request.requester.full_name,
        author_address=request.requester.email,
        by_centre=False,
        channel=request.channel,
        body=request.body,
        quoted=request.quoted,
        sent_at=request.received_at,
        submission_key=request.submission_key,
        mail_message_id=request.mail_message_id,
    )
    return _Draft(request, ticket, opening_event(ticket, actor=actor, at=at, data=data), message)


def _tell(draft: _Draft, at: datetime) -> None:
    """To the reseller what the charter sends there, to the requester what became of the request."""
    request, ticket = draft.request, draft.ticket
    if request.waiver_follows and ticket.status == Status.REFUSED:
        return
    handed = hand_to_reseller(ticket, at=at, is_answered=request.is_answered, is_told=request.is_told)
    if request.is_told and request.is_answered and not handed:
        ticket.opening = (draft.event, draft.message)
        notifications.opened(ticket, at)
        ticket.opening = None
