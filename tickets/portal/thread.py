"""The conversation on a ticket as a customer reads it: public messages and history lines, in one order of time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from tickets import history
from tickets.history import CUSTOMER_KINDS
from tickets.models import Attachment, Event, Message, Ticket
from tickets.visibility import readable

# What makes a page that is open already ask for news: all that a customer sees happen.
TELLING = {*CUSTOMER_KINDS, Event.Kind.ANSWERED, Event.Kind.CUSTOMER_REPLIED}


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file on a message (templates/components/_attachment.html); `url` is empty once it was erased."""

    name: str
    size: int
    category: str
    category_label: str
    encrypted: bool
    purged_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message (templates/components/_message.html)."""

    id: str
    author_name: str
    author_role: str
    initials: str
    by_centre: bool
    automatic: bool
    body: str
    quoted: str
    sent_at: datetime
    channel_text: str
    files: tuple[FileLine, ...]
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread: a message or an event, never both."""

    at: datetime
    message: MessageLine | None = None
    event: history.Line | None = None


def entries(ticket: Ticket, reader: User) -> list[Entry]:
    """The whole thread, oldest first; at the same instant what happened stands before what was said."""
    said = [Entry(row.sent_at, message=_message(row)) for row in _messages(ticket, reader)]
    happened = [Entry(line.at, event=line) for line in history.lines(ticket, reader)]
    return sorted([*happened, *said], key=lambda entry: entry.at)


def last_event(ticket: Ticket) -> int:
    """The id of the last thing that a customer sees happen on `ticket`: what a page has shown so far."""
    return ticket.events.filter(kind__in=TELLING).order_by("-id").values_list("id", flat=True).first() or 0


def arrived_after(ticket: Ticket, reader: User, event: int) -> list[MessageLine]:
    """The messages of others that came after `event`, oldest first."""
    data: QuerySet[Event, Any] = ticket.events.filter(id__gt=event, kind__in=TELLING).values_list(
        "data__message", flat=True
    )
    fresh = [key for key in data if key]
    rows = _messages(ticket, reader, fresh) if fresh else ()
    return [_message(row) for row in rows if row.author_id != reader.pk]


def _messages(ticket: Ticket, reader: User, ids: Collection[str] | None = None) -> QuerySet[Message]:
    rows = (
        readable(reader, ticket.messages.all())
        .select_related("author__organisation")
        .prefetch_related("attachments")
    )
    return rows if ids is None else rows.filter(pk__in=ids)


def _message(row: Message) -> MessageLine:
    organisation = row.author.organisation if row.author is not None else None
    return MessageLine(
        id=str(row.pk),
        author_name=row.author_name or row.author_address,
        author_role=str(organisation or ""),
        initials=_initials(row.author_name),
        by_centre=row.by_centre,
        automatic=row.automatic,
        body=row.body,
        quoted=row.quoted,
        sent_at=row.sent_at,
        channel_text=row.get_channel_display(),
        files=tuple(_file(attachment) for attachment in row.attachments.all()),
    )


def _file(row: Attachment) -> FileLine:
    return FileLine(
        name=row.name,
        size=row.size,
        category=row.category,
        category_label=row.get_category_display(),
        encrypted=row.encrypted,
        purged_at=row.purged_at,
        url="" if row.purged_at else reverse("attachments:download", args=[row.pk]),
    )


def _initials(name: str) -> str:
    words = name.split()
    return (
        "".join(word[0] for word in (words[0], words[-1]) if word).upper()
        if len(words) > 1
        else name[:1].upper()
    )
