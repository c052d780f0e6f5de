"""Trying a mail again: the code was mended, the person was invited since."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail import intake
from inbound_mail.deciding.locking import decide, lock, refuse_ended, require_engineer
from inbound_mail.models import InboundMail, Status
from tickets.actions.writing import NotPossible

# What trying again may change. A refused mail was cut for its size: nothing of it would be read differently.
REPLAYABLE = (Status.QUARANTINED, Status.HELD, Status.ANSWERED, Status.AUTOMATIC)


@transaction.atomic
def replay(mail: InboundMail, *, actor: User | None, at: datetime) -> InboundMail:
    """Let the worker process a mail again, all its attempts before it; once processed, it is what it would be had it
    arrived now, its arrival unchanged. Without `actor` an operator does it at the command line.

    Raises `NotPossible` when the mail has an end that nothing would change.
    """
    if actor is not None:
        require_engineer(actor)
    locked = lock(mail)
    refuse_ended(locked)
    if locked.status not in REPLAYABLE:
        raise NotPossible(_("Seul un mail retenu, répondu, automatique ou en quarantaine se rejoue."))
    if locked.raw.purged_at is not None:
        raise NotPossible(_("Ce mail a été effacé\u00a0: il n’en reste que cette page."))
    locked.status, locked.reason, locked.attempts, locked.next_attempt_at = Status.RECEIVED, "", 0, at
    decide(locked, _("Rejoué"), actor, at)
    transaction.on_commit(intake.wake_worker)
    return locked
