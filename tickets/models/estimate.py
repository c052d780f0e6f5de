"""What a piece of PS work would take, for the customer to approve before it starts (CH-PS)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from contracts.models import CreditEntry
from tickets.models.ticket import Ticket


class Estimate(models.Model):
    """A number of minutes and what they are for; approved, it reserves them on the payer's PS credit."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("à approuver")
        APPROVED = "approved", _("approuvée")
        DECLINED = "declined", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="estimates")
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(_("durée (min)"))
    description = models.TextField(_("travail proposé"))
    decision = models.CharField(_("décision"), max_length=9, choices=Decision, default=Decision.PENDING)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # What an approval set aside on the payer's credit, until the work took it or gave it back.
    reservation = models.OneToOneField(CreditEntry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("estimation")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="estimate_positive"),
            models.CheckConstraint(
                condition=models.Q(decision="pending", decided_at__isnull=True)
                | (~models.Q(decision="pending") & models.Q(decided_at__isnull=False)),
                name="estimate_decided_has_a_time",
            ),
            models.UniqueConstraint(
                "ticket", condition=models.Q(decision="pending"), name="estimate_one_pending_per_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.minutes} min"
