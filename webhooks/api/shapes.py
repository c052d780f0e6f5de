"""How webhooks and deliveries look as JSON: codes for programs, a sentence beside where people read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import InstantField
from webhooks.kinds import Kind
from webhooks.models import Attempt, Delivery, Subscription


class EventField(serializers.ChoiceField):
    """A kind of event by its machine name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=Kind.choices, **more)


class WebhookShown(serializers.Serializer[Subscription]):
    """A subscription; its secret is never here."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = serializers.CharField()
    events = serializers.ListField(child=EventField())
    paused = serializers.BooleanField(source="is_paused")
    paused_at = InstantField(allow_null=True)
    paused_why = serializers.ChoiceField(
        choices=[("", ""), *Subscription.Pause.choices], help_text=_("Vide hors pause")
    )
    paused_text = serializers.CharField(source="get_paused_why_display")
    failing_since = InstantField(allow_null=True)
    last_delivered_at = InstantField(allow_null=True)
    created_at = InstantField()


class SecretShown(serializers.Serializer[Any]):
    """What messages are signed with from now on; told this once."""

    secret = serializers.CharField()
    former_until = InstantField(help_text=_("Jusqu’à quand l’ancien secret signe aussi"))


class DeliveryShown(serializers.Serializer[Delivery]):
    """A message on its way, or as it ended."""

    number = serializers.IntegerField(source="pk")
    webhook_id = serializers.UUIDField(source="message_id", help_text=_("L’en-tête webhook-id"))
    event = serializers.CharField(source="message.kind")
    ticket = serializers.CharField(source="message.about", help_text=_("Vide pour un essai"))
    status = serializers.ChoiceField(choices=Delivery.Status.choices)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.SerializerMethodField()
    created_at = InstantField()
    delivered_at = InstantField(allow_null=True)

    def get_next_attempt_at(self, row: Delivery) -> str | None:
        """When it is tried again; null once it has ended."""
        is_waiting = row.status == Delivery.Status.WAITING
        return InstantField().to_representation(row.next_at) if is_waiting else None


class AttemptShown(serializers.Serializer[Attempt]):
    """One call: what was sent beside the body, what came back."""

    at = InstantField()
    status = serializers.IntegerField(allow_null=True, help_text=_("HTTP\u202f; null sans réponse"))
    trouble = serializers.ChoiceField(choices=[("", ""), *Attempt.Trouble.choices])
    text = serializers.CharField(source="get_trouble_display")
    milliseconds = serializers.IntegerField()
    headers = serializers.DictField(child=serializers.CharField())
    answer = serializers.CharField(help_text=_("Le début du corps de la réponse"))


class DeliveryWhole(DeliveryShown):
    """A delivery with the very text that was sent, and each call."""

    body = serializers.CharField(source="message.body")
    log = AttemptShown(many=True, source="log.all")
