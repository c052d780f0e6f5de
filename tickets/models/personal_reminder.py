"""What an engineer asked to be reminded of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class PersonalReminder(models.Model):
    """One ticket, one person, one instant; `told_at`: they were reminded, `done_at`: they are done with it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="personal_reminders")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    at = models.DateTimeField(_("le"))
    words = models.CharField(_("à faire"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                "ticket",
                "person",
                condition=models.Q(done_at__isnull=True),
                name="personal_reminder_one_open_each",
            )
        ]
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=models.Q(told_at__isnull=True, done_at__isnull=True),
                name="personal_reminder_to_tell",
            ),
            models.Index(
                fields=["person", "at", "id"],
                condition=models.Q(done_at__isnull=True),
                name="personal_reminder_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.at:%Y-%m-%d %H:%M}"
