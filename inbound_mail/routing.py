"""What a mail becomes. The questions are asked in this order, and the first that applies answers:

is it whole, is it a robot's, is there a sender, is it authenticated, is the sender known, on which ticket may they
write; then the request meets the coverage verdict like any other. docs/rules/mail.md holds the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Channel
from inbound_mail import (
    authentication,
    conversation,
    explaining,
    hints,
    looping,
    returning,
    senders,
    subjects,
    taken_files,
    vendor_mails,
)
from inbound_mail.authentication import Trust
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.reasons import Reason
from outbound_mail import failing
from tickets.actions.judging import OPENED
from tickets.actions.opening import Opened, Request, open_request
from tickets.actions.writing import NotPossible
from tickets.models import Message, Ticket, VendorCase

_AUTOMATIC_REASONS = {"list": Reason.MAILING_LIST}


@dataclass(frozen=True, slots=True)
class End:
    """What became of a mail; the worker writes it on the mail's row."""

    status: Status
    reason: str
    ticket: Ticket | None = None
    message: Message | None = None
    related_ticket: Ticket | None = None
    hints: dict[str, Any] = field(default_factory=dict)

    def put_on(self, mail: InboundMail) -> None:
        """Write it on the mail's row, which the caller saves."""
        mail.status, mail.reason, mail.hints = self.status, self.reason, self.hints
        mail.ticket, mail.message, mail.related_ticket = self.ticket, self.message, self.related_ticket


@dataclass(frozen=True, slots=True)
class Asking:
    """A mail that is a new request: not opened yet, since many are opened at once (tickets/actions/opening.py)."""

    request: Request
    related_ticket: Ticket | None
    hints: dict[str, Any]

    def opened(self, opened: Opened) -> End:
        """What became of it: the verdict decides whether it is a ticket or an explained refusal."""
        ticket, message = opened
        is_ticket = ticket.verdict.outcome in OPENED
        status = Status.TICKET if is_ticket else Status.REFUSED
        found = {**self.hints, "untold": True} if ticket.is_untold else self.hints
        return End(status, ticket.verdict.reason, ticket, message, self.related_ticket, found)


def route(mail: InboundMail, parsed: ParsedMail, at: datetime) -> End:
    """Decide and do what `mail`, read as `parsed`, asks for; `at` is now. Runs in the caller's transaction.

    `mail` has its identity: doing this twice opens and writes once.
    """
    found = decide(mail, parsed, at)
    return found.opened(open_request(found.request, at=at)) if isinstance(found, Asking) else found


def decide(mail: InboundMail, parsed: ParsedMail, at: datetime) -> End | Asking:
    """The same, but for a new request: that one is left to the caller to open."""
    trust = authentication.of_sender(mail, parsed)
    mail.copied = conversation.copied(parsed)
    if not mail.raw.is_whole:
        return _too_large(mail, parsed, trust, at)
    if parsed.automatic == "bounce":
        returning.note_report(parsed, at)
        return End(Status.AUTOMATIC, Reason.BOUNCE, conversation.ticket_of_bounce(parsed))
    if trust is not Trust.FAILED:  # whoever writes can be written to
        failing.cleared_by_mail(mail.from_address, mail.received_at)
    named = conversation.named_tickets(parsed)
    person = senders.person(parsed.from_)
    case = _vendor_case(mail, parsed, person, trust)
    if case is not None:
        message = vendor_mails.add(mail, parsed, case, at)
        return End(Status.MESSAGE, Reason.VENDOR, message.ticket, message)
    if parsed.automatic != "no":
        return _automatic(mail, parsed, named, person if trust is not Trust.FAILED else None, at)
    if person is None and mail.from_address and senders.ours({mail.from_address}):
        return End(Status.AUTOMATIC, Reason.OWN_ADDRESS)
    related = named[0] if named else None
    if not mail.from_address:
        return End(Status.HELD, Reason.NO_SENDER, related_ticket=related)
    if trust is Trust.FAILED:
        return End(Status.HELD, Reason.NOT_AUTHENTICATED, related_ticket=related)
    if person is not None and person.is_customer:
        return _from_customer(mail, parsed, person, named, at)
    if person is not None and person.is_centre:
        return _from_staff(mail, parsed, person, named, trust, at)
    if mail.follows is not None:  # an engineer wrote to them: nothing to explain
        return End(Status.HELD, Reason.ANSWERS_US, related_ticket=related)
    explaining.explain(mail, parsed, explaining.UNKNOWN_SENDER, at)
    return End(Status.HELD, Reason.REQUESTER_UNKNOWN, related_ticket=related)


def _vendor_case(
    mail: InboundMail, parsed: ParsedMail, person: User | None, trust: Trust
) -> VendorCase | None:
    """The manufacturer's case that a mail of nobody we know is about; the systems of a manufacturer write by
    themselves, so that this is asked before a robot is told by its signs.
    """
    stranger = person is None and mail.from_address and not senders.ours({mail.from_address})
    return vendor_mails.case_of(parsed) if stranger and trust is not Trust.FAILED else None


def _too_large(mail: InboundMail, parsed: ParsedMail, trust: Trust, at: datetime) -> End:
    if trust is not Trust.FAILED and not senders.ours({mail.from_address}):
        explaining.explain(mail, parsed, explaining.TOO_LARGE, at)
    return End(Status.REFUSED, Reason.TOO_LARGE)


def _automatic(
    mail: InboundMail, parsed: ParsedMail, named: list[Ticket], person: User | None, at: datetime
) -> End:
    """Never answered; shown small in the ticket it belongs to, if its sender may see that."""
    reason = _AUTOMATIC_REASONS.get(parsed.automatic, Reason.AUTO_REPLY)
    ticket = conversation.joined(named, person) if person is not None else None
    if person is None or ticket is None:
        return End(Status.AUTOMATIC, reason, related_ticket=named[0] if named else None)
    message = conversation.add_automatic(mail, parsed, ticket, person, at)
    return End(Status.AUTOMATIC, reason, ticket, message)


def _from_customer(
    mail: InboundMail, parsed: ParsedMail, person: User, named: list[Ticket], at: datetime
) -> End | Asking:
    ticket = conversation.joined(named, person)
    if ticket is not None and looping.is_answered_receipt(mail, parsed, at):
        return _automatic(mail, parsed, named, person, at)
    if ticket is not None:
        try:
            message, reason = conversation.add_reply(mail, parsed, ticket, person, at)
        except NotPossible:  # closed too long ago: a new request, linked for the centre
            return _asking(mail, parsed, person, at, ticket)
        return End(Status.MESSAGE, reason, ticket, message)
    return _asking(mail, parsed, person, at, named[0] if named else None)


def _from_staff(
    mail: InboundMail, parsed: ParsedMail, person: User, named: list[Ticket], trust: Trust, at: datetime
) -> End:
    ticket = conversation.joined(named, person)
    if ticket is None:
        return End(Status.HELD, Reason.STAFF_REQUEST, related_ticket=named[0] if named else None)
    message, reason = conversation.add_staff_mail(mail, parsed, ticket, person, trust, at)
    return End(Status.MESSAGE, reason, ticket, message)


def open_as_ticket(
    mail: InboundMail,
    parsed: ParsedMail,
    requester: User,
    at: datetime,
    *,
    related: Ticket | None = None,
    actor: User | None = None,
) -> End:
    """Open the request of a mail in the name of `requester`; `actor` is the engineer who did it, if one did."""
    asking = _asking(mail, parsed, requester, at, related, actor)
    return asking.opened(open_request(asking.request, at=at, actor=actor))


def _asking(
    mail: InboundMail,
    parsed: ParsedMail,
    requester: User,
    at: datetime,
    related: Ticket | None,
    actor: User | None = None,
) -> Asking:
    """The request of a mail. It names no severity: until an engineer qualifies it, the strictest promise of its level
    runs (CH-V.2). A robot is not told.
    """
    proposed = hints.read(parsed, requester.organisation)
    robot = looping.sign(mail, parsed, proposed.serials, at) if actor is None else None
    with translation.override(requester.language):
        files, not_taken = taken_files.taken(parsed)
        request = Request(
            requester=requester,
            channel=Channel.MAIL,
            subject=subjects.bare(mail.subject) or _("(sans objet)"),
            body=conversation.body(parsed, not_taken),
            submission_key=conversation.submission_key(mail),
            received_at=mail.received_at,
            serial=proposed.serial,
            quoted=parsed.quoted,
            files=files,
            mail_message_id=mail.mail_message_id,
            is_answered=robot is None,
            is_told=actor is not None or not mail.is_history,
        )
    found = proposed.as_json() | ({"robot": robot} if robot is not None else {})
    return Asking(request, related, found)
