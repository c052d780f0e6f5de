"""The clock that an engineer starts while working under an estimate (CH-PS)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class WorkTimer(models.Model):
    """One runs at most for each engineer; stopped, it becomes a line of time spent (tickets/actions/spending.py)."""

    engineer = models.OneToOneField(User, on_delete=models.CASCADE, related_name="work_timer")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="work_timers")
    started_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chronomètre")
        verbose_name_plural = _("chronomètres")

    def __str__(self) -> str:
        return f"{self.engineer_id}: {self.ticket_id}"
