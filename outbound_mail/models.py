"""The outbox row."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One mail to one address, rendered when it was decided, sent when the outbox gets to it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("à envoyer")
        SENT = "sent", _("envoyé")
        WITHHELD = "withheld", _("retenu")
        FAILED = "failed", _("échec")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(_("destinataire"))
    subject = models.CharField(_("objet"), max_length=300)
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=2)
    reply_to = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=255, unique=True)
    # In-Reply-To, References, Auto-Submitted...: names to values, no line breaks (checked in outbox.put).
    headers = models.JSONField(default=dict)
    # What this mail is about, for the guard that decides at sending time whether `to` may still receive it.
    topic = models.CharField(max_length=80, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("courrier sortant")
        verbose_name_plural = _("courriers sortants")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(status="waiting"), name="outgoing_mail_waiting"
            ),
            models.Index(fields=["-created_at", "-id"], name="outgoing_mail_latest"),
            models.Index(fields=["topic"], name="outgoing_mail_topic"),
            models.Index(fields=["to", "created_at"], name="outgoing_mail_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
                name="outgoing_mail_sent_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
