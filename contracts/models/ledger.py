"""The rows behind the PS time credit; contracts/credit.py holds the verbs."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from sla import wording


class CreditAccount(models.Model):
    """The balance of one organisation, in minutes; the lock that writers queue on.

    `balance_minutes` may still be committed, `reserved_minutes` is set aside for approved estimates;
    `full_minutes` is the balance after the last purchase, the measure of "20 % left".
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="credit_account")
    balance_minutes = models.IntegerField(_("solde (min)"), default=0)
    reserved_minutes = models.IntegerField(_("réservé (min)"), default=0)
    full_minutes = models.IntegerField(_("solde après le dernier achat (min)"), default=0)
    # When people were told that little is left; null again after a purchase.
    low_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("compte de crédit-temps")
        verbose_name_plural = _("comptes de crédit-temps")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(balance_minutes__gte=0), name="credit_never_below_zero"
            ),
            models.CheckConstraint(
                condition=models.Q(reserved_minutes__gte=0), name="credit_reserved_never_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.balance_minutes} min"


class CreditEntry(models.Model):
    """One line of the ledger, in signed minutes. Never changed, never deleted.

    `minutes` is what it does to the balance, `reserved` to what is set aside: a reservation moves minutes from one
    to the other, a release moves them back, a debit takes from either.
    """

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("achat")
        RESERVATION = "reservation", _("réservation")
        RELEASE = "release", _("libération")
        DEBIT = "debit", _("débit")
        CORRECTION = "correction", _("correction")

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    minutes = models.IntegerField(_("minutes"))
    reserved = models.IntegerField(_("minutes réservées"), default=0)
    # The reservation that a debit or a release draws on.
    reservation = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="settlements"
    )
    reference = models.CharField(_("référence"), max_length=120)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("écriture de crédit-temps")
        verbose_name_plural = _("écritures de crédit-temps")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "-at", "-id"], name="credit_statement")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="purchase", minutes__gt=0, reserved=0)
                | models.Q(kind="reservation", minutes__lt=0, reserved=-models.F("minutes"))
                | models.Q(kind="release", minutes__gt=0, reserved=-models.F("minutes"))
                | models.Q(kind="debit", minutes__lt=0, reserved=0)
                | models.Q(kind="debit", minutes=0, reserved__lt=0)
                | (models.Q(kind="correction", reserved=0) & ~models.Q(minutes=0)),
                name="credit_entry_sign",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="release", reservation__isnull=False)
                | models.Q(kind="debit", reserved__lt=0, reservation__isnull=False)
                | models.Q(models.Q(kind="debit", reserved=0), reservation__isnull=True)
                | models.Q(kind__in=["purchase", "reservation", "correction"], reservation__isnull=True),
                name="credit_entry_names_its_reservation",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="credit_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind} {self.minutes}"


class RoundingRule(models.Model):
    """How time spent on PS work is rounded before it is debited, from a day on (CH-PS); the charter leaves it open.

    Each piece of work counts `minimum_minutes` at least, then by whole `step_minutes`, begun ones included.
    """

    from_day = models.DateField(_("à partir du"), unique=True)
    step_minutes = models.PositiveSmallIntegerField(_("par tranches de (min)"))
    minimum_minutes = models.PositiveSmallIntegerField(_("minimum (min)"))

    class Meta:
        verbose_name = _("règle d’arrondi du temps passé")
        verbose_name_plural = _("règles d’arrondi du temps passé")
        ordering = ["-from_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step_minutes__gt=0, minimum_minutes__gt=0), name="rounding_rule_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_day}: {wording.duration(timedelta(minutes=self.step_minutes))}"
