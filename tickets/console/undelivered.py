"""Our mail that did not reach its reader, as the centre finds it: which, to whom, why, and whom to telephone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from outbound_mail import failing, outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from outbound_mail.retrying import RETRIABLE
from tickets.models import Ticket
from tickets.thread import Entry, HistoryLine

PAGE_SIZE = 25
# So many addresses are listed at once; the latest first.
ADDRESSES = 50
# A mail that failed is counted in the rail while somebody may still wait for it.
COUNTED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address that mail comes back from; `person` is who bears it, if anybody does."""

    row: FailingAddress
    person: User | None
    why: str


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail that did not arrive, and the ticket that it is about."""

    row: OutgoingMail
    person: User | None
    ticket: Ticket | None
    state: str
    tone: str
    why: str
    may_be_retried: bool


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody of a ticket whom our mail does not reach."""

    address: str
    name: str
    phone: str
    why: str


def mails() -> QuerySet[OutgoingMail]:
    """What failed, was withheld or came back, the latest first."""
    held = Q(status__in=[OutgoingMail.Status.FAILED, OutgoingMail.Status.WITHHELD])
    rows = OutgoingMail.objects.filter(held | Q(returned_at__isnull=False))
    return rows.defer("text", "html").order_by("-created_at", "-id")


def mail_lines(rows: Iterable[OutgoingMail]) -> list[MailLine]:
    """One line a mail; two queries for all."""
    rows = list(rows)
    people = _people(row.to for row in rows)
    numbers = {row.pk: _ticket_id(row) for row in rows}
    tickets = Ticket.objects.only("number", "subject").in_bulk([pk for pk in numbers.values() if pk])
    return [
        MailLine(
            row=row,
            person=people.get(row.to.lower()),
            ticket=tickets.get(numbers[row.pk] or 0),
            state=_state(row),
            tone="soon" if _is_mild(row) else "late",
            why=_why(row),
            may_be_retried=row.status in RETRIABLE,
        )
        for row in rows
    ]


def address_lines() -> list[AddressLine]:
    """The addresses that fail, those for good first; two queries."""
    rows = list(
        FailingAddress.objects.filter(cleared_at__isnull=True).order_by("-permanent", "-last_at")[:ADDRESSES]
    )
    people = _people(row.address for row in rows)
    return [AddressLine(row, people.get(row.address), status_text(row.status, row.permanent)) for row in rows]


def count() -> int:
    """How much of it waits for somebody: addresses that fail for good, and mails of late that failed otherwise; one
    query.
    """
    addresses = FailingAddress.objects.filter(cleared_at__isnull=True, permanent=True)
    failed = OutgoingMail.objects.filter(status=OutgoingMail.Status.FAILED, returned_at__isnull=True)
    failed = failed.filter(created_at__gt=timezone.now() - COUNTED_FOR)
    instants = failed.order_by().values_list("created_at")
    return addresses.order_by().values_list("last_at").union(instants, all=True).count()


def unreached(ticket: Ticket) -> list[Unreached]:
    """Those of `ticket` to telephone, since our mail does not arrive; one query."""
    people = {
        person.email.lower(): person
        for person in (ticket.escalated_by, ticket.requester)
        if person is not None
    }
    if not people:
        return []
    found = failing.among(people)
    return [
        Unreached(
            row.address,
            people[row.address].full_name,
            people[row.address].phone or _phone_of_organisation(people[row.address], ticket),
            status_text(row.status, row.permanent),
        )
        for row in found
    ]


def returned_to(ticket: Ticket) -> list[Entry]:
    """The mails about `ticket` that came back, as lines of its thread; one query."""
    rows = OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}", returned_at__isnull=False)
    lines = []
    for row in rows.only("to", "returned_at", "returned_for_good", "returned_why"):
        assert row.returned_at is not None
        lines.append(Entry(row.returned_at, event=HistoryLine(_returned(row), row.returned_at, "mail-x")))
    return lines


def status_text(status: str, permanent: bool) -> str:
    """What a status of RFC 3463 means, for people."""
    detail = status.partition(".")[2]
    if not permanent:
        return _("remise retardée\u00a0: l’autre serveur essaie encore, ou la boîte est pleine")
    if detail.startswith("1.") or not detail:
        return _("l’adresse n’existe pas")
    if detail == "2.2":
        return _("la boîte est pleine")
    if detail.startswith("2."):
        return _("la boîte ne reçoit plus de mail")
    if detail.startswith("7."):
        return _("l’autre serveur refuse nos mails")
    return _("l’autre serveur n’a pas pu remettre le mail")


def _returned(row: OutgoingMail) -> str:
    said = {"address": row.to, "why": row.returned_why}
    if row.returned_for_good:
        return _("Notre mail à %(address)s est revenu\u00a0: %(why)s") % said
    return _("Notre mail à %(address)s est retardé\u00a0: %(why)s") % said


def _people(addresses: Iterable[str]) -> dict[str, User]:
    wanted = {address.lower() for address in addresses}
    found = User.objects.filter(email__in=wanted).select_related("organisation")
    return {person.email.lower(): person for person in found}


def _ticket_id(row: OutgoingMail) -> int | None:
    kind, _separator, reference = row.topic.partition(":")
    return int(reference) if kind == "ticket" and reference.isdigit() else None


def _is_mild(row: OutgoingMail) -> bool:
    """A delay, or a mail that nobody is to have any more: nothing to do."""
    if row.status == OutgoingMail.Status.WITHHELD:
        return True
    return row.status == OutgoingMail.Status.SENT and not row.returned_for_good


def _state(row: OutgoingMail) -> str:
    if row.status == OutgoingMail.Status.SENT:
        return _("revenu") if row.returned_for_good else _("retardé")
    return str(row.get_status_display())


def _why(row: OutgoingMail) -> str:
    if row.returned_at is not None:
        return row.returned_why
    if row.last_error == outbox.OUT_OF_SIGHT:
        return _("Le destinataire n’a plus le droit de le lire, ou son compte est fermé.")
    if row.last_error == outbox.ADDRESS_FAILS:
        return _("Mail automatique\u00a0: l’adresse ne reçoit rien.")
    if row.last_error == outbox.NOBODY_CAME_BACK:
        return _(
            "Chaque essai s’est interrompu\u00a0: dites à l’exploitation que ce mail ne peut pas partir."
        )
    return row.last_error


def _phone_of_organisation(person: User, ticket: Ticket) -> str:
    """The organisation is the ticket's, or its reseller, as a rule: both were read with it."""
    for known in (ticket.organisation, ticket.reseller):
        if known is not None and known.pk == person.organisation_id:
            return known.phone
    return person.organisation.phone if person.organisation is not None else ""
