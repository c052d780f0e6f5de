"""What somebody who writes a request may want to see before it is sent: notes on that problem, and requests of theirs
that are open already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contracts.models import Device
from knowledge import finding, languages, searching
from knowledge.languages import Said
from knowledge.models import Note
from tickets.models import Status, Ticket
from tickets.portal import notes as portal_notes
from tickets.visibility import TicketQuerySet

SHOWN = 3
# Of an organisation's open requests, those that are read for words: the latest.
READ = 200
# Few at any time, hence found by the index of states among any number that ended.
OPEN = (*Ticket.ACTIVE, Status.WAITING_CUSTOMER, Status.AT_VENDOR, Status.WITH_RESELLER)
# Subjects share one word by accident; two are enough when both are telling.
IN_COMMON = 2


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note that may help."""

    note: Note
    said: Said


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A request that is open already; `who` says by whom and since when, in the reader's words."""

    number: str
    subject: str
    who: str


@dataclass(frozen=True, slots=True)
class Matches:
    """What resembles the request, in its order of use; `key` changes when any of it does."""

    notes: tuple[NoteLine, ...] = ()
    tickets: tuple[TicketLine, ...] = ()
    serial: str = ""

    @property
    def key(self) -> str:
        return " ".join(
            [*(str(line.note.pk) for line in self.notes), *(line.number for line in self.tickets)]
        )

    @property
    def summary(self) -> str:
        """In one line: « 2 notes techniques, 1 incident déjà ouvert »; empty without any."""
        notes, tickets = len(self.notes), len(self.tickets)
        parts = []
        if tickets:
            said = ngettext("%(count)s incident déjà ouvert", "%(count)s incidents déjà ouverts", tickets)
            parts.append(said % {"count": tickets})
        if notes:
            parts.append(
                ngettext("%(count)s note technique", "%(count)s notes techniques", notes) % {"count": notes}
            )
        return ", ".join(parts)


def matches(user: User, serial: str, subject: str, description: str, now: datetime) -> Matches:
    """What resembles a request as typed so far, for a customer; five queries at most, whatever is typed."""
    device = portal_notes.device_of(user, serial)
    sentence = f"{subject} {description}"
    product = device.product if device is not None else None
    found = finding.resembling(user, sentence, product, SHOWN)
    return Matches(
        notes=tuple(NoteLine(note, languages.said(note)) for note in found),
        tickets=tuple(_line(ticket, user, now) for ticket in open_already(user, device, subject)),
        serial=device.serial if device is not None else "",
    )


def open_already(user: User, device: Device | None, subject: str) -> list[Ticket]:
    """At most `SHOWN` requests in sight of `user` that go on: those on the same device, then those that share words of
    their subject with `subject`; in each, those that share most come first, then the latest."""
    read = ("number", "subject", "received_at", "requester__full_name", "requester__email")
    going_on = Ticket.objects.visible_to(user).filter(status__in=OPEN).select_related("requester").only(*read)
    typed = searching.telling(searching.words_in(subject))
    same = _by_words(going_on.filter(device=device), typed) if device is not None else []
    if len(same) >= SHOWN or not typed:
        return [ticket for _shared, ticket in same[:SHOWN]]
    enough = min(IN_COMMON, len(typed))
    similar = [each for each in _by_words(going_on, typed) if each[0] >= enough and each not in same]
    return [ticket for _shared, ticket in [*same, *similar][:SHOWN]]


def _by_words(tickets: TicketQuerySet, typed: list[str]) -> list[tuple[int, Ticket]]:
    """The latest of `tickets`, each with how many of the words `typed` its subject holds, the most first."""
    latest = tickets.order_by("-updated_at", "-id")[:READ]
    shared = [(searching.in_common(typed, ticket.subject), ticket) for ticket in latest]
    return sorted(shared, key=lambda each: -each[0])


def _line(ticket: Ticket, user: User, now: datetime) -> TicketLine:
    who = _("vous") if ticket.requester_id == user.pk else str(ticket.requester)
    said = _("déjà ouvert par %(who)s, %(since)s") % {"who": who, "since": _since(now - ticket.received_at)}
    return TicketLine(ticket.number, ticket.subject, said)


def _since(elapsed: timedelta) -> str:
    """Il y a 2 h: roughly how long ago."""
    hours = elapsed // timedelta(hours=1)
    if hours >= 24:
        return ngettext("il y a %(count)s jour", "il y a %(count)s jours", hours // 24) % {
            "count": hours // 24
        }
    if hours:
        return _("il y a %(count)s\u00a0h") % {"count": hours}
    return _("il y a %(count)s\u00a0min") % {"count": max(1, elapsed // timedelta(minutes=1))}
