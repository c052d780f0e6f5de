"""What an engineer does with a mail that ended without a ticket: open it for somebody, try again, put it aside."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Channel
from inbound_mail import intake, routing
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsing import parse
from tickets.actions import replying
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible
from tickets.models import Ticket

# What trying again may change: the code was mended, the person was invited since.
REPLAYABLE = {Status.QUARANTINED, Status.HELD}


@transaction.atomic
def open_for(mail: InboundMail, requester: User, *, actor: User, at: datetime) -> Ticket:
    """Open the request of `mail` in the name of `requester`, whom the engineer vouches for; they are told by mail.

    The verdict is theirs, the clock counts from the arrival. Raises `NotPossible` when the mail has an end already,
    was cut for its size or never read, or when `requester` is no customer.
    """
    locked = _locked(mail, actor)
    if locked.status == Status.QUARANTINED:
        raise NotPossible(_("Ce mail n’a pas pu être lu\u00a0: rejouez-le d’abord."))
    if not locked.raw.is_whole:
        raise NotPossible(_("Ce mail est incomplet\u00a0: demandez à son auteur de le renvoyer."))
    if not requester.is_customer:
        raise NotPossible(_("Un ticket s’ouvre au nom d’un revendeur ou d’un client final."))
    end = routing.open_as_ticket(
        locked, parse(locked.raw.content), requester, at, related=locked.related_ticket, actor=actor
    )
    assert end.ticket is not None
    locked.status, locked.reason, locked.hints = end.status, end.reason, end.hints
    locked.ticket, locked.message = end.ticket, end.message
    _decide(locked, _("Ouvert au nom de %(name)s") % {"name": requester.full_name}, actor, at)
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


@transaction.atomic
def replay(mail: InboundMail, *, actor: User, at: datetime) -> InboundMail:
    """Let the worker process a held or quarantined mail again, all its attempts before it; once processed, it is
    what it would be had it arrived now, its arrival unchanged. Raises `NotPossible` otherwise."""
    locked = _locked(mail, actor)
    if locked.status not in REPLAYABLE:
        raise NotPossible(_("Seul un mail retenu ou en quarantaine se rejoue."))
    locked.status, locked.reason, locked.attempts, locked.next_attempt_at = Status.RECEIVED, "", 0, at
    _decide(locked, _("Rejoué"), actor, at)
    transaction.on_commit(intake.wake_worker)
    return locked


@transaction.atomic
def discard(mail: InboundMail, reason: str, *, actor: User, at: datetime) -> InboundMail:
    """Put a mail aside for a reason that colleagues will read; its bytes are kept. Raises `NotPossible`."""
    locked = _locked(mail, actor)
    if not reason.strip():
        raise NotPossible(_("Dites pourquoi ce mail est écarté."))
    locked.status = Status.DISCARDED
    _decide(locked, reason.strip(), actor, at)
    return locked


def _locked(mail: InboundMail, actor: User) -> InboundMail:
    """The same mail, fresh and locked, if `actor` may still decide on it."""
    if not actor.is_engineer:
        raise PermissionDenied
    locked = (
        InboundMail.objects.select_for_update(of=("self",))
        .select_related("raw", "related_ticket")
        .get(pk=mail.pk)
    )
    if not locked.may_be_decided:
        raise NotPossible(
            _("Ce mail a déjà une suite\u00a0: %(status)s.") % {"status": locked.get_status_display()}
        )
    return locked


def _decide(mail: InboundMail, decision: str, actor: User, at: datetime) -> None:
    mail.decision, mail.decided_by, mail.decided_at = decision[:500], actor, at
    mail.save()
