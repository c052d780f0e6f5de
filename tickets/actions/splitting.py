"""One request that holds two becomes two tickets: what was said of the second goes to a ticket of its own (CH-V.2).

Each then has its verdict, its clock and its number. The new one's clock counts from when the first of those words was
received, and what was answered to them since counts there too: nothing is promised late by it, nor answered twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import coverage
from tickets import notifications, numbering, permissions, response_clock
from tickets.actions.judging import OPENED, apply
from tickets.actions.linking import Kind as LinkKind
from tickets.actions.passing import hand_to_reseller
from tickets.actions.writing import NotPossible, lock, move, one_line, opening_event, record, refuse_merged
from tickets.models import Event, Message, Status, Ticket, TicketLink
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes a ticket of its own: the keys of its messages, and what it is about. `severity` is 1 to 4, or None
    while nobody qualified it; the key makes a second sending harmless.
    """

    messages: Sequence[str]
    subject: str
    serial: str
    severity: int | None
    submission_key: str


@transaction.atomic
def split(source: Ticket, part: Part, *, actor: User, at: datetime) -> Ticket:
    """Open a ticket of the same customer with some of the messages of `source`; the same part sent twice opens one.

    The customer is told as of any request: number, verdict, deadline. Raises `NotPossible`, saying why, when the
    messages are not all there any more, when the first of them is no customer's, when nothing would be left, or when
    nobody with an account asked.
    """
    permissions.require(actor, Action.SPLIT, source)
    source = lock(source)
    known = Ticket.objects.filter(submission_key=part.submission_key).first()
    if known is not None:
        return known
    refuse_merged(source)
    chosen = _chosen(source, part)
    new = _open(source, part, chosen, actor, at)
    Message.objects.filter(pk__in=[message.pk for message in chosen]).update(ticket=new)
    TicketLink.objects.create(ticket=source, other=new, kind=LinkKind.SPLIT, linked_by=actor, linked_at=at)
    _say_on_source(source, new, actor, at)
    if not hand_to_reseller(new, at=at):
        notifications.opened(new, at)
    return new


def request_of(ticket: Ticket, said: Sequence[Message]) -> Message | None:
    """The message that opened `ticket` among `said`, oldest first; the first where a split made it. It never leaves."""
    opened = (message for message in said if message.submission_key == ticket.submission_key)
    return next(opened, said[0] if said else None)


def _chosen(source: Ticket, part: Part) -> list[Message]:
    """The messages that go, oldest first."""
    said = list(source.messages.order_by("sent_at", "pk"))
    wanted = set(part.messages)
    chosen = [message for message in said if str(message.pk) in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise NotPossible(_("Choisissez au moins un message de ce ticket."))
    if chosen[0].by_centre or chosen[0].automatic:
        raise NotPossible(
            _("Le premier message choisi doit être du client\u00a0: le délai part de sa réception.")
        )
    if request_of(source, said) in chosen:
        raise NotPossible(
            _(
                "Le premier message reste ici\u00a0: c’est la demande de ce ticket. Choisissez parmi les suivants."
            )
        )
    if source.requester is None or source.organisation is None:
        raise NotPossible(_("Le demandeur n’a pas de compte\u00a0: qualifiez d’abord sa demande."))
    return chosen


def _open(source: Ticket, part: Part, chosen: list[Message], actor: User, at: datetime) -> Ticket:
    """The new ticket with the events of what was said, as if it had come by itself."""
    first = chosen[0]
    new = Ticket(
        number=numbering.next_numbers(at, 1)[0],
        submission_key=part.submission_key,
        subject=one_line(part.subject)[:300],
        kind=source.kind,
        channel=first.channel,
        severity=part.severity,
        requester=source.requester,
        requester_address=source.requester_address,
        organisation=source.organisation,
        reseller=source.reseller,
        escalated_by=source.escalated_by,
        assignee=source.assignee,
        received_at=first.sent_at,
        updated_at=at,
        waiting_since=first.sent_at,
    )
    escalated = new.escalated_by is not None
    requester = (new.reseller if escalated else new.requester) or new.requester_address
    judged = coverage.judge(requester, part.serial, new.channel, new.kind, first.sent_at, escalated=escalated)
    apply(new, judged)
    new.status = Status.NEW if judged.verdict.outcome in OPENED else Status.REFUSED
    data = {"verdict": new.verdict_json, **response_clock.promise_data(new)}
    opening = opening_event(new, actor=first.author, at=first.sent_at, data=data)
    new.save()
    opening.save()
    for message in chosen[1:]:
        _say_again(new, message)
    record(new, Event.Kind.SPLIT, actor=actor, at=at, data={"other": source.number, "made": False})
    return new


def _say_again(ticket: Ticket, message: Message) -> None:
    """The event that `message` would have written here, at its own hour: an answer stops the clock (CH-V.2)."""
    data: dict[str, Any] = {"message": str(message.pk)}
    kind = Event.Kind.NOTED
    if message.internal:
        pass
    elif message.by_centre:
        kind = Event.Kind.ANSWERED
        data["stops_clock"] = response_clock.first_answer_due(ticket)
        _come(ticket, Status.WAITING_CUSTOMER, message.sent_at)
    else:
        kind = Event.Kind.CUSTOMER_REPLIED
        data["automatic"] = message.automatic
        if not message.automatic:
            _come(ticket, Status.OPEN if ticket.status != Status.NEW else Status.NEW, message.sent_at)
    record(ticket, kind, actor=message.author, at=message.sent_at, data=data, is_told=False)


def _come(ticket: Ticket, status: Status, at: datetime) -> None:
    """A request that was not opened stays so, whatever was said on it."""
    if ticket.status not in response_clock.UNPROMISED:
        move(ticket, status, at)


def _say_on_source(source: Ticket, new: Ticket, actor: User, at: datetime) -> None:
    """The event of the ticket that stays. Where only the words that went waited for an answer, its customer has the
    ball again, and the centre's own aim of the next answer ends (response_clock.Clocks.next_response).
    """
    left = source.messages.filter(internal=False, automatic=False).order_by("sent_at", "pk")
    settled = source.status == Status.OPEN and source.first_response_at is not None and _is_answered(left)
    if settled:
        move(source, Status.WAITING_CUSTOMER, at)
    data = {"other": new.number, "made": True, "settled": settled}
    record(source, Event.Kind.SPLIT, actor=actor, at=at, data=data)


def _is_answered(messages: Iterable[Message]) -> bool:
    """Whether the last word is the centre's."""
    said = list(messages)
    return bool(said) and said[-1].by_centre
