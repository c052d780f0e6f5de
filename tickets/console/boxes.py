"""Both boxes as the page of a ticket shows them: which is on top, to whom the answer goes, why there may be none."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import parties, response_clock
from tickets.console import composing
from tickets.console.composing import Box, Sent
from tickets.models import Status, Ticket


def of_ticket(
    ticket: Ticket, user: User, sent: Sent | None, typed: QueryDict | None, intent: str
) -> dict[str, Any] | None:
    """The box that came back (`sent`), else what an ended session had typed into it, else its draft.

    None on a merged ticket, unless something typed before it was is to be taken along.
    """
    boxes = composing.both(ticket, user, sent, typed)
    if ticket.merged_into is not None and not any(box.body for box in boxes.values()):
        return None
    closed_for = _closed_for(ticket)
    answerable = not closed_for or bool(boxes[Box.ANSWER].body)
    on_top = sent.box if sent is not None else intent
    return {
        "to": get_text_list(parties.names(ticket), _("et")),
        "answer": boxes[Box.ANSWER] if answerable else None,
        "note": boxes[Box.NOTE],
        "note_first": on_top == Box.NOTE or not answerable,
        "closed_for": closed_for,
    }


def _closed_for(ticket: Ticket) -> str:
    """Why the customer cannot be answered now, and what to do; empty when they can."""
    if ticket.status in response_clock.UNPROMISED:
        return _(
            "Cette demande n’est pas ouverte\u00a0: pour répondre au client, accordez d’abord une dérogation."
        )
    if ticket.merged_into is not None:
        return _("Ce ticket est fusionné avec %s\u00a0: écrivez là-bas.") % ticket.merged_into.number
    if ticket.status == Status.CLOSED:
        return _("Ce ticket est clos\u00a0: pour répondre au client, rouvrez-le.")
    return ""
