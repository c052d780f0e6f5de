"""What engineers are told of their own work: a reminder, a manufacturer that is silent or wrote, a clock that runs on.

Each function is called by a verb, in its transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reading import as_read_by
from outbound_mail import outbox
from tickets import parties, ticket_mails
from tickets.models import Message, PersonalReminder, Ticket, VendorCase, WorkTimer


def reminded_of(row: PersonalReminder, at: datetime) -> None:
    """That the hour has come, to who asked for it."""
    ticket_mails.automatic(
        row.ticket, row.person, "personal_reminder", lambda: _("Votre rappel"), at, reminder=row
    )


def vendor_wrote(ticket: Ticket, message: Message, at: datetime) -> None:
    """The manufacturer's words, to the engineers in charge and following."""
    for person in _concerned(ticket):
        ticket_mails.send_message(ticket, message, person, at)


def vendor_is_silent(case: VendorCase, ticket: Ticket, at: datetime) -> list[User]:
    """That the manufacturer is to be asked again, to the engineer in charge; to the leads while there is none.

    Returns who was told.
    """
    assignee = ticket.assignee
    in_charge = assignee is not None and assignee.is_engineer and assignee.is_active
    people = [assignee] if in_charge and assignee is not None else leads()
    for person in people:
        ticket_mails.automatic(
            ticket, person, "vendor_silent", lambda: _("Le constructeur se tait"), at, case=case
        )
    return people


def timer_runs_on(timer: WorkTimer, took: str, at: datetime) -> None:
    """That a clock was perhaps forgotten, to who started it; `took`: for how long it has run, in words."""
    person, ticket = timer.engineer, timer.ticket
    with as_read_by(person):
        outbox.put(
            to=person.email,
            template="timer_forgotten",
            subject=_("[%s] Votre chronomètre tourne encore") % ticket.number,
            context={
                "person": person,
                "ticket": ticket,
                "timer": timer,
                "took": took,
                "url": settings.BASE_URL + reverse("console:ticket", args=[ticket.number]),
            },
            language=person.language,
            zone=person.time_zone,
            at=at,
            topic=timer_topic(timer),
            headers=outbox.AUTOMATIC,
        )


def timer_topic(timer: WorkTimer) -> str:
    """What the outbox knows a clock by, so that it is told once."""
    return f"timer:{timer.pk}:{timer.engineer_id}"


def may_hear_of_timer(reference: str, address: str) -> bool:
    """The outbox's guard for "timer:<id>:<id of its engineer>": does it still run, and its engineer work here?"""
    key, _separator, engineer = reference.partition(":")
    person = User.objects.by_address(address)
    is_theirs = person is not None and person.is_engineer and str(person.pk) == engineer
    return is_theirs and WorkTimer.objects.filter(pk=key).exists()


def leads() -> list[User]:
    """The leads of the centre; while there is none, every engineer: somebody is told."""
    centre = User.objects.people().filter(organisation__kind=Organisation.Kind.CENTRE)
    people = centre.select_related("organisation").order_by("pk")
    return list(people.filter(role=User.Role.LEAD)) or list(people.filter(role=User.Role.ENGINEER))


def _concerned(ticket: Ticket) -> list[User]:
    in_charge = [ticket.assignee] if ticket.assignee is not None and ticket.assignee.is_active else []
    return [*in_charge, *parties.engineers_following(ticket)]
