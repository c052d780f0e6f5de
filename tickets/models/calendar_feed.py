"""A calendar that a person's other programs subscribe to: closures of the centre, agreed sessions (CH-I, CH-III.3)."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class CalendarFeed(models.Model):
    """What one address of a person's shows. Whoever has the address reads it; only its digest is stored."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    name = models.CharField(_("nom"), max_length=60)
    with_closures = models.BooleanField(_("fermetures du CST"))
    with_sessions = models.BooleanField(_("sessions à distance convenues"))
    secret_digest = models.CharField(max_length=64, unique=True, validators=[MinLengthValidator(64)])
    created_at = models.DateTimeField()
    # Written at most once a minute (tickets/feeds/keys.py).
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(with_closures=True) | models.Q(with_sessions=True),
                name="calendar_feed_shows_something",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "-created_at", "-id"],
                condition=models.Q(revoked_at__isnull=True),
                name="calendar_feed_of_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name
