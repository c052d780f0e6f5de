"""The mails about opinions: the question to a customer, and to the leads that somebody is unhappy."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reading import as_read_by
from outbound_mail import outbox
from tickets import centre_mails, ratings, ticket_mails
from tickets.models import Satisfaction, Ticket
from tickets.opinions import links

# As the portal shows them: the best first, with the words of the marks.
_IN_ORDER = (Satisfaction.Mark.GOOD, Satisfaction.Mark.FAIR, Satisfaction.Mark.BAD)


def question(ticket: Ticket, person: User, at: datetime) -> None:
    """One question with its three answers; who wants a summary a day has it there (tickets/digests.py)."""
    with as_read_by(person):
        marks = [(str(mark.label), links.url(ticket, person, mark)) for mark in _IN_ORDER]
    ticket_mails.automatic(
        ticket,
        person,
        "opinion",
        lambda: _("Votre avis"),
        at,
        marks=marks,
        until=ticket.waiting_since + ratings.OPEN_FOR,
    )


def unhappy(opinion: Satisfaction, at: datetime) -> None:
    """To the leads: who is unhappy, about what, in which words; it waits on their board until somebody took care."""
    ticket = opinion.ticket
    for lead in centre_mails.leads():
        with as_read_by(lead):
            outbox.put(
                to=lead.email,
                template="unhappy",
                subject=_("[%s] Un client n’est pas satisfait") % ticket.number,
                context={
                    "person": lead,
                    "about": ticket,
                    "opinion": opinion,
                    "title": _("Un client n’est pas satisfait"),
                    "url": settings.BASE_URL + reverse("console:lead") + "#avis",
                },
                language=lead.language,
                at=at,
                topic=f"centre:{lead.pk}",
                headers=outbox.AUTOMATIC,
            )
