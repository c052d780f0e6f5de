"""A case opened at the manufacturer for a ticket (CH-V.1, CH-V.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import Vendor
from tickets.models.ticket import Ticket


class VendorCase(models.Model):
    """The manufacturer's case number and what the customer is told of it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="vendor_cases")
    vendor = models.ForeignKey(Vendor, verbose_name=_("constructeur"), on_delete=models.PROTECT)
    number = models.CharField(_("numéro de dossier"), max_length=60)
    summary = models.TextField(_("résumé pour le client"), blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    link = models.URLField(_("lien"), max_length=500, blank=True)
    # After so many working hours without a word of the vendor's its engineer is reminded, once each time (CH-I).
    silence_hours = models.PositiveSmallIntegerField(_("relancer après (h ouvrées)"), null=True, blank=True)
    heard_at = models.DateTimeField(_("dernières nouvelles"), null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("clos"), null=True, blank=True)

    class Meta:
        verbose_name = _("dossier constructeur")
        verbose_name_plural = _("dossiers constructeur")
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint("vendor", "number", name="vendor_case_number_once")]
        indexes = [
            models.Index(
                fields=["remind_at", "id"],
                condition=models.Q(remind_at__isnull=False),
                name="vendor_case_to_remind",
            )
        ]

    def __str__(self) -> str:
        return self.number
