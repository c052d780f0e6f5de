"""What leads do to a mailbox: add or change it, decide from when on its mail counts, stop it and start it again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail.models import Mailbox
from tickets.actions.writing import NotPossible

log = logging.getLogger(__name__)

# What says which folder of which account it is: another one is looked at first, as if the mailbox were new.
_PLACE = ("host", "username", "folder")


@transaction.atomic
def save(mailbox: Mailbox, secrets: Mapping[str, str], *, actor: User) -> Mailbox:
    """Write a mailbox, new or changed, with the secrets that were typed; those that were not stay.

    Whatever failed may work now: it is tried again at once. Another folder is another beginning.
    """
    before = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
    for name, value in secrets.items():
        setattr(mailbox, name, value)
    mailbox.failures, mailbox.last_error = 0, ""
    if before is not None and any(getattr(before, name) != getattr(mailbox, name) for name in _PLACE):
        mailbox.look = mailbox.begins_at = mailbox.decided_at = mailbox.decided_by = None
        mailbox.uidvalidity, mailbox.last_uid, mailbox.waiting = None, 0, 0
    mailbox.save()
    log.info("Mailbox %s saved by %s", mailbox.name, actor.email)
    return mailbox


@transaction.atomic
def begin(mailbox: Mailbox, begins_at: datetime, *, actor: User, at: datetime) -> Mailbox:
    """Take the mail that reached the server from `begins_at` on; what had arrived by `at` is history.

    Raises `NotPossible` before anybody could see what is there, and once it is decided.
    """
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if locked.begins_at is not None:
        raise NotPossible(_("C’est déjà décidé\u00a0: cette boîte est relevée."))
    if locked.look is None:
        raise NotPossible(_("Essayez d’abord la connexion\u00a0: vous verrez ce que la boîte contient."))
    locked.begins_at, locked.decided_at, locked.decided_by = begins_at, at, actor
    # Who wrote what is none of our business any longer than the decision needed it.
    locked.look = {name: value for name, value in locked.look.items() if name != "mails"}
    locked.save(update_fields=["begins_at", "decided_at", "decided_by", "look"])
    log.info("Mailbox %s begins at %s, decided by %s", locked.name, begins_at, actor.email)
    return locked


@transaction.atomic
def switch(mailbox: Mailbox, *, active: bool, actor: User) -> Mailbox:
    """Stop a mailbox, or start it again where it was left; twice changes nothing."""
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if locked.active != active:
        locked.active, locked.failures, locked.last_error = active, 0, ""
        locked.save(update_fields=["active", "failures", "last_error"])
        log.info("Mailbox %s %s by %s", locked.name, "started" if active else "stopped", actor.email)
    return locked
