"""Who sees which ticket and which message: the one home of that rule.

Lists, pages, search, exports, attachments and mails all start here. Whoever no clause names sees nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User

if TYPE_CHECKING:
    from tickets.models import Attachment, Message, Ticket


def _sight(user: User | AnonymousUser) -> Q | None:
    """The tickets in sight of `user` as a filter; None for none at all."""
    if not isinstance(user, User) or user.organisation_id is None:
        return None
    if user.is_engineer:
        return Q()
    if user.is_reseller:  # its own requests, and those of its end customers (CH-II.1, CH-II.2)
        return Q(organisation=user.organisation_id) | Q(reseller=user.organisation_id)
    if user.is_end_customer:  # its own requests only
        return Q(organisation=user.organisation_id)
    return None


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets; every reader starts with `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> TicketQuerySet:
        """The tickets that `user` may see now."""
        sight = _sight(user)
        return self.none() if sight is None else self.filter(sight)


def visible_messages(user: User | AnonymousUser, ticket: Ticket) -> models.QuerySet[Message]:
    """The messages of `ticket` that `user` may read, oldest first; internal notes only for the centre."""
    if not type(ticket).objects.visible_to(user).filter(pk=ticket.pk).exists():
        return ticket.messages.none()
    return readable(user, ticket.messages.all())


def readable(user: User | AnonymousUser, messages: models.QuerySet[Message]) -> models.QuerySet[Message]:
    """Of messages on tickets that `user` sees already, those that `user` may read."""
    if isinstance(user, User) and user.is_engineer:
        return messages
    return messages.filter(internal=False)


def visible_attachments(user: User | AnonymousUser) -> models.QuerySet[Attachment]:
    """The attachments that `user` may open: those of the messages that `user` may read."""
    from tickets.models import Attachment, Message, Ticket

    messages = readable(user, Message.objects.filter(ticket__in=Ticket.objects.visible_to(user)))
    return Attachment.objects.filter(message__in=messages)
