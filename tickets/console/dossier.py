"""The side of a ticket's page: its product and what that went through, the contract, the people, PS work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.decision import Kind
from contracts.sentences import hours, short_date
from tickets import assistance, completeness
from tickets.console import happened
from tickets.models import Estimate, Event, Message, Ticket

OTHERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody concerned: in which part, who, how to reach them."""

    part: str
    name: str
    about: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Halt:
    """Why PS work stands still, in two or three words, and what to do."""

    text: str
    todo: str


@dataclass(frozen=True, slots=True)
class Incidents:
    """The other incidents on the same device; `text` says which one this is."""

    text: str
    others: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class Work:
    """The PS work of a ticket: its estimates, the account of those approved, and why it waits, if it does (CH-PS)."""

    estimates: list[dict[str, Any]]
    account: assistance.Account | None
    halt: Halt | None


def of_ticket(ticket: Ticket, user: User, messages: list[Message], work: Work) -> dict[str, Any]:
    """What templates/console/_dossier.html shows; `messages` are all those of the thread."""
    return {
        "completeness": _completeness(ticket, messages),
        "incidents": _incidents(ticket, user),
        "people": list(_people(ticket)),
        "credit": _credit(ticket),
        "contract_days": _contract_days(ticket),
        "estimates": work.estimates,
        "work": work.account,
        "work_waits": work.halt,
    }


def work_of(ticket: Ticket) -> Work:
    """Three queries at most; none where nothing was ever estimated."""
    rows: list[Estimate] = []
    if happened.any_of(ticket, Event.Kind.ESTIMATED):
        rows = list(assistance.with_account(ticket.estimates.all()))
    account = assistance.of_estimates(rows)
    estimates = [_estimate(ticket, row) for row in rows]
    halt = _halt(account, estimates) if assistance.must_wait(ticket, account) else None
    return Work(estimates, account, halt)


def _completeness(ticket: Ticket, messages: list[Message]) -> completeness.Completeness:
    """CH-III.2, from what was written and the files of all."""
    files = {attachment.category for message in messages for attachment in message.attachments.all()}
    return completeness.of_ticket(ticket, messages, files)


def _incidents(ticket: Ticket, user: User) -> Incidents | None:
    """Which incident on this device it is, and the ones before."""
    if ticket.device is None:
        return None
    earlier = Ticket.objects.visible_to(user).filter(
        device=ticket.device,
        kind=Kind.INCIDENT,
        received_at__lt=ticket.received_at,
        merged_into=None,  # said twice, it was one incident
    )
    rows = list(
        earlier.only("number", "subject", "status", "received_at").order_by("-received_at", "-id")[
            : OTHERS_SHOWN + 1
        ]
    )
    if not rows:
        return Incidents(_("premier incident sur ce matériel"), ())
    # Few devices have more: only those are counted.
    before = len(rows) if len(rows) <= OTHERS_SHOWN else earlier.count()
    return Incidents(_("%de incident sur ce matériel") % (before + 1), rows[:OTHERS_SHOWN])


def _people(ticket: Ticket) -> Iterator[Person]:
    if ticket.requester is not None:
        person = ticket.requester
        yield Person(_("Demandeur"), person.full_name, person.phone, person.email)
    else:
        yield Person(
            _("Demandeur"), ticket.requester_address, _("adresse inconnue du CST"), ticket.requester_address
        )
    if ticket.escalated_by is not None:
        by = ticket.escalated_by
        yield Person(_("Transmis par"), by.full_name, by.phone, by.email)
    if ticket.organisation is not None:
        yield Person(_("Organisation"), ticket.organisation.name, ticket.organisation.phone)
    if ticket.reseller is not None and ticket.reseller != ticket.organisation:
        yield Person(_("Revendeur"), ticket.reseller.name, ticket.reseller.phone)
    contract = ticket.contract
    if contract is not None and contract.end_customer and contract.end_customer != ticket.organisation:
        yield Person(_("Client final"), contract.end_customer.name, contract.end_customer.phone)
    if contract is not None and contract.sales_contact is not None:
        yield Person(_("Commercial"), contract.sales_contact.full_name, "", contract.sales_contact.email)


def _contract_days(ticket: Ticket) -> str:
    if ticket.contract is None:
        return ""
    return _("du %(start)s au %(end)s") % {
        "start": short_date(ticket.contract.starts_on),
        "end": short_date(ticket.contract.ends_on),
    }


def _halt(work: assistance.Account | None, estimates: list[dict[str, Any]]) -> Halt:
    """Why nothing is to be worked on now (CH-PS)."""
    if any(estimate["pending"] for estimate in estimates):
        todo = _("L’estimation attend l’accord du client\u00a0: rien ne commence avant.")
    elif work is None:
        todo = _("Rien ne commence avant l’accord du client\u00a0: proposez une estimation.")
    elif work.given_back:
        todo = _("Ce qui restait a été rendu à la fin du ticket\u00a0: proposez une nouvelle estimation.")
    else:
        todo = _("Proposez une estimation complémentaire s’il reste du travail.")
    spent = work is not None and not work.given_back
    return Halt(_("Temps approuvé épuisé") if spent else _("Aucune estimation approuvée"), todo)


def _credit(ticket: Ticket) -> str:
    """What is left of the PS credit, which belongs to customers (CH-PS); it was read with the ticket."""
    if ticket.organisation is None or ticket.organisation.kind == "centre":
        return ""
    account = getattr(ticket.organisation, "credit_account", None)
    return hours(account.balance_minutes if account is not None else 0)


def _estimate(ticket: Ticket, row: Estimate) -> dict[str, Any]:
    return {
        "time": hours(row.minutes),
        "text": row.get_decision_display(),
        "description": row.description,
        "pending": row.decision == Estimate.Decision.PENDING,
        "payer": row.payer if row.payer_id != ticket.organisation_id else None,
    }
