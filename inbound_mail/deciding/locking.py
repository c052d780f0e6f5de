"""What every decision on a mail does: lock its row, refuse what has an end already, say who decided what."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail.models import InboundMail, Status
from tickets.actions.writing import NotPossible


def lock(mail: InboundMail) -> InboundMail:
    """The same mail, fresh, and locked until the end of the transaction; its bytes are read when they are asked for."""
    rows = InboundMail.objects.select_for_update(of=("self",)).defer("raw__sealed")
    rows = rows.select_related("raw", "ticket", "message", "related_ticket")
    return rows.get(pk=mail.pk)


def require_engineer(actor: User) -> None:
    """Raise `PermissionDenied` unless `actor` works the queue."""
    if not actor.is_engineer:
        raise PermissionDenied


def refuse_ended(mail: InboundMail) -> None:
    """Raise `NotPossible`, saying which, when `mail` has an end already."""
    if not mail.may_be_decided:
        raise NotPossible(
            _("Ce mail a déjà une suite\u00a0: %(status)s.") % {"status": mail.get_status_display()}
        )


def refuse_unread(mail: InboundMail) -> None:
    """Raise `NotPossible` when what `mail` says is not known as a whole: no ticket is made of a part of it."""
    if mail.status == Status.QUARANTINED:
        raise NotPossible(_("Ce mail n’a pas pu être lu\u00a0: rejouez-le d’abord."))
    if mail.raw.purged_at is not None:
        raise NotPossible(_("Ce mail a été effacé\u00a0: il n’en reste que cette page."))
    if not mail.raw.is_whole:
        raise NotPossible(_("Ce mail est incomplet\u00a0: demandez à son auteur de le renvoyer."))


def decide(mail: InboundMail, decision: str, actor: User | None, at: datetime) -> None:
    """Save the locked `mail` with what was decided; without `actor` an operator did it at the command line."""
    mail.decision, mail.decided_by, mail.decided_at = decision[:500], actor, at
    mail.save()
