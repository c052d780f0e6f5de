"""A colleague named in an internal note."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.message import Message


class Mention(models.Model):
    """Who of the centre was named in a note, and since when they know."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint("message", "person", name="mention_once_per_note")]
        indexes = [
            models.Index(
                fields=["person", "-at", "-id"],
                condition=models.Q(seen_at__isnull=True),
                name="mention_unseen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.person_id}"
