"""What the page of one ticket holds, for the engineer who works on it.

Its rooms: what is written (boxes), what may be done (panels), what is known around (dossier), what the customer asks
for (asks).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from tickets import aims, deadlines, mentions, thread
from tickets.console import (
    around,
    asks,
    boxes,
    dossier,
    happened,
    mail_hints,
    mails_beside,
    panels,
    presence,
    queue,
    rail,
    splitting_form,
    undelivered,
    waivers,
)
from tickets.console.composing import Sent
from tickets.console.forms import FORMS
from tickets.console.handling_form import HandlingForm
from tickets.drafting import interrupted
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Event, Message, Ticket
from tickets.thread import Entry


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
    events = happened.read(ticket)
    messages = thread.with_mails(thread.messages_of(ticket, user))
    splitting_form.know(ticket, messages)
    work = dossier.work_of(ticket)
    asked = asks.of_ticket(ticket, now)
    intent = str(typed.get("intent", "")) if typed is not None else ""
    if typed is not None and intent in FORMS:
        form = FORMS[intent](ticket, initial=interrupted.fields_of(typed))
    others = presence.look(ticket, user, now, writes=sent is not None)
    return {
        "ticket": ticket,
        "number": ticket.number,
        "who": queue.who(ticket),
        "level": _level(ticket),
        "deadline": deadlines.of_ticket(ticket, now, user),
        "aims": aims.of_ticket(ticket, now),
        "deadline_label": _deadline_label(ticket, now),
        "verdict": replace(ticket.verdict_text, next_step=None),  # that step is the customer's
        "waiver": waivers.of_ticket(ticket),
        "asked": asked,
        "thread": _thread(ticket, user, messages, events),
        "unreached": undelivered.unreached(ticket),
        "beside": mails_beside.of_ticket(ticket),
        "shown": happened.newest(ticket),
        "composer": boxes.of_ticket(ticket, user, sent, typed, intent),
        "panels": panels.of_ticket(ticket, user, form, work.account, asked),
        "ways": panels.ways(ticket, user),
        "around": around.of_ticket(ticket, user, asked, now),
        "mail_hints": mail_hints.of_ticket(ticket),
        **dossier.of_ticket(ticket, user, messages, work),
        "mentions": mentions.on_ticket(ticket, user) if happened.any_of(ticket, Event.Kind.NOTED) else [],
        "others": others,
        "signature": presence.signature(others),
        "next": vars(ticket).get("next_in_queue"),
        "rail": rail.groups(user, now),
    }


def _thread(ticket: Ticket, user: User, messages: list[Message], events: list[Event]) -> list[Entry]:
    """What was said and what happened, with our mails that came back."""
    lines = [*thread.entries(ticket, user, messages, events), *undelivered.returned_to(ticket)]
    return sorted(lines, key=lambda entry: entry.at)


def _level(ticket: Ticket) -> str:
    """The level that it is handled at, in words: nearly always its contract's, which was read with it."""
    level = ticket.contract.level if ticket.contract is not None else None
    known = {level.code: level.name} if level is not None and level.code == ticket.level else None
    return queue.level_of(ticket, known if known is not None else queue.level_names())


def _deadline_label(ticket: Ticket, now: datetime) -> str:
    if ticket.first_response_at is None:
        return _("Première réponse")
    return _("Première réponse donnée %s") % queue.instant(ticket.first_response_at, now)
