"""How many mails wait for somebody's decision, and since when: what the lead's board says of them."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse

from inbound_mail.console.lists import STATUSES, MailView
from inbound_mail.models import InboundMail
from tickets.console.lead_beside import Undecided


def standing() -> Undecided:
    """The mails that are held or in quarantine; one query."""
    waiting = InboundMail.objects.filter(status__in=STATUSES[MailView.TO_DECIDE])
    found = waiting.aggregate(count=Count("pk"), oldest=Min("received_at"))
    url = f"{reverse('mails:list')}?etat={MailView.TO_DECIDE.value}"
    return Undecided(found["count"], found["oldest"], url)
