"""A remote session on a customer's products, to check and to collect traces: Premium only, read-only (CH-III.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class RemoteSession(models.Model):
    """One slot: proposed by either side, agreed by the other, with the customer's consent as it was worded."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposée")
        AGREED = "agreed", _("convenue")
        DECLINED = "declined", _("refusée")
        CANCELLED = "cancelled", _("annulée")
        HELD = "held", _("tenue")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="remote_sessions")
    starts_at = models.DateTimeField(_("début"))
    minutes = models.PositiveSmallIntegerField(_("durée (min)"))
    purpose = models.TextField(_("objet"), blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_by_centre = models.BooleanField(_("proposée par le CST"))
    proposed_at = models.DateTimeField()
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.PROPOSED)
    # Who agreed, declined, cancelled or held it last, when, and their words.
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(_("mot"), blank=True)
    # The customer's consent: who gave it, when, and the sentence that they agreed to, as it stood.
    consent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    consent_at = models.DateTimeField(null=True)
    consent_sentence = models.TextField(blank=True)
    # Changes are made only when the PS option covers them (CH-III.3, CH-PS).
    read_only = models.BooleanField(_("lecture seule"), default=True)
    # What was seen and done, in the thread too (tickets/actions/reporting_session.py).
    report = models.TextField(_("compte rendu"), blank=True)
    reported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("session à distance")
        verbose_name_plural = _("sessions à distance")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 480)), name="remote_session_length"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["agreed", "held"]) | models.Q(consent_at__isnull=False),
                name="remote_session_agreed_with_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(consent_at__isnull=True)
                | (models.Q(consent_by__isnull=False) & ~models.Q(consent_sentence="")),
                name="remote_session_consent_is_whole",
            ),
            models.UniqueConstraint(
                "ticket",
                condition=models.Q(state__in=["proposed", "agreed"]),
                name="remote_session_one_open_per_ticket",
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "id"],
                condition=models.Q(state__in=["proposed", "agreed"]),
                name="remote_session_ahead",
            ),
            # What calendars show (tickets/feeds/sessions.py).
            models.Index(
                fields=["starts_at", "id"],
                condition=models.Q(state__in=["agreed", "held", "cancelled"]),
                name="remote_session_in_feeds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.starts_at:%Y-%m-%d %H:%M}"
