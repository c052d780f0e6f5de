"""The rows of outgoing mail: the outbox, and the addresses that mail does not reach."""

from __future__ import annotations

import uuid

from django.conf import settings
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
    # What whoever sends it writes it from (composing.py); null once it is written, as most are from the beginning.
    recipe = models.JSONField(null=True)
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
    # A report came back: it did not reach its reader, or not yet (`returned_for_good`).
    returned_at = models.DateTimeField(_("revenu"), null=True, blank=True)
    returned_for_good = models.BooleanField(default=False)
    returned_why = models.CharField(_("motif du retour"), max_length=500, blank=True)

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
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(status__in=["failed", "withheld"]) | models.Q(returned_at__isnull=False),
                name="outgoing_mail_undelivered",
            ),
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


class FailingAddress(models.Model):
    """An address that mail comes back from: nothing automatic is sent there until somebody or a mail from it clears it.

    One row an address, lower case. A transient failure is counted and stops nothing.
    """

    address = models.EmailField(_("adresse"), unique=True)
    permanent = models.BooleanField(_("définitif"))
    # x.y.z (RFC 3463), empty when the report named none.
    status = models.CharField(_("code"), max_length=20, blank=True)
    why = models.CharField(_("motif"), max_length=500, blank=True)
    first_at = models.DateTimeField(_("depuis"))
    last_at = models.DateTimeField(_("dernier retour"))
    times = models.PositiveIntegerField(_("retours"), default=1)
    # When the address was known to work again; null while it does not.
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("adresse en échec")
        verbose_name_plural = _("adresses en échec")
        ordering = ["-last_at", "-id"]
        indexes = [
            models.Index(
                fields=["-last_at", "-id"],
                condition=models.Q(cleared_at__isnull=True),
                name="failing_address_open",
            )
        ]

    def __str__(self) -> str:
        return self.address
