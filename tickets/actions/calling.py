"""A call that was taken: the request it makes, opened by an engineer in the caller's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts import add_contact
from accounts.models import Organisation, User
from contracts.models import Channel
from tickets import reply_address
from tickets.actions.closing import resolve
from tickets.actions.opening import Request, open_ticket
from tickets.actions.replying import Words, reply
from tickets.actions.waiving import waive
from tickets.models import Status, Ticket


@dataclass(frozen=True, slots=True)
class NewCaller:
    """Somebody who calls for a customer and is not known yet: the answer reaches them at `email`."""

    full_name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, and perhaps answered, on the phone.

    `called_at` is when the call came: the promise counts from then (CH-V.2). `answer` is what the engineer answered
    during the call, empty when nothing yet, and `then` the state that it leaves the ticket in. `waiver` is the reason
    to open what the charter does not. `submission_key` makes the same call harmless when it comes twice.
    """

    caller: User | NewCaller
    called_at: datetime
    kind: str
    serial: str
    severity: int | None
    subject: str
    body: str
    submission_key: str
    answer: str = ""
    then: Status = Status.WAITING_CUSTOMER
    waiver: str = ""


@transaction.atomic
def log_call(call: Call, organisation: Organisation, *, by: User, at: datetime) -> Ticket:
    """Open the request of a caller of `organisation`, by a waiver when one is given and needed, and note its answer.

    Whoever is not known becomes a contact of the organisation. What was answered on the phone was answered when the
    call came, however late it is noted: it is the first response (CH-V.2). Raises `ValidationError`, by field, when the
    caller's address is somebody else's, `NotPossible` when there is an answer to a request that the charter does not
    open and no waiver does; nothing is written then.
    """
    if not by.is_engineer:
        raise PermissionDenied
    said_at = call.called_at if call.answer else at
    request = Request(
        requester=_person(call.caller, organisation),
        channel=Channel.PHONE,
        subject=call.subject,
        body=call.body,
        submission_key=call.submission_key,
        received_at=call.called_at,
        kind=call.kind,
        serial=call.serial,
        severity=call.severity,
        waiver_follows=bool(call.waiver),
    )
    ticket = open_ticket(request, at=said_at, actor=by)
    if call.waiver and ticket.status in Ticket.UNPROMISED:
        ticket = waive(ticket, call.waiver, actor=by, at=said_at)
    if call.answer:
        answer_by_phone(ticket, call.answer, call.then, call.submission_key, by=by, at=said_at)
        ticket.refresh_from_db()
    return ticket


def _person(caller: User | NewCaller, organisation: Organisation) -> User:
    if isinstance(caller, NewCaller):
        if reply_address.is_ours(caller.email):
            raise ValidationError(
                {"email": _("Cette adresse est la nôtre\u00a0: demandez celle de la personne.")}
            )
        return add_contact(organisation, full_name=caller.full_name, email=caller.email, phone=caller.phone)
    return caller


def answer_by_phone(ticket: Ticket, answer: str, then: Status, key: str, *, by: User, at: datetime) -> None:
    """What `by` answered during the call whose submission key is `key`; the ticket is left in `then`."""
    words = Words(
        author=by,
        body=answer,
        channel=Channel.PHONE,
        submission_key=f"{key}:answer",
        sent_at=at,
    )
    if then is Status.RESOLVED:
        resolve(ticket, words, at=at)
    else:
        reply(ticket, words, at=at, then=then)
