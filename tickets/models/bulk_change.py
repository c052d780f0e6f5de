"""What was done to many tickets at once, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class BulkChange(models.Model):
    """One verb over many tickets; `tickets` tells for each what it was before and after (tickets/console/bulk.py)."""

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bulk_changes")
    verb = models.CharField(max_length=20)
    tickets = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("action groupée")
        verbose_name_plural = _("actions groupées")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["actor", "-at", "-id"], name="bulk_change_of_actor")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"
