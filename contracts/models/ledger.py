"""The rows behind the PS time credit; contracts/credit.py holds the verbs."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class CreditAccount(models.Model):
    """The balance of one organisation, in minutes; the lock that writers queue on."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="credit_account")
    balance_minutes = models.IntegerField(_("solde (min)"), default=0)

    class Meta:
        verbose_name = _("compte de crédit-temps")
        verbose_name_plural = _("comptes de crédit-temps")
        constraints = [
            models.CheckConstraint(condition=models.Q(balance_minutes__gte=0), name="credit_never_below_zero")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.balance_minutes} min"


class CreditEntry(models.Model):
    """One line of the ledger; signed minutes. Never changed, never deleted."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("achat")
        RESERVATION = "reservation", _("réservation")
        RELEASE = "release", _("libération")
        DEBIT = "debit", _("débit")

    ADDING: ClassVar = {Kind.PURCHASE, Kind.RELEASE}

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    minutes = models.IntegerField(_("minutes"))
    reference = models.CharField(_("référence"), max_length=120)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("écriture de crédit-temps")
        verbose_name_plural = _("écritures de crédit-temps")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "-at"], name="credit_statement")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["purchase", "release"], minutes__gt=0)
                | models.Q(kind__in=["reservation", "debit"], minutes__lt=0),
                name="credit_entry_sign",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="credit_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind} {self.minutes}"
