"""Opening a mail as the request of somebody known, and what that would give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import coverage
from contracts.decision import Kind, Verdict
from contracts.models import Channel
from inbound_mail import hints, routing, senders
from inbound_mail.deciding import answering
from inbound_mail.deciding.locking import decide, lock, refuse_ended, refuse_unread, require_engineer
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from tickets import deadlines
from tickets.actions import replying
from tickets.actions.judging import OPENED
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible
from tickets.deadlines import DeadlineText
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Preview:
    """What `open_for` would answer. `deadline` is None where no ticket would be opened; `must_verify` is whether the
    engineer is to vouch for the address first.
    """

    requester: User
    serial: str
    verdict: Verdict
    deadline: DeadlineText | None
    must_verify: bool


def must_verify(mail: InboundMail, parsed: ParsedMail, requester: User) -> bool:
    """Whether the mail only claims to be by `requester` (DMARC failed): an engineer vouches for the address first."""
    return answering.must_verify(mail, parsed) and senders.person(parsed.from_) == requester


def preview(mail: InboundMail, parsed: ParsedMail, requester: User) -> Preview:
    """The verdict and the deadline of `mail` in the name of `requester`; writes nothing.

    As for any mail the level is theirs, the clock counts from the arrival and the strictest promise runs (CH-V.2).
    """
    serial = hints.read(parsed, requester.organisation).serial
    verdict = coverage.verdict(requester, serial, Channel.MAIL, Kind.INCIDENT, mail.received_at)
    deadline = None
    if verdict.outcome in OPENED:
        level = verdict.level or verdict.provisional_level
        deadline = deadlines.promise(level, None, mail.received_at)
    return Preview(requester, serial, verdict, deadline, must_verify(mail, parsed, requester))


@transaction.atomic
def open_for(
    mail: InboundMail, requester: User, *, actor: User, at: datetime, verified: bool = False
) -> Ticket:
    """Open the request of `mail` in the name of `requester`, whom the engineer vouches for; they are told by mail.

    The verdict is theirs, the clock counts from the arrival. Doing it again returns the same ticket. `verified`:
    `actor` vouches for an address that our server did not authenticate, where `requester` is whose it is. Raises
    `NotPossible` when the mail has an end already, was cut or never read, or when `requester` is no customer.
    """
    require_engineer(actor)
    locked = lock(mail)
    if locked.ticket is not None and locked.decided_by_id and locked.ticket.requester_id == requester.pk:
        return locked.ticket  # sent twice
    refuse_ended(locked)
    refuse_unread(locked)
    if not requester.is_customer:
        raise NotPossible(_("Un ticket s’ouvre au nom d’un revendeur ou d’un client final."))
    parsed = parse(locked.raw.content)
    is_claimed = must_verify(locked, parsed, requester)
    if is_claimed and not verified:
        raise NotPossible(
            _(
                "L’expéditeur n’est pas authentifié\u00a0: vérifiez l’adresse, et dites-le, avant d’ouvrir en son nom."
            )
        )
    end = routing.open_as_ticket(locked, parsed, requester, at, related=locked.related_ticket, actor=actor)
    assert end.ticket is not None
    locked.status, locked.reason, locked.hints = end.status, end.reason, end.hints
    locked.ticket, locked.message = end.ticket, end.message
    said = _("Ouvert au nom de %(name)s, adresse vérifiée") if is_claimed else _("Ouvert au nom de %(name)s")
    decide(locked, said % {"name": requester.full_name}, actor, at)
    _say_who_wrote(locked, end.ticket, requester, actor, at)
    return end.ticket


def _say_who_wrote(mail: InboundMail, ticket: Ticket, requester: User, actor: User, at: datetime) -> None:
    """The thread shows the requester's name: whoever works on it must know that another address wrote."""
    if mail.from_address.lower() == requester.email:
        return
    body = _("Mail écrit par %(address)s, ouvert au nom de %(name)s.") % {
        "address": mail.from_address or _("un expéditeur inconnu"),
        "name": requester.full_name,
    }
    key = f"mail:{mail.pk}:written-by"
    replying.note(ticket, Words(actor, body, Channel.MAIL, key, at), at=at)
