"""Two tickets that have to do with each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class TicketLink(models.Model):
    """`ticket` and `other`, each seen from both; `split`: `other` was made of messages of `ticket`."""

    class Kind(models.TextChoices):
        RELATED = "related", _("lié")
        DUPLICATE = "duplicate", _("doublon")
        SPLIT = "split", _("séparé")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("nature"), max_length=9, choices=Kind, default=Kind.RELATED)
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lien")
        ordering = ["linked_at", "id"]
        constraints = [
            models.UniqueConstraint("ticket", "other", name="ticket_link_once"),
            models.CheckConstraint(
                condition=~models.Q(ticket=models.F("other")), name="ticket_link_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"
