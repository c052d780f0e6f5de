"""What leads do to a mailbox: add or change it, decide from when on its mail counts, stop it and start it again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail.models import Mailbox
from tickets.actions.writing import NotPossible

log = logging.getLogger(__name__)

# What a lead types. Everything else on the row is written by fetches and decisions, also while a form is open.
_TYPED = (
    *("name", "address", "host", "port", "security", "folder", "done_folder", "login", "username"),
    *("oauth_token_url", "oauth_client_id", "oauth_scope"),
)
_SECRETS = ("secret", "client_secret")


def is_sent_elsewhere(known: Mailbox, typed: Mapping[str, Any]) -> bool:
    """Whether what `typed` says, by the names of fields, would send the secrets of `known` where they were not given
    for: to another server, to another provider of tokens, or a token as if it were a password.
    """
    names = ["login", "host"]
    if typed["login"] == Mailbox.Login.OAUTH2:
        names.append("oauth_token_url")
    return any(getattr(known, name) != typed[name] for name in names)


@transaction.atomic
def save(mailbox: Mailbox, secrets: Mapping[str, str], *, actor: User) -> Mailbox:
    """Write a mailbox, new or changed, with the secrets that were typed; those that were not stay, or are forgotten
    when they would now be sent elsewhere.

    Whatever failed may work now: it is tried again at once. Another folder is another beginning: it is looked at
    first, as if the mailbox were new.
    """
    row = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first() or mailbox
    is_elsewhere = any(getattr(row, name) != getattr(mailbox, name) for name in Mailbox.PLACE)
    typed = {name: getattr(mailbox, name) for name in _TYPED}
    forgotten = dict.fromkeys(_SECRETS, "") if is_sent_elsewhere(row, typed) else {}
    for name, value in {**typed, **forgotten, **secrets}.items():
        setattr(row, name, value)
    row.failures, row.last_error = 0, ""
    if is_elsewhere:
        row.look = row.begins_at = row.decided_at = row.decided_by = None
        row.uidvalidity, row.last_uid, row.waiting = None, 0, 0
    row.save()
    log.info("Mailbox %s saved by %s", row.name, actor.email)
    return row


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
