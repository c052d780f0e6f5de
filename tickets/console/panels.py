"""What may be done to a ticket on its page: one form a thing, shown while the state of the ticket leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from tickets import assistance, payers, response_clock
from tickets.console import asks, splitting_form
from tickets.console.around_forms import FollowForm, LinkForm, RemindMeForm
from tickets.console.forms import (
    AssignmentForm,
    EscalationForm,
    EstimateForm,
    MergerForm,
    QualificationForm,
    RemoteSessionForm,
    TimeSpentForm,
    WaiverForm,
)
from tickets.console.handling_form import HandlingForm
from tickets.console.splitting_form import SplitForm
from tickets.drafting import submission
from tickets.models import Status, Ticket

ROUTES: dict[type[HandlingForm], str] = {
    QualificationForm: "console:qualification",
    AssignmentForm: "console:assignment",
    EscalationForm: "console:vendor_cases",
    TimeSpentForm: "console:time_spent",
    EstimateForm: "console:estimates",
    RemoteSessionForm: "console:session",
    WaiverForm: "console:waiver",
    RemindMeForm: "console:own_reminder",
    FollowForm: "console:followers",
    LinkForm: "console:links",
    SplitForm: "console:parts",
    MergerForm: "console:merger",
}


# Their forms are as long as the thread, or look for other tickets, and seldom wanted: the page leads to itself with the
# form open.
_APART: dict[str, type[HandlingForm]] = {form.intent: form for form in (SplitForm, MergerForm)}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form that is not on the page is called there."""

    intent: str
    title: Any
    icon: str
    key: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing to do to the ticket: its form, where it is sent, and whether it is shown open."""

    form: HandlingForm | Entry
    url: str
    token: str
    open: bool


def opened_by(ticket: Ticket, query: Mapping[str, str]) -> HandlingForm | None:
    """The form that ?action= of the page's address asks for, of those that are not on the page otherwise; the focus is
    in its first field.
    """
    kind = _APART.get(query.get("action", ""))
    if kind is None or ticket.merged_into_id is not None:
        return None
    form = kind(ticket)
    first = next(field for field in form.fields.values() if getattr(field, "choices", True))
    first.widget.attrs["autofocus"] = True
    return form


def of_ticket(
    ticket: Ticket,
    user: User,
    shown: HandlingForm | None,
    work: assistance.Account | None,
    asked: asks.Asked,
) -> list[Panel]:
    """The actions that the ticket's state leaves, the one that did not go through first shown open."""
    working = ticket.is_answerable and not ticket.is_ended
    goes_on = ticket.merged_into_id is None
    offered = {
        WaiverForm: ticket.status in response_clock.UNPROMISED,
        QualificationForm: not ticket.is_ended,
        AssignmentForm: ticket.status != Status.CLOSED,
        EscalationForm: working,
        TimeSpentForm: working and work is not None and work.left > 0,
        RemoteSessionForm: working and asked.may_propose,
        EstimateForm: working and bool(payers.of_ticket(ticket)),
        RemindMeForm: goes_on,
        FollowForm: goes_on,
        LinkForm: goes_on,
        SplitForm: goes_on and splitting_form.is_possible(ticket),
        MergerForm: working and ticket.organisation is not None,
    }
    panels = [
        Panel(
            form=shown if isinstance(shown, kind) else _form(kind, ticket),
            url=reverse(ROUTES[kind], args=[ticket.number]),
            token=submission.new(user).token,
            open=isinstance(shown, kind),
        )
        for kind, possible in offered.items()
        if possible or isinstance(shown, kind)
    ]
    return [panel for panel in panels if panel.open or isinstance(panel.form, Entry) or panel.form.is_useful]


def _form(kind: type[HandlingForm], ticket: Ticket) -> HandlingForm | Entry:
    if kind.intent in _APART:
        return Entry(kind.intent, kind.title, kind.icon, kind.key)
    return kind(ticket)


def ways(ticket: Ticket, user: User) -> dict[str, bool]:
    """What takes one click."""
    return {
        "take": ticket.assignee_id != user.pk and ticket.status != Status.CLOSED,
        "remind": ticket.status == Status.WAITING_CUSTOMER,
        "close": ticket.status != Status.CLOSED,
        "reopen": ticket.is_ended and ticket.merged_into_id is None,
    }
