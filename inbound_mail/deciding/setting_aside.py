"""Putting a mail aside for a reason, and taking it up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail.deciding.locking import decide, lock, refuse_ended, require_engineer
from inbound_mail.models import InboundMail, Status
from inbound_mail.reasons import Reason
from tickets.actions.writing import NotPossible

# What a mail was before it was put aside: its reason says it. Any other one was held.
_STATUS_OF: dict[str, Status] = {
    Reason.PROCESSING_FAILED: Status.QUARANTINED,
    Reason.TOO_LARGE: Status.REFUSED,
    Reason.BOUNCE: Status.AUTOMATIC,
    Reason.AUTO_REPLY: Status.AUTOMATIC,
    Reason.MAILING_LIST: Status.AUTOMATIC,
    Reason.OWN_ADDRESS: Status.AUTOMATIC,
}


@transaction.atomic
def discard(mail: InboundMail, reason: str, *, actor: User, at: datetime) -> InboundMail:
    """Put a mail aside for a reason that colleagues will read; its bytes are kept. Raises `NotPossible`."""
    require_engineer(actor)
    locked = lock(mail)
    if locked.status == Status.DISCARDED and locked.decided_by_id == actor.pk:
        return locked  # sent twice
    refuse_ended(locked)
    if not reason.strip():
        raise NotPossible(_("Dites pourquoi ce mail est écarté."))
    locked.status = Status.DISCARDED
    decide(locked, reason.strip(), actor, at)
    return locked


@transaction.atomic
def take_up(mail: InboundMail, *, actor: User, at: datetime) -> InboundMail:
    """Undo `discard`: the mail is what it was before, open to any decision. Raises `NotPossible` on any other mail.

    An explanation that was withheld meanwhile stays so.
    """
    require_engineer(actor)
    locked = lock(mail)
    if locked.status != Status.DISCARDED:
        raise NotPossible(
            _("Ce mail n’est pas écarté\u00a0: %(status)s.") % {"status": locked.get_status_display()}
        )
    if locked.answers.exists():
        locked.status = Status.ANSWERED
    else:
        locked.status = _STATUS_OF.get(locked.reason, Status.HELD)
    decide(locked, _("Repris (il était écarté\u00a0: %(reason)s)") % {"reason": locked.decision}, actor, at)
    return locked
