"""The address in the mail that asks for an opinion: it opens one question of one person, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from tickets import permissions
from tickets.models import Ticket
from tickets.permissions import Action

# A signature for this purpose alone: no other address of ours can be made from it, nor it from another.
_SALT = "tickets.opinions"
# An opinion is open for 14 days after the end (tickets/ratings.py); its link is worth nothing long before this.
_LIFETIME = timedelta(days=60)


def token(ticket: Ticket, person: User) -> str:
    """What stands for both in an address; nobody can make it but us."""
    return signing.dumps([ticket.pk, person.pk], salt=_SALT)


def url(ticket: Ticket, person: User, mark: int | None = None) -> str:
    """The whole address; `mark` is the one that its page proposes, still to be sent."""
    address = settings.BASE_URL + reverse("opinions:opinion", args=[token(ticket, person)])
    return address if mark is None else f"{address}?avis={mark}"


def read(found: str) -> tuple[Ticket, User] | None:
    """Whose opinion on which ticket; None for a token that is not ours, is too old, or whose person left the ticket."""
    try:
        ticket_id, person_id = signing.loads(found, salt=_SALT, max_age=_LIFETIME)
    except signing.BadSignature:
        return None
    person = User.objects.select_related("organisation").filter(pk=person_id, is_active=True).first()
    if person is None:
        return None
    ticket = Ticket.objects.visible_to(person).filter(pk=ticket_id).first()
    if ticket is None or not permissions.may(person, Action.RATE, ticket):
        return None
    return ticket, person
