"""What the page of one ticket holds, for the engineer who works on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import credit
from contracts.decision import Kind
from contracts.sentences import hours, short_date
from tickets import aims, assistance, completeness, deadlines, parties, payers, response_clock, thread
from tickets.console import asks, composing, mail_hints, mails_beside, news, queue, rail, undelivered, waivers
from tickets.console.composing import Box, Composer, Sent
from tickets.console.forms import (
    FORMS,
    AssignmentForm,
    EscalationForm,
    EstimateForm,
    HandlingForm,
    MergerForm,
    QualificationForm,
    RemoteSessionForm,
    TimeSpentForm,
    WaiverForm,
)
from tickets.drafting import interrupted, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Estimate, Message, Status, Ticket
from tickets.thread import Entry

OTHERS_SHOWN = 4
ROUTES: dict[type[HandlingForm], str] = {
    QualificationForm: "console:qualification",
    AssignmentForm: "console:assignment",
    EscalationForm: "console:vendor_cases",
    TimeSpentForm: "console:time_spent",
    EstimateForm: "console:estimates",
    RemoteSessionForm: "console:session",
    WaiverForm: "console:waiver",
    MergerForm: "console:merger",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing to do to the ticket: its form, where it is sent, and whether it is shown open."""

    form: HandlingForm
    url: str
    token: str
    open: bool


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


def context(
    request: SignedInRequest,
    ticket: Ticket,
    now: datetime,
    *,
    sent: Sent | None = None,
    form: HandlingForm | None = None,
) -> dict[str, Any]:
    """The whole page; `sent` is a box, and `form` an action, that did not go through and is shown again."""
    user = request.user
    typed = interrupted.restore(request) if request.method == "GET" else None
    messages = list(thread.messages_of(ticket, user))
    estimates, work = _estimates(ticket), assistance.of_ticket(ticket)
    asked = asks.of_ticket(ticket, now)
    intent = str(typed.get("intent", "")) if typed is not None else ""
    if typed is not None and intent in FORMS:
        form = FORMS[intent](ticket, initial=interrupted.fields_of(typed))
    boxes = {
        box: composing.again(ticket, sent)
        if sent is not None and sent.box is box
        else composing.fresh(ticket, user, box, typed)
        for box in Box
    }
    return {
        "ticket": ticket,
        "number": ticket.number,
        "who": queue.who(ticket),
        "level": queue.level_of(ticket, queue.level_names()),
        "deadline": deadlines.of_ticket(ticket, now, user),
        "aims": aims.of_ticket(ticket, now),
        "deadline_label": _deadline_label(ticket, now),
        "verdict": replace(ticket.verdict_text, next_step=None),  # that step is the customer's
        "waiver": waivers.of_ticket(ticket),
        "asked": asked,
        "thread": _thread(ticket, user, messages),
        "unreached": undelivered.unreached(ticket),
        "beside": mails_beside.of_ticket(ticket),
        "shown": news.last_event(ticket),
        "composer": _composer(ticket, boxes, sent.box if sent is not None else intent),
        "panels": _panels(ticket, user, form, work, asked),
        "ways": _ways(ticket, user),
        "mail_hints": mail_hints.of_ticket(ticket),
        "completeness": _completeness(ticket, messages),
        "incidents": _incidents(ticket, user),
        "people": list(_people(ticket)),
        "credit": hours(credit.balance(ticket.organisation))
        if _may_buy(ticket) and ticket.organisation
        else "",
        "contract_days": _contract_days(ticket),
        "estimates": estimates,
        "work": work,
        "work_waits": _work_waits(work, estimates) if assistance.must_wait(ticket, work) else None,
        "vendor_cases": list(ticket.vendor_cases.select_related("vendor")),
        "next": queue.next_after(ticket, user),
        "rail": rail.groups(user, now),
    }


def _thread(ticket: Ticket, user: User, messages: list[Message]) -> list[Entry]:
    """What was said and what happened, with our mails that came back."""
    lines = [*thread.entries(ticket, user, messages), *undelivered.returned_to(ticket)]
    return sorted(lines, key=lambda entry: entry.at)


def _deadline_label(ticket: Ticket, now: datetime) -> str:
    if ticket.first_response_at is None:
        return _("Première réponse")
    return _("Première réponse donnée %s") % queue.instant(ticket.first_response_at, now)


def _composer(ticket: Ticket, boxes: dict[Box, Composer], intent: str) -> dict[str, Any] | None:
    """Both boxes, which one is on top, and why there may be no answer now; none on a merged ticket, unless something
    typed before it was is to be taken along.
    """
    if ticket.merged_into is not None and not any(box.body for box in boxes.values()):
        return None
    closed_for = ""
    if ticket.status in response_clock.UNPROMISED:
        closed_for = _(
            "Cette demande n’est pas ouverte\u00a0: pour répondre au client, accordez d’abord une dérogation."
        )
    elif ticket.merged_into is not None:
        closed_for = _("Ce ticket est fusionné avec %s\u00a0: écrivez là-bas.") % ticket.merged_into.number
    elif ticket.status == Status.CLOSED:
        closed_for = _("Ce ticket est clos\u00a0: pour répondre au client, rouvrez-le.")
    answerable = not closed_for or bool(boxes[Box.ANSWER].body)
    return {
        "to": get_text_list(parties.names(ticket), _("et")),
        "answer": boxes[Box.ANSWER] if answerable else None,
        "note": boxes[Box.NOTE],
        "note_first": intent == Box.NOTE or not answerable,
        "closed_for": closed_for,
    }


def _panels(
    ticket: Ticket,
    user: User,
    shown: HandlingForm | None,
    work: assistance.Account | None,
    asked: asks.Asked,
) -> list[Panel]:
    """The actions that the ticket's state leaves, the one that did not go through first shown open."""
    working = ticket.is_answerable and not ticket.is_ended
    offered = {
        WaiverForm: ticket.status in response_clock.UNPROMISED,
        QualificationForm: not ticket.is_ended,
        AssignmentForm: ticket.status != Status.CLOSED,
        EscalationForm: working,
        TimeSpentForm: working and work is not None and work.left > 0,
        RemoteSessionForm: working and asked.may_propose,
        EstimateForm: working and bool(payers.of_ticket(ticket)),
        MergerForm: working and ticket.organisation is not None,
    }
    return [
        Panel(
            form=shown if isinstance(shown, kind) else kind(ticket),
            url=reverse(ROUTES[kind], args=[ticket.number]),
            token=submission.new(user).token,
            open=isinstance(shown, kind),
        )
        for kind, possible in offered.items()
        if possible or isinstance(shown, kind)
    ]


def _ways(ticket: Ticket, user: User) -> dict[str, bool]:
    """What takes one click."""
    return {
        "take": ticket.assignee_id != user.pk and ticket.status != Status.CLOSED,
        "remind": ticket.status == Status.WAITING_CUSTOMER,
        "close": ticket.status != Status.CLOSED,
        "reopen": ticket.is_ended and ticket.merged_into_id is None,
    }


def _completeness(ticket: Ticket, messages: list[Message]) -> completeness.Completeness:
    """CH-III.2, from the first message and the files of all."""
    files = {attachment.category for message in messages for attachment in message.attachments.all()}
    return completeness.of_ticket(ticket, messages[0].body if messages else "", files)


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
            :OTHERS_SHOWN
        ]
    )
    if not rows:
        return Incidents(_("premier incident sur ce matériel"), ())
    return Incidents(_("%de incident sur ce matériel") % (earlier.count() + 1), rows)


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


def _work_waits(work: assistance.Account | None, estimates: list[dict[str, Any]]) -> Halt:
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


def _may_buy(ticket: Ticket) -> bool:
    """PS credit belongs to customers (CH-PS)."""
    return ticket.organisation is not None and ticket.organisation.kind != "centre"


def _estimates(ticket: Ticket) -> list[dict[str, Any]]:
    return [
        {
            "time": hours(row.minutes),
            "text": row.get_decision_display(),
            "description": row.description,
            "pending": row.decision == Estimate.Decision.PENDING,
            "payer": row.payer if row.payer_id != ticket.organisation_id else None,
        }
        for row in ticket.estimates.select_related("payer")
    ]
