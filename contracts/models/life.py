"""What happens to a contract as its end comes near: notices sent, renewals asked for (contracts/ending/)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models.catalogue import Contract


class ContractNotice(models.Model):
    """One notice that was sent, so many days before one end; a contract that is prolonged gets its notices again."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="notices")
    ends_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("avis de fin de contrat")
        verbose_name_plural = _("avis de fin de contrat")
        constraints = [
            models.UniqueConstraint("contract", "ends_on", "days_before", name="contract_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.ends_on} -{self.days_before}"


class RenewalRequest(models.Model):
    """A customer's wish that a contract goes on after `ends_on`; sales marks it as handled."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="renewal_requests")
    ends_on = models.DateField(_("fin du contrat"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("demandé"))
    handled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(_("traité"), null=True, blank=True)

    class Meta:
        verbose_name = _("demande de renouvellement")
        verbose_name_plural = _("demandes de renouvellement")
        ordering = ["requested_at", "id"]
        constraints = [
            models.UniqueConstraint("contract", "ends_on", name="renewal_asked_once"),
            models.CheckConstraint(
                condition=models.Q(handled_at__isnull=True, handled_by__isnull=True)
                | models.Q(handled_at__isnull=False, handled_by__isnull=False),
                name="renewal_handled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at", "id"],
                condition=models.Q(handled_at__isnull=True),
                name="renewal_to_handle",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.ends_on}"
