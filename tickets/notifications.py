"""Who is told what by mail. Each function is called by a verb, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reading import as_read_by
from contracts.decision import Outcome
from contracts.sentences import hours
from sla import wording
from sla.commitments import IMPACTS
from tickets import (
    deadline_changes,
    deadlines,
    first_level,
    parties,
    payers,
    repeating,
    requested,
    response_clock,
    ticket_mails,
)
from tickets.models import Estimate, Message, Status, Ticket
from tickets.reminders import Reminder


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "ticket:<id>": may `address` still read about that ticket?"""
    person = User.objects.by_address(address)
    if person is None:
        return False
    return Ticket.objects.visible_to(person).filter(pk=reference).exists()


def opened(ticket: Ticket, at: datetime) -> None:
    """The acknowledgement with number, verdict and deadline; or the explained refusal."""
    if ticket.status == Status.REFUSED:
        ticket_mails.answer_to_request(ticket, _refusal(ticket), _refused, at)
    else:
        ticket_mails.answer_to_request(ticket, "acknowledgement", _acknowledged, at)
    if not ticket.is_untold:
        _tell_colleagues(ticket, parties.others(ticket), at)


def refused(ticket: Ticket, at: datetime) -> None:
    """Why a request that an engineer qualified is not opened after all, and what to do next."""
    ticket_mails.to_parties(
        ticket, _refusal(ticket), _refused, at, submitted="auto-replied", others=parties.others(ticket)
    )


def waived(ticket: Ticket, at: datetime) -> None:
    """The good news of a waiver, with the deadline if it is still to come."""
    ticket_mails.to_parties(ticket, "opened", _waived, at, others=parties.others(ticket))


def taken_from_reseller(ticket: Ticket, at: datetime) -> None:
    """To the people of the reseller that it was with: the centre opened its customer's request by a waiver."""
    for person in first_level.people(ticket):
        ticket_mails.automatic(ticket, person, "opened", _waived, at, customer=str(ticket.organisation))


def qualified(ticket: Ticket, at: datetime) -> None:
    """What covers a request that was to be checked, and the deadline that nobody could promise before."""
    ticket_mails.to_parties(ticket, "opened", _qualified, at, others=parties.others(ticket))


def deadline_moved(ticket: Ticket, before: datetime | None, at: datetime) -> None:
    """From when to when a promised first response moved; nothing when it did not, or was never told."""
    if before is None or ticket.due_at is None or ticket.first_response_at:
        return
    if wording.to_the_minute(before) == wording.to_the_minute(ticket.due_at):
        return
    for person in (*filter(None, (ticket.escalated_by, ticket.requester)), *parties.others(ticket)):
        if ticket_mails.tells_clock(ticket, person, at):
            with as_read_by(person):
                text, why = deadlines.full_due(before, at), _why_moved(ticket)
            ticket_mails.automatic(ticket, person, "deadline_moved", _moved, at, before=text, why=why)


def answered(ticket: Ticket, message: Message, at: datetime, asks: Sequence[str] = ()) -> None:
    """An answer of the centre, to those who asked; `asks` is what it asks them for (CH-III.2)."""
    said = ticket.messages.filter(by_centre=False, internal=False, automatic=False)
    before = said.filter(sent_at__lte=message.sent_at).order_by("-sent_at", "-id").first()
    for person in parties.people(ticket):
        ticket_mails.send_message(ticket, message, person, at, asks, asked=before)


def reminded(ticket: Ticket, reminder: Reminder, people: Sequence[User], at: datetime) -> None:
    """That the centre waits for them, to `people`; with what it asked for and its last words."""
    last = ticket.messages.filter(by_centre=True, internal=False).order_by("-sent_at", "-id").first()
    for person in people:
        with as_read_by(person):
            pieces = requested.checklist(reminder.asked)
        ticket_mails.automatic(
            ticket,
            person,
            "reminder",
            _reminded,
            at,
            message=last,
            checklist=pieces,
            is_last=reminder.is_last,
        )


def closed(ticket: Ticket, actor: User, at: datetime) -> None:
    """The end of a ticket, to those who asked and did not end it themselves."""
    for person in parties.people(ticket):
        if person != actor:
            with as_read_by(person):
                title = _("Incident clos")
            ticket_mails.send(ticket, "closed", person, title, at)


def merged(into: Ticket, source: Ticket, before: datetime | None, at: datetime) -> None:
    """Two requests are one now, to those who asked; `before` is the deadline of `into` until then, told if it moved."""
    moved = into.due_at not in {None, before} and into.first_response_at is None
    for person in parties.people(into):
        asked = person in {into.requester, into.escalated_by}
        was_told = moved and asked and ticket_mails.tells_clock(into, person, at)
        with as_read_by(person):
            title = _("Demandes fusionnées")
            text = deadlines.full_due(before, at) if before is not None and was_told else ""
        ticket_mails.send(into, "merged", person, title, at, source=source, before=text)


def customer_replied(ticket: Ticket, message: Message, at: datetime, *, noted_by: User | None = None) -> None:
    """A customer's word: to the engineers in charge and following, and to the other customers concerned.

    Whoever noted it, of a call, was there.

    Customers are not sent what its author wrote already: a reseller's and its customer's robots would answer each
    other through the ticket.
    """
    if ticket.status == Status.WITH_RESELLER:
        people = set(first_level.people(ticket))
    else:
        people = {ticket.assignee} if ticket.assignee is not None else set()
    people.update(parties.people(ticket), parties.engineers_following(ticket))
    people -= {message.author, noted_by}
    if any(person.is_customer for person in people) and repeating.is_said_again(ticket, message):
        people = {person for person in people if person.is_engineer}
    for person in sorted(people, key=lambda each: each.pk):
        ticket_mails.send_message(ticket, message, person, at)


def with_reseller(ticket: Ticket, at: datetime, *, is_answered: bool = True) -> None:
    """An end customer's request is in its reseller's hands (CH-II.2): its words to all people of the reseller, and who
    assures the first level to the requester, if that one is answered.
    """
    customer = str(ticket.organisation)
    first = ticket.messages.prefetch_related("attachments").order_by("sent_at", "id").first()
    for person in first_level.people(ticket):
        ticket_mails.automatic(
            ticket,
            person,
            "for_reseller",
            lambda: _("Demande de %s") % customer,
            at,
            message=first,
            customer=customer,
            impact=IMPACTS.get(ticket.severity or 0, ""),
        )
    if is_answered:
        ticket_mails.answer_to_request(ticket, "with_reseller", _with_reseller, at)
    told = {person.pk for person in first_level.people(ticket)}
    _tell_colleagues(ticket, [each for each in parties.others(ticket) if each.pk not in told], at)


def passed_to_centre(ticket: Ticket, message: Message, at: datetime) -> None:
    """The reseller passed the request on: the acknowledgement to who did, and its words to the requester (CH-II.2)."""
    assert ticket.escalated_by is not None
    ticket_mails.automatic(ticket, ticket.escalated_by, "acknowledgement", _acknowledged, at)
    if ticket.requester is not None:
        ticket_mails.automatic(
            ticket, ticket.requester, "passed_to_centre", _passed_to_centre, at, message=message
        )


def estimate_proposed(ticket: Ticket, estimate: Estimate, at: datetime) -> None:
    """An estimate to approve, to those of its payer who are asked (CH-PS)."""
    for person in payers.asked(ticket, estimate.payer):
        with as_read_by(person):
            title, time = _("Estimation à approuver"), hours(estimate.minutes)
        ticket_mails.send(ticket, "estimate", person, title, at, estimate=estimate, time=time)


# --- The pieces ---------------------------------------------------------------------------------------------


def _tell_colleagues(ticket: Ticket, people: Sequence[User], at: datetime) -> None:
    """That a request was made, to those who want to hear of all; without context, so that a lot is written late."""
    for person in people:
        ticket_mails.automatic(ticket, person, "colleague_opened", _opened, at)


def _opened() -> str:
    return _("Nouvelle demande")


def _acknowledged() -> str:
    return _("Demande reçue")


def _with_reseller() -> str:
    return _("Demande confiée à votre revendeur")


def _passed_to_centre() -> str:
    return _("Demande transmise au CST")


def _refusal(ticket: Ticket) -> str:
    """The template that says why a request is not opened."""
    return "redirected" if ticket.verdict.outcome is Outcome.REDIRECTED else "refusal"


def _refused() -> str:
    return _("Demande non ouverte")


def _qualified() -> str:
    return _("Demande qualifiée")


def _reminded() -> str:
    return _("Nous attendons votre réponse")


def _waived() -> str:
    return _("Demande ouverte à titre exceptionnel")


def _moved() -> str:
    return _("Échéance modifiée")


def _why_moved(ticket: Ticket) -> str:
    """What moved the deadline last: Sévérité 3 → 1; empty when no event says it."""
    moves = deadline_changes.changes(ticket, response_clock.history(ticket), reader=None)
    return capfirst(moves[-1].why) if moves else ""
