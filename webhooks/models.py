"""Who is told of what, and what was sent to them."""

from __future__ import annotations

import json
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.sealing import decrypt, encrypt
from webhooks.kinds import Kind

URL_LENGTH = 500


class Subscription(models.Model):
    """An address of an organisation that is told of what happens to the tickets in its sight.

    Its secret signs each message; it rests encrypted.
    """

    class Pause(models.TextChoices):
        """Why nothing is sent: somebody's wish, a day of failures, or an answer 410."""

        BY_HAND = "by_hand", _("mise en pause")
        FAILING = "failing", _("rien n’y arrive depuis un jour")
        GONE = "gone", _("l’adresse a répondu 410\u00a0: elle n’existe plus")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField(_("nom"), max_length=100)
    url = models.CharField(_("adresse"), max_length=URL_LENGTH)
    events = ArrayField(models.CharField(max_length=40, choices=Kind), verbose_name=_("événements"))
    # Encrypted (`accounts.sealing.encrypt`). The former one signs along until `former_until`: receivers change theirs
    # without missing a message.
    sealed_secret = models.BinaryField()
    sealed_former = models.BinaryField(default=b"", blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    # A secret is shown once; null until then.
    secret_shown_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("créé"))
    # Counted up by each change of what people edit: the tag of the API (api/etags.py).
    version = models.PositiveIntegerField(default=1)

    paused_at = models.DateTimeField(_("en pause depuis"), null=True, blank=True)
    paused_why = models.CharField(_("motif"), max_length=10, choices=Pause, blank=True, default="")
    # Since when nothing arrived, and how many attempts in a row failed; null and 0 once one arrives.
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    # An address that did not answer at all is left alone until then, whatever waits for it.
    rests_until = models.DateTimeField(null=True, blank=True)
    last_delivered_at = models.DateTimeField(_("dernière livraison"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(events__contained_by=Kind.values, events__len__gt=0),
                name="webhook_events_known",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True, paused_why="")
                | models.Q(paused_at__isnull=False, paused_why__in=["by_hand", "failing", "gone"]),
                name="webhook_pause_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="webhook_of_organisation"),
            models.Index(
                fields=["organisation"], condition=models.Q(paused_at__isnull=True), name="webhook_listening"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhooks:subscription", args=[self.pk])

    @property
    def secret(self) -> str:
        """The secret in clear, as receivers configure it: whsec_ and base64."""
        return decrypt(bytes(self.sealed_secret)).decode()

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = encrypt(value.encode())

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class Message(models.Model):
    """What is told, once for all who are told the same: its id is that of the header webhook-id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    # The very text that is signed and sent.
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="webhook_message_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def about(self) -> str:
        """The number of the ticket that it is about; empty for a try."""
        return str(json.loads(self.body)["data"].get("ticket", ""))


class Delivery(models.Model):
    """A message on its way to one subscription."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("à livrer")
        DELIVERED = "delivered", _("livré")
        FAILED = "failed", _("échec")

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    # Since it was put on its way, or on its way again.
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("livraison")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "message"], name="webhook_delivered_once"),
            models.CheckConstraint(
                condition=models.Q(status="delivered", delivered_at__isnull=False)
                | (~models.Q(status="delivered") & models.Q(delivered_at__isnull=True)),
                name="webhook_delivered_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=models.Q(status="waiting"), name="webhook_waiting"
            ),
            models.Index(fields=["subscription", "-created_at", "-id"], name="webhook_log"),
            models.Index(
                fields=["subscription", "status", "-created_at", "-id"], name="webhook_log_by_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.subscription_id}"


class Attempt(models.Model):
    """One call of the address: what was sent beside the message, what came back."""

    class Trouble(models.TextChoices):
        """Why it did not arrive, for programs; what people read beside it."""

        PLACE = "place_refused", _("adresse refusée\u00a0: son nom mène à un réseau privé, ou nulle part")
        CONNECTION = "connection", _("pas de connexion")
        TLS = "tls", _("certificat ou chiffrement refusé")
        TIMEOUT = "timeout", _("pas de réponse à temps")
        BROKEN = "broken", _("réponse illisible")
        REDIRECT = "redirect", _("redirection, qui n’est pas suivie")
        STATUS = "status", _("réponse autre que 2xx")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    trouble = models.CharField(max_length=16, choices=Trouble, blank=True, default="")
    # Of HTTP; null where none came back.
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    headers = models.JSONField(default=dict)
    # The beginning of the answer, as text.
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["delivery", "at", "id"], name="webhook_attempts")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.at:%Y-%m-%d %H:%M}"
