"""The lists of mails in the console: what each holds, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from inbound_mail.models import InboundMail, Status
from inbound_mail.reasons import sentence

PAGE_SIZE = 50


class MailView(StrEnum):
    """One list; its value stands in the address (?etat=)."""

    TO_DECIDE = "a-decider"
    WAITING = "en-attente"
    OPENED = "tickets"
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
    MailView.REFUSED: (Status.REFUSED,),
    MailView.AUTOMATIC: (Status.AUTOMATIC,),
    MailView.SET_ASIDE: (Status.DISCARDED, Status.DUPLICATE),
    MailView.ALL: tuple(Status),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter above the list."""

    view: MailView
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a mail and why it ended so."""

    mail: InboundMail
    why: str


def label(view: MailView) -> str:
    """The name of a list, in the active language."""
    return {
        MailView.TO_DECIDE: _("À décider"),
        MailView.WAITING: _("En attente"),
        MailView.OPENED: _("Dans un ticket"),
        MailView.REFUSED: _("Refusés"),
        MailView.AUTOMATIC: _("Automatiques"),
        MailView.SET_ASIDE: _("Écartés et doublons"),
        MailView.ALL: _("Tous"),
    }[view]


def choices() -> list[Choice]:
    """Every list with how many mails it holds; one query."""
    rows = InboundMail.objects.order_by().values_list("status").annotate(count=Count("pk"))
    counts: dict[str, int] = dict(rows)
    return [
        Choice(view, label(view), sum(counts.get(status, 0) for status in STATUSES[view]))
        for view in MailView
    ]


def mails_of(view: MailView) -> QuerySet[InboundMail]:
    """The mails of a list, the latest first, with the ticket that a row names; raw bytes are not read."""
    mails = InboundMail.objects.select_related("ticket")
    return mails if view is MailView.ALL else mails.filter(status__in=STATUSES[view])


def lines(mails: Iterable[InboundMail]) -> list[Line]:
    """The rows of a page."""
    return [Line(mail, sentence(mail)) for mail in mails]
