"""Who follows a ticket that is not theirs: colleagues who were added to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class Follower(models.Model):
    """A person who is told what those who asked are told; what they see is visibility's business as ever."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followed")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("abonné")
        verbose_name_plural = _("abonnés")
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint("ticket", "person", name="follower_once_per_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.person_id}"
