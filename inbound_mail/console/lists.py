"""The lists of mails in the console: what each holds, how many, and what words find in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from inbound_mail.models import InboundMail, Mailbox, Status
from inbound_mail.reasons import sentence
from tickets.drafting import reading
from tickets.numbering import is_number

PAGE_SIZE = 50
WORDS_LIMIT = 100
# Where counting stops: beyond, the number tells nobody anything, and finding it would read the mails of years.
COUNTED = 1000


class MailView(StrEnum):
    """One list; its value stands in the address (?etat=)."""

    TO_DECIDE = "a-decider"
    WAITING = "en-attente"
    OPENED = "tickets"
    ANSWERED = "repondus"
    REFUSED = "refuses"
    AUTOMATIC = "automatiques"
    SET_ASIDE = "ecartes"
    ALL = "tous"

    @classmethod
    def named(cls, value: str | None) -> MailView:
        """The list that an address names; everything when it names none."""
        return cls(value) if value in set(cls) else cls.ALL


STATUSES = {
    MailView.TO_DECIDE: (Status.HELD, Status.QUARANTINED),
    MailView.WAITING: (Status.RECEIVED,),
    MailView.OPENED: (Status.TICKET, Status.MESSAGE),
    MailView.ANSWERED: (Status.ANSWERED,),
    MailView.REFUSED: (Status.REFUSED,),
    MailView.AUTOMATIC: (Status.AUTOMATIC,),
    MailView.SET_ASIDE: (Status.DISCARDED, Status.DUPLICATE),
    MailView.ALL: tuple(Status),
}
_COUNTED_WHOLE = (MailView.TO_DECIDE, MailView.WAITING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for: which view, which words, which mailbox (0: all of them)."""

    view: MailView = MailView.ALL
    words: str = ""
    mailbox: int = 0

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Wanted:
        """As an address says it (?etat=, ?q=, ?boite=); anything malformed counts as not asked."""
        box = reading.typed(values, "boite", 9)
        return cls(
            MailView.named(reading.typed(values, "etat", 20)),
            reading.typed(values, "q", WORDS_LIMIT),
            int(box) if box.isascii() and box.isdigit() else 0,
        )

    @property
    def query(self) -> str:
        """The same as a query string."""
        asked: dict[str, str | int] = {"etat": self.view, "q": self.words, "boite": self.mailbox}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter above the list; it holds more than `count` mails when `is_more`."""

    view: MailView
    label: str
    count: int
    query: str
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a mail, why it ended so, and whether it may be chosen with others."""

    mail: InboundMail
    why: str
    may_be_chosen: bool


def label(view: MailView) -> str:
    """The name of a list, in the active language."""
    return {
        MailView.TO_DECIDE: _("À décider"),
        MailView.WAITING: _("En attente"),
        MailView.OPENED: _("Dans un ticket"),
        MailView.ANSWERED: _("Répondus"),
        MailView.REFUSED: _("Refusés"),
        MailView.AUTOMATIC: _("Automatiques"),
        MailView.SET_ASIDE: _("Écartés et doublons"),
        MailView.ALL: _("Tous"),
    }[view]


def choices(wanted: Wanted) -> list[Choice]:
    """Every list with how many mails it holds of the mailbox wanted, found by its words; one query. What waits for
    somebody is counted to the end, the others up to `COUNTED`.
    """
    found = []
    for view, count in _counts(wanted).items():
        is_more = view not in _COUNTED_WHOLE and count > COUNTED
        query = replace(wanted, view=view).query
        found.append(Choice(view, label(view), COUNTED if is_more else count, query, is_more))
    return found


def _counts(wanted: Wanted) -> dict[MailView, int]:
    counts, values = list[str](), list[Any]()
    for view in MailView:
        mails = mails_of(replace(wanted, view=view)).order_by().values("pk")
        some = mails if view in _COUNTED_WHOLE else mails[: COUNTED + 1]
        sql, params = some.query.sql_with_params()
        counts.append(f"(SELECT count(*) FROM ({sql}) AS of_{len(counts)})")  # noqa: S608
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        return dict(zip(MailView, cursor.fetchone(), strict=True))


def to_decide() -> int:
    """How many mails wait for an engineer: nobody answers them until one looks."""
    return InboundMail.objects.filter(status__in=STATUSES[MailView.TO_DECIDE]).count()


def mails_of(wanted: Wanted) -> QuerySet[InboundMail]:
    """The mails of a list, the latest first, with the ticket that a row names; raw bytes are not read."""
    mails = _found(wanted).select_related("ticket")
    return mails if wanted.view is MailView.ALL else mails.filter(status__in=STATUSES[wanted.view])


def _found(wanted: Wanted) -> QuerySet[InboundMail]:
    mails = InboundMail.objects.all()
    if wanted.mailbox:
        mails = mails.filter(mailbox=wanted.mailbox)
    return mails.filter(_holding(wanted.words)) if wanted.words else mails


def _holding(words: str) -> Q:
    """A ticket's number and a Message-ID are read whole; of an address or a subject any part is enough."""
    if is_number(words.upper()):
        return Q(ticket__number=words.upper()) | Q(related_ticket__number=words.upper())
    if words.startswith("<") and words.endswith(">"):
        return Q(mail_message_id=words)
    return Q(from_address__holds=words) | Q(from_name__holds=words) | Q(subject__holds=words)


def mailboxes() -> Sequence[Mailbox]:
    """The mailboxes that a list may be narrowed to, by name; what none of them brought has none."""
    return list(Mailbox.objects.only("name"))


def lines(mails: Iterable[InboundMail]) -> list[Line]:
    """The rows of a page."""
    return [Line(mail, sentence(mail), mail.may_be_decided) for mail in mails]
