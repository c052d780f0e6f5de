"""One click takes back what was just done to a ticket: the button beside the sentence that says it was done.

What is to be undone is in the address, signed, for its doer alone and a quarter of an hour: nothing is stored for a
click that rarely comes, but that it came: the same button from a page behind takes nothing back that was done since.
Undoing is a verb like any other, with its own event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts.models import User
from tickets.actions import escalating, following, linking, reminding_oneself, timing
from tickets.actions.assigning import assign
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.writing import NotPossible
from tickets.models import PersonalReminder, Ticket
from tickets.visibility import TicketQuerySet

log = logging.getLogger(__name__)

LIFETIME = 15 * 60  # seconds
_SALT = "tickets.console.undo"


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take a verb back: one of `_WAYS`, and what it needs to know; JSON values only."""

    way: str
    known: dict[str, Any]


def say(request: HttpRequest, user: User, ticket: Ticket, sentence: str, undo: Undo | None) -> None:
    """Say what was done, with the button that takes it back where there is a way."""
    address = ""
    if undo is not None:
        # The last part is this act's alone: doing the same again within a second is another one to take back.
        said = [user.pk, ticket.number, undo.way, undo.known, uuid4().hex[:8]]
        token = signing.dumps(said, salt=_SALT, compress=True)
        address = reverse("console:undoing", args=[token])
    messages.success(request, sentence, extra_tags=address)


def read(token: str, tickets: TicketQuerySet, user: User) -> tuple[Ticket, Undo]:
    """What `token` takes back, on one of `tickets`; `Http404` when it is not the user's own, or too old."""
    try:
        owner, number, way, known, *_act = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise Http404 from error
    ticket = tickets.filter(number=number).first() if owner == user.pk else None
    if ticket is None:
        raise Http404
    return ticket, Undo(way, known)


def once(token: str) -> bool:
    """Whether `token` takes something back for the first time; a cache that is away does not know, and lets it."""
    try:
        return bool(cache.add(_used(token), True, LIFETIME))
    except RedisError:
        log.warning("The cache is away: what was undone may be undone again.")
        return True


def again(token: str) -> None:
    """Nothing was taken back by `token`: it may be tried again."""
    try:
        cache.delete(_used(token))
    except RedisError:
        log.warning("The cache is away: nothing was kept of an undoing.")


def take_back(ticket: Ticket, undo: Undo, *, actor: User, at: datetime) -> None:
    """Do the opposite of what was done; raises `NotPossible` when the ticket changed since."""
    _WAYS[undo.way](ticket, undo.known, actor, at)


def assignment(before: Ticket, after: Ticket) -> Undo | None:
    """Give the ticket back to whom it was before; None when nothing changed."""
    if before.assignee_id == after.assignee_id:
        return None
    return Undo("assign", {"before": before.assignee_id, "after": after.assignee_id})


def qualification(before: Ticket, after: Ticket) -> Undo | None:
    """Qualify as it was qualified before; None when that was never done, since nothing goes back to being unknown."""
    was, now = _qualified(before), _qualified(after)
    return Undo("qualify", {"before": was, "after": now}) if was != now and before.severity else None


def reminder(before: PersonalReminder | None) -> Undo:
    """Take the reminder back, to the hour that it had before."""
    known = {"at": before.at.isoformat(), "words": before.words} if before is not None else {}
    return Undo("reminder", known)


def _used(token: str) -> str:
    return f"tickets.console.undone:{sha256(token.encode()).hexdigest()}"


def _qualified(ticket: Ticket) -> dict[str, Any]:
    return {"severity": ticket.severity, "serial": ticket.serial, "kind": ticket.kind}


def _assign(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    if ticket.assignee_id != known["after"]:
        raise NotPossible(_changed())
    before = User.objects.filter(pk=known["before"]).first()
    assign(ticket, before, actor=actor, at=at)


def _qualify(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    if _qualified(ticket) != known["after"]:
        raise NotPossible(_changed())
    qualify(ticket, Qualification(**known["before"]), actor=actor, at=at)


def _link(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    linking.link(ticket, Ticket.objects.get(pk=known["other"]), known["kind"], actor=actor, at=at)


def _unlink(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    linking.unlink(ticket, Ticket.objects.get(pk=known["other"]), actor=actor, at=at)


def _follow(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    following.follow(ticket, User.objects.get(pk=known["person"]), actor=actor, at=at)


def _unfollow(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    following.unfollow(ticket, User.objects.get(pk=known["person"]), actor=actor, at=at)


def _reminder(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    if known:
        when = datetime.fromisoformat(known["at"])
        reminding_oneself.remind_me(ticket, when, known["words"], actor=actor, at=at)
    else:
        reminding_oneself.forget(ticket, actor=actor, at=at)


def _reminder_done(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    reminding_oneself.undone(ticket, actor=actor, at=at)


def _case_closed(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    escalating.reopen_case(ticket.vendor_cases.get(pk=known["case"]), actor=actor, at=at)


def _timer(ticket: Ticket, known: dict[str, Any], actor: User, at: datetime) -> None:
    timing.start(ticket, actor=actor, at=datetime.fromisoformat(known["started_at"]))


def _changed() -> str:
    return _("Le ticket a changé depuis\u00a0: il n’y a plus rien à annuler.")


_WAYS: dict[str, Callable[[Ticket, dict[str, Any], User, datetime], None]] = {
    "assign": _assign,
    "qualify": _qualify,
    "link": _link,
    "unlink": _unlink,
    "follow": _follow,
    "unfollow": _unfollow,
    "reminder": _reminder,
    "reminder_done": _reminder_done,
    "case_closed": _case_closed,
    "timer": _timer,
}
