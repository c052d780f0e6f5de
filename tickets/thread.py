"""The conversation on a ticket as a page shows it: messages and history lines, in one order of time.

What its reader may not see never gets in: `readable` leaves internal notes to the centre, and `history.lines`
the centre's own business (docs/rules/visibility.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contracts.models import Channel
from tickets import history, pictures
from tickets.attachments import previews
from tickets.models import Attachment, Event, Message, Ticket
from tickets.pictures import Piece
from tickets.visibility import readable

# A lucide name for each kind that shows as a line; messages show themselves.
ICONS: dict[Event.Kind, str] = {
    Event.Kind.OPENED: "inbox",
    Event.Kind.ANSWERED: "list-checks",
    Event.Kind.CUSTOMER_REPLIED: "phone-incoming",
    Event.Kind.QUALIFIED: "scan-search",
    Event.Kind.ASSIGNED: "user-check",
    Event.Kind.ESCALATED: "factory",
    Event.Kind.RESOLVED: "check",
    Event.Kind.CLOSED: "archive",
    Event.Kind.REOPENED: "rotate-ccw",
    Event.Kind.WAIVED: "key-round",
    Event.Kind.ESTIMATED: "hourglass",
    Event.Kind.ESTIMATE_DECIDED: "hourglass",
    Event.Kind.TIME_SPENT: "timer",
    Event.Kind.PASSED_TO_RESELLER: "signpost",
    Event.Kind.PASSED_TO_CENTRE: "send",
    Event.Kind.MERGED: "merge",
    Event.Kind.CALENDAR_CHANGED: "calendar-clock",
    Event.Kind.FOLLOWED: "user-plus",
    Event.Kind.SEVERITY_ASKED: "arrow-big-up",
    Event.Kind.SEVERITY_DECIDED: "gauge",
    Event.Kind.SESSION_PROPOSED: "monitor",
    Event.Kind.SESSION_DECIDED: "monitor-check",
    Event.Kind.RATED: "star",
    Event.Kind.SESSION_REPORTED: "file-check",
    Event.Kind.SPLIT: "split",
    Event.Kind.LINKED: "link",
    Event.Kind.UNLINKED: "unlink",
    Event.Kind.VENDOR_HEARD: "factory",
    Event.Kind.VENDOR_SILENT: "bell-ring",
    Event.Kind.REMINDED: "bell",
    Event.Kind.ALERTED: "bell-ring",
    Event.Kind.ATTACHMENT_OPENED: "lock-open",
    Event.Kind.ATTACHMENT_PURGED: "eraser",
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file on a message (templates/components/_attachment.html); `url` is empty once it was erased, `preview_url`
    where there is nothing to show, or the reader is not of the centre.
    """

    name: str
    size: int
    category: str
    category_label: str
    encrypted: bool
    purged_at: datetime | None
    url: str
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message (templates/components/_message.html); `internal` is what no customer ever sees.

    `pieces` and `quoted_pieces` are its texts around the pictures of its mail, empty when they show none; a picture
    that stands there is not listed among `files` again. `html_url` is the mail as it was, for an engineer.
    """

    id: str
    author_name: str
    author_role: str
    initials: str
    by_centre: bool
    internal: bool
    automatic: bool
    body: str
    quoted: str
    sent_at: datetime
    channel_text: str
    files: tuple[FileLine, ...]
    pieces: tuple[Piece, ...] = ()
    quoted_pieces: tuple[Piece, ...] = ()
    html_url: str = ""
    # Who else the mail went to, for an engineer.
    copied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of history (templates/components/_event.html)."""

    text: str
    at: datetime
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread: a message or an event, never both; `new_day` when a day begins with it, the first one
    excepted."""

    at: datetime
    message: MessageLine | None = None
    event: HistoryLine | None = None
    new_day: date | None = None


def messages_of(ticket: Ticket, reader: User) -> QuerySet[Message]:
    """The messages that `reader` may read, oldest first, with authors and files: two queries."""
    rows = readable(reader, ticket.messages.all()).select_related("author__organisation")
    return rows.prefetch_related("attachments")


def with_mails(messages: Iterable[Message]) -> list[Message]:
    """The same with the mails that brought them, for an engineer: one query where a mail brought one."""
    found = list(messages)
    prefetch_related_objects([row for row in found if row.channel == Channel.MAIL], "mails")
    return found


def entries(
    ticket: Ticket, reader: User, messages: Iterable[Message], events: Iterable[Event] | None = None
) -> list[Entry]:
    """The whole thread, oldest first; at the same instant what happened stands before what was said.

    `events`, with their actors, when they were read already.
    """
    said = [Entry(row.sent_at, message=message_line(row, reader)) for row in messages]
    happened = [
        Entry(line.at, event=HistoryLine(line.text, line.at, ICONS[Event.Kind(line.kind)]))
        for line in history.lines(ticket, reader, events)
    ]
    return _by_day(sorted([*happened, *said], key=lambda entry: entry.at))


def _by_day(lines: list[Entry]) -> list[Entry]:
    """The same lines, told where a day begins in the active time zone."""
    days = [timezone.localtime(line.at).date() for line in lines]
    return [
        line if number == 0 or days[number - 1] == day else replace(line, new_day=day)
        for number, (line, day) in enumerate(zip(lines, days, strict=True))
    ]


def message_line(row: Message, reader: User) -> MessageLine:
    """A message in words; of an author without organisation, the centre also reads the address."""
    author = row.author
    organisation = author.organisation if author is not None else None
    address = row.author_address if reader.is_engineer else ""
    attached = list(row.attachments.all())
    shown = pictures.by_name(attached)
    pieces, quoted_pieces = pictures.pieces(row.body, shown), pictures.pieces(row.quoted, shown)
    placed = {piece.url for piece in (*pieces, *quoted_pieces) if piece.url}
    by_mail = reader.is_engineer and row.channel == Channel.MAIL
    mail = next(iter(row.mails.all()), None) if by_mail else None
    return MessageLine(
        id=str(row.pk),
        author_name=row.author_name or row.author_address,
        author_role=str(organisation or address),
        initials=author.initials if author is not None else row.author_name[:1].upper(),
        by_centre=row.by_centre,
        internal=row.internal,
        automatic=row.automatic,
        body=row.body,
        quoted=row.quoted,
        sent_at=row.sent_at,
        channel_text=row.channel_text,
        files=tuple(
            _file(each, reader) for each in attached if not placed or pictures.address(each) not in placed
        ),
        pieces=pieces,
        quoted_pieces=quoted_pieces,
        html_url=reverse("mails:html", args=[mail.pk]) if mail is not None else "",
        copied=tuple(mail.copied) if mail is not None else (),
    )


def newest(events: QuerySet[Event]) -> int:
    """The id of the last of `events`: what a page that is made now has shown; 0 for none."""
    return events.order_by("-id").values_list("id", flat=True).first() or 0


def event_id(text: str) -> int:
    """The id of an event as a page sent it back; 0, before every event, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _file(row: Attachment, reader: User) -> FileLine:
    shown = reader.is_engineer and previews.can_be_shown(row)
    return FileLine(
        name=row.name,
        size=row.size,
        category=row.category,
        category_label=row.get_category_display(),
        encrypted=row.encrypted,
        purged_at=row.purged_at,
        url="" if row.purged_at else pictures.address(row),
        preview_url=reverse("attachments:preview", args=[row.pk]) if shown else "",
    )
