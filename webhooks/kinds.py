"""What may be told: the kinds of events by their machine names, which never change, and who may ask for which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Kind(models.TextChoices):
    """One thing that happens to a ticket, by the name that its message bears."""

    OPENED = "ticket.opened", _("une demande est ouverte")
    REPLIED = "ticket.replied", _("le CST répond")
    CUSTOMER_REPLIED = "ticket.customer_replied", _("le client répond")
    QUALIFIED = "ticket.qualified", _("une demande est qualifiée")
    STATUS_CHANGED = "ticket.status_changed", _("l’état change")
    DEADLINE_CHANGED = "ticket.deadline_changed", _("l’échéance change")
    RESOLVED = "ticket.resolved", _("un incident est résolu")
    CLOSED = "ticket.closed", _("un incident est clos")
    REOPENED = "ticket.reopened", _("un incident est rouvert")
    ASSIGNED = "ticket.assigned", _("un ticket est affecté")
    DEADLINE_MISSED = "ticket.deadline_missed", _("une échéance est dépassée")


# A try that somebody asked for: nobody subscribes to it, everybody may be sent one.
TEST = "webhook.test"
# What no customer reads on a page either.
CENTRE_ONLY = frozenset({Kind.ASSIGNED, Kind.DEADLINE_MISSED})


def offered(person: User) -> list[Kind]:
    """The kinds that a subscription of `person`'s organisation may name, in the order of a ticket's life."""
    return [kind for kind in Kind if person.is_centre or kind not in CENTRE_ONLY]
