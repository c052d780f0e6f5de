"""What the page of one ticket holds, for the customer who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import credit, sentences
from contracts.decision import Kind
from sla.wording import PARIS
from tickets import assistance, completeness, deadlines, first_level, next_steps, parties, permissions, thread
from tickets.actions.closing import REOPENING
from tickets.deadlines import DeadlineText
from tickets.drafting import drafts
from tickets.drafting.submission import Submission
from tickets.drafting.uploads import AttachmentsField
from tickets.models import Estimate, Event, Status, Ticket
from tickets.permissions import Action
from tickets.portal import following_page, news, parts
from tickets.portal.following_forms import RatingForm
from tickets.portal.states import pending_estimate, standing
from tickets.portal.verdict_card import card
from tickets.thread import Entry

# Once the request was sent, these steps are behind its sender.
_DONE = {"open", "write_mail", "check_serial", "give_serial", "wait", "pass_to_reseller"}
# From so many lines on, the page offers to go straight to its last message.
_LONG_THREAD = 8
# Waived: nothing is asked of the requester any more.
_ALL_STEPS = {*_DONE, "contact_sales", "contact_reseller", "update"}


@dataclass(frozen=True, slots=True)
class Composer:
    """The reply box (templates/components/_composer.html)."""

    url: str
    key: str
    title: str
    draft_url: str
    body: str = ""
    errors: Sequence[str] = ()
    kind: str = "public"
    submit_text: str = ""


@dataclass(frozen=True, slots=True)
class EstimateCard:
    """An estimate to decide: what it costs, and what is left before and after (CH-PS)."""

    row: Estimate
    time: str
    left: str
    after: str
    may_decide: bool
    how_counted: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One of those who follow the ticket, and what they do there."""

    role: str
    name: str
    organisation: str = ""


def composer(
    ticket: Ticket, reader: User, sub: Submission, body: str = "", errors: Sequence[str] = ()
) -> Composer:
    """The reply box of `ticket`, with what was typed already."""
    return Composer(
        url=reverse("portal:messages", args=[ticket.number]),
        key=sub.token,
        title=_reply_title(ticket, reader),
        draft_url=reverse("drafting:draft", args=[drafts.reply_form(ticket.number)]),
        body=body,
        errors=errors,
        submit_text=_("Envoyer"),
    )


def _reply_title(ticket: Ticket, reader: User) -> str:
    """Who will read the reply: between an end customer and its reseller the other one, who goes on reading once the
    request was passed on to the centre (CH-II.2).
    """
    other = ticket.organisation if ticket.reseller_id == reader.organisation_id else ticket.reseller
    if ticket.status == Status.WITH_RESELLER:
        return _("Répondre à %s") % other
    if ticket.escalated_by_id is not None and parties.is_party(reader, ticket):
        return _("Répondre au CST et à %s") % other
    return _("Répondre au CST")


def context(
    ticket: Ticket,
    reader: User,
    now: datetime,
    box: Composer,
    *,
    attachments: AttachmentsField,
    estimate_error: str = "",
    rating: RatingForm | None = None,
) -> dict[str, Any]:
    """Everything that portal/ticket.html shows of `ticket` at `now`."""
    # Read once for the thread, the clocks and the news.
    prefetch_related_objects([ticket], Prefetch("events", Event.objects.select_related("actor")))
    events = list(ticket.events.all())
    entries = thread.entries(ticket, reader, thread.messages_of(ticket, reader), events)
    ended = ticket.is_ended
    wants_more = not ended and ticket.kind == Kind.INCIDENT
    return {
        "ticket": ticket,
        "standing": standing(ticket, reader, now),
        "deadline": _deadline(ticket, reader, now),
        "verdict": card(
            next_steps.said(ticket.verdict), without_steps=_ALL_STEPS if ticket.waived else _DONE
        ),
        "thread": entries,
        "last_message": _last_message(entries),
        "composer": box,
        "attachments": attachments,
        "estimate": estimate_card(ticket, reader, now, estimate_error),
        "work": assistance.of_estimates(ticket.estimates.all()),
        "people": people(ticket),
        "completeness": _completeness(ticket, entries) if wants_more else None,
        "seen": news.last_of(events),
        "may_pass_on": may_pass_on(ticket, reader),
        "with_first_level": first_level.is_for_reseller(ticket),
        "may_close": ticket.status != Status.CLOSED and permissions.may(reader, Action.CLOSE, ticket),
        "may_reopen": may_reopen(ticket, now),
        "merged_into": merged_into(ticket, reader),
        "may_reply": ticket.status != Status.CLOSED or bool(box.body),
        **following_page.context(ticket, reader, now, rating=rating),
        # Until somebody answered, the promise is what the page is about; later, the conversation is.
        "promise_first": ticket.first_response_at is None and not ended,
    }


def _last_message(entries: Sequence[Entry]) -> str:
    """The id of the newest message of a thread that is long, for the link that leads there; else empty."""
    said = [entry.message.id for entry in entries if entry.message is not None]
    return said[-1] if said and len(entries) >= _LONG_THREAD else ""


def _deadline(ticket: Ticket, reader: User, now: datetime) -> DeadlineText | None:
    """What was promised, unless a request that it was merged into keeps it."""
    taken_over = ticket.merged_into_id is not None and ticket.first_response_at is None
    return deadlines.of_ticket(ticket, now, reader) if deadlines.is_told(ticket) and not taken_over else None


def may_reopen(ticket: Ticket, now: datetime) -> bool:
    """Whether the request may be brought back to the centre."""
    return ticket.is_ended and ticket.merged_into_id is None and now - ticket.waiting_since <= REOPENING


def merged_into(ticket: Ticket, reader: User) -> Ticket | None:
    """Where the conversation goes on, if `reader` sees that ticket."""
    if ticket.merged_into_id is None:
        return None
    return Ticket.objects.visible_to(reader).filter(pk=ticket.merged_into_id).first()


def closed_sentence(ticket: Ticket, reader: User) -> str:
    """Why a closed ticket takes no answer, and what to do."""
    if ticket.merged_into_id is None:
        return _("Ce ticket est clos\u00a0: rouvrez-le, ou ouvrez une nouvelle demande.")
    into = merged_into(ticket, reader)
    if into is None:
        return _("Cette demande est fusionnée avec une autre\u00a0: ouvrez une nouvelle demande.")
    return _("Cette demande est fusionnée avec %s\u00a0: répondez là-bas.") % into.number


def may_pass_on(ticket: Ticket, reader: User) -> bool:
    """Whether the request stands before `reader`'s organisation as the first level, which may escalate (CH-II.2)."""
    return first_level.is_for_reseller(ticket) and permissions.may(reader, Action.PASS_TO_CENTRE, ticket)


def estimate_card(ticket: Ticket, reader: User, now: datetime, error: str = "") -> EstimateCard | None:
    """The estimate that waits, if any; the balance is told only to those who pay."""
    row = pending_estimate(ticket)
    if row is None:
        return None
    pays = row.payer_id == reader.organisation_id
    left = credit.balance(row.payer) if pays else 0
    return EstimateCard(
        row=row,
        time=sentences.hours(row.minutes),
        left=sentences.hours(left) if pays else "",
        after=sentences.hours(left - row.minutes) if pays and left >= row.minutes else "",
        may_decide=pays,
        how_counted=assistance.how_counted(now.astimezone(PARIS).date()),
        error=error,
    )


def people(ticket: Ticket) -> list[Person]:
    """Who asked, who is between, who works on it."""
    found = []
    if requester := parts.name_of(ticket, "requester"):
        found.append(Person(_("Demandeur"), requester, str(ticket.organisation or "")))
    if passed_on_by := parts.name_of(ticket, "escalated_by"):
        found.append(Person(_("Transmis par"), passed_on_by, str(ticket.reseller)))
    elif ticket.reseller is not None and ticket.reseller_id != ticket.organisation_id:
        found.append(Person(_("Revendeur"), str(ticket.reseller)))
    if engineer := parts.name_of(ticket, "assignee"):
        found.append(Person(_("Ingénieur"), engineer, _("CST EXER")))
    return found


def _completeness(ticket: Ticket, entries: Iterable[Entry]) -> completeness.Completeness:
    messages = [entry.message for entry in entries if entry.message is not None]
    categories = {file.category for message in messages for file in message.files}
    return completeness.of_ticket(ticket, messages, categories)
