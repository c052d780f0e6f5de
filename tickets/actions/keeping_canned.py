"""Writing, changing and giving up a canned reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import canned
from tickets.actions.writing import NotPossible
from tickets.models import CannedReply


@dataclass(frozen=True, slots=True)
class Wording:
    """What a canned reply says, and who has it: the whole team (`shared`) or its owner alone."""

    shortcut: str
    title: str
    text: str
    text_en: str
    shared: bool


def keep(row: CannedReply | None, new: Wording, *, actor: User, at: datetime) -> CannedReply:
    """Write a canned reply (`row` None) or change one; the same wording sent twice is one reply.

    A shared one belongs to the team: every engineer may change it, and whose it was stays, as does that it is shared
    for whom `may_give_up` leaves out: what one takes from the team is gone for it. Raises `NotPossible` when a
    colleague or oneself has that shortcut already, `canned.UnknownVariable` for a variable that no ticket has.
    """
    if row is not None and not may_change(actor, row):
        raise PermissionDenied
    canned.check(new.text)
    canned.check(new.text_en)
    known = _same(actor, new) if row is None else None
    if known is not None:
        return known
    kept = row or CannedReply(owner=actor)
    kept.shortcut, kept.title = new.shortcut, new.title
    kept.shared = new.shared or not may_give_up(actor, kept)
    kept.text, kept.text_en, kept.updated_at = new.text, new.text_en, at
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as taken:
        raise NotPossible(
            _("Le raccourci /%s est déjà pris\u00a0: choisissez-en un autre.") % new.shortcut
        ) from taken
    return kept


def give_up(row: CannedReply, *, actor: User) -> None:
    """Delete a canned reply; what was sent with it stays as it was sent. Twice is once."""
    if not may_give_up(actor, row):
        raise PermissionDenied
    CannedReply.objects.filter(pk=row.pk).delete()


def may_change(user: User, row: CannedReply) -> bool:
    """One's own, and those of the team."""
    return user.is_engineer and (row.shared or row.owner_id == user.pk)


def may_give_up(user: User, row: CannedReply) -> bool:
    """One's own; those of the team also a lead."""
    return user.is_engineer and (row.owner_id == user.pk or (row.shared and user.is_lead))


def _same(actor: User, new: Wording) -> CannedReply | None:
    """The reply that a first sending of the same form made."""
    return CannedReply.objects.filter(
        owner=actor, shortcut=new.shortcut, text=new.text, text_en=new.text_en, shared=new.shared
    ).first()
