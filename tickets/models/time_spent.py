"""Time spent on PS work under an approved estimate (CH-PS); tickets/actions/spending.py writes it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import CreditEntry
from tickets.models.estimate import Estimate


class TimeSpent(models.Model):
    """One piece of work: `minutes` as it took, `billed_minutes` as rounded and debited by `entry`."""

    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="time_spent")
    engineer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    worked_on = models.DateField(_("jour"))
    minutes = models.PositiveIntegerField(_("durée (min)"))
    billed_minutes = models.PositiveIntegerField(_("décompté (min)"))
    description = models.CharField(_("travail fait"), max_length=300)
    entry = models.OneToOneField(CreditEntry, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    submission_key = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("temps passé")
        verbose_name_plural = _("temps passés")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, billed_minutes__gte=models.F("minutes")),
                name="time_spent_billed_at_least",
            )
        ]

    def __str__(self) -> str:
        return f"{self.worked_on} {self.minutes} min"
