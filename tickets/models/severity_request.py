"""A customer's wish that its ticket be taken for more severe; an engineer decides (CH-V.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class SeverityRequest(models.Model):
    """From which severity to which, and why; the ticket keeps its own until an engineer agrees."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("à décider")
        ACCEPTED = "accepted", _("acceptée")
        DECLINED = "declined", _("refusée")
        WITHDRAWN = "withdrawn", _("sans objet")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="severity_requests")
    before = models.PositiveSmallIntegerField(_("sévérité actuelle"), null=True)
    wanted = models.PositiveSmallIntegerField(_("sévérité demandée"))
    reason = models.TextField(_("motif"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(_("décision"), max_length=9, choices=Decision, default=Decision.PENDING)
    # What the requester is told with the decision.
    answer = models.TextField(_("réponse"), blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("demande de sévérité")
        verbose_name_plural = _("demandes de sévérité")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wanted__range=(1, 4))
                & (models.Q(before__isnull=True) | models.Q(wanted__lt=models.F("before"))),
                name="severity_request_raises",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="pending", decided_at__isnull=True)
                | (~models.Q(decision="pending") & models.Q(decided_at__isnull=False)),
                name="severity_request_decided_has_a_time",
            ),
            models.UniqueConstraint(
                "ticket",
                condition=models.Q(decision="pending"),
                name="severity_request_one_pending_per_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.before} → {self.wanted}"
