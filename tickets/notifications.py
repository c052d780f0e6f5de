"""Who is told what by mail. Each function is called by a verb, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage import Outcome
from contracts.sentences import hours
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla import explain
from tickets import deadlines, reply_address
from tickets.deadlines import DeadlineText
from tickets.models import Estimate, Message, Status, Ticket

# Two robots that answer each other stop here: automatic mails to one address in one hour.
AUTOMATIC_PER_HOUR = 10
REFERENCES_KEPT = 10


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "ticket:<id>": may `address` still read about that ticket?"""
    person = User.objects.by_address(address)
    if person is None:
        return False
    return Ticket.objects.visible_to(person).filter(pk=reference).exists()


def opened(ticket: Ticket, at: datetime) -> None:
    """The acknowledgement with number, verdict and deadline; or the explained refusal."""
    if ticket.status == Status.REFUSED:
        refused(ticket, at)
    else:
        _to_requester(ticket, "acknowledgement", _acknowledged, at)


def refused(ticket: Ticket, at: datetime) -> None:
    """Why a request was not opened, and what to do next."""
    redirected = ticket.verdict.outcome is Outcome.REDIRECTED
    _to_requester(ticket, "redirected" if redirected else "refusal", _refused, at)


def waived(ticket: Ticket, at: datetime) -> None:
    """The good news of a waiver, with the deadline if it is still to come."""
    _to_requester(ticket, "opened", _waived, at)


def qualified(ticket: Ticket, at: datetime) -> None:
    """What covers a request that was to be checked, and the deadline that nobody could promise before."""
    _to_requester(ticket, "opened", _qualified, at)


def answered(ticket: Ticket, message: Message, at: datetime) -> None:
    """An answer of the centre, to the requester."""
    if ticket.requester is not None:
        _send_message(ticket, message, ticket.requester, at)


def closed(ticket: Ticket, actor: User, at: datetime) -> None:
    """The end of a ticket, to a requester who did not end it themselves."""
    if ticket.requester is not None and ticket.requester != actor:
        with translation.override(ticket.requester.language):
            title = _("Incident clos")
        _send(ticket, "closed", ticket.requester, title, at)


def customer_replied(ticket: Ticket, message: Message, at: datetime) -> None:
    """A customer's word: to the engineer in charge, and to the other customers concerned."""
    if ticket.status == Status.WITH_RESELLER:
        people = set(_people_of_reseller(ticket))
    else:
        people = {ticket.assignee} if ticket.assignee is not None else set()
    if ticket.requester is not None:
        people.add(ticket.requester)
    for person in sorted(people - {message.author}, key=lambda each: each.pk):
        _send_message(ticket, message, person, at)


def passed_to_reseller(ticket: Ticket, at: datetime) -> None:
    """An end customer's request, to the people of its reseller (CH-II.2)."""
    first = ticket.messages.order_by("sent_at").first()
    for person in _people_of_reseller(ticket):
        with translation.override(person.language):
            title = _("Demande de %s") % ticket.organisation
        _send(ticket, "for_reseller", person, title, at, message=first, customer=str(ticket.organisation))


def estimate_proposed(ticket: Ticket, estimate: Estimate, at: datetime) -> None:
    """An estimate to approve, to the requester."""
    if ticket.requester is not None:
        with translation.override(ticket.requester.language):
            title = _("Estimation à approuver")
        time = hours(estimate.minutes)
        _send(ticket, "estimate", ticket.requester, title, at, estimate=estimate, time=time)


# --- The pieces ---------------------------------------------------------------------------------------------


def _acknowledged() -> str:
    return _("Demande reçue")


def _refused() -> str:
    return _("Demande non ouverte")


def _qualified() -> str:
    return _("Demande qualifiée")


def _waived() -> str:
    return _("Demande ouverte à titre exceptionnel")


def _people_of_reseller(ticket: Ticket) -> Iterable[User]:
    if ticket.reseller_id is None:
        return []
    return User.objects.filter(organisation=ticket.reseller_id, is_active=True).select_related("organisation")


def _to_requester(ticket: Ticket, template: str, title: Any, at: datetime) -> None:
    """An automatic mail: flagged as such, and capped."""
    person = ticket.requester
    if person is None or not _automatic_allowed(person.email, at):
        return
    with translation.override(person.language):
        subject = title()
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    _send(ticket, template, person, subject, at, headers=headers)


def _automatic_allowed(address: str, at: datetime) -> bool:
    recent = OutgoingMail.objects.filter(
        to=address, created_at__gt=at - timedelta(hours=1), headers__has_key="Auto-Submitted"
    )
    return recent.count() < AUTOMATIC_PER_HOUR


def _send_message(ticket: Ticket, message: Message, person: User, at: datetime) -> None:
    template = "engineer_notice" if person.is_engineer else "answer"
    headers = {"Auto-Submitted": "auto-generated"} if person.is_engineer else {}
    _send(ticket, template, person, ticket.subject, at, headers=headers, message=message)


def _send(
    ticket: Ticket,
    template: str,
    person: User,
    title: str,
    at: datetime,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> None:
    route = "console:ticket" if person.is_engineer else "portal:ticket"
    with translation.override(person.language):
        outbox.put(
            to=person.email,
            template=template,
            subject=f"[{ticket.number}] {title}",
            context={
                "ticket": ticket,
                "person": person,
                "verdict": ticket.verdict_text,
                "deadline": _deadline(ticket, at) if _tells_clock(ticket, person, at) else None,
                "url": settings.BASE_URL + reverse(route, args=[ticket.number]),
                **context,
            },
            language=person.language,
            at=at,
            topic=f"ticket:{ticket.pk}",
            reply_to=reply_address.for_number(ticket.number),
            headers={**_threading(ticket, person), **(headers or {})},
        )


def _deadline(ticket: Ticket, at: datetime) -> DeadlineText:
    """The deadline with its day: a mail is read later, and forwarded."""
    found = deadlines.of_ticket(ticket, at)
    return replace(found, due_text=explain.full_due(found.due, at)) if found.due is not None else found


def _tells_clock(ticket: Ticket, person: User, at: datetime) -> bool:
    """Nobody is promised an instant that rests on a provisional level, or that has passed already."""
    passed = ticket.due_at is not None and ticket.due_at < at
    return person.is_engineer or (deadlines.is_told(ticket) and not passed)


def _threading(ticket: Ticket, person: User) -> dict[str, str]:
    """In-Reply-To and References: the mails of this conversation that `person` has seen."""
    theirs = list(
        ticket.messages.filter(author=person)
        .exclude(mail_message_id="")
        .order_by("sent_at")
        .values_list("mail_message_id", flat=True)
    )
    ours = list(
        OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}", to=person.email)
        .order_by("created_at")
        .values_list("message_id", flat=True)
    )
    seen = [*theirs, *ours][-REFERENCES_KEPT:]
    if not seen:
        return {}
    return {"In-Reply-To": (theirs or ours)[-1], "References": " ".join(seen)}
