"""What a program says of a subscription: the rules of the page's form."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import User
from api.fields import Strict
from webhooks import kinds, places
from webhooks.api.shapes import EventField
from webhooks.models import URL_LENGTH


class WebhookWish(Strict):
    """A new subscription. Context: `person`."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=URL_LENGTH)
    events = serializers.ListField(child=EventField(), min_length=1, max_length=len(kinds.Kind))

    def validate_url(self, url: str) -> str:
        """Asked of the network, once it is another one; where nothing may be sent is said as on the page."""
        if url != self.context.get("known_url"):
            try:
                places.check(url)
            except places.Refused as refused:
                raise serializers.ValidationError(str(refused), "place_refused") from refused
        return url

    def validate_events(self, events: list[str]) -> list[str]:
        person = self.context["person"]
        assert isinstance(person, User)
        if others := sorted(set(events) - set(kinds.offered(person))):
            raise serializers.ValidationError(
                _("Réservé au centre\u00a0: %s.") % ", ".join(others), "not_offered"
            )
        return events


class WebhookChange(WebhookWish):
    """What is to be changed; what is not named stays. Context: `person`, `known_url`."""

    name = serializers.CharField(max_length=100, required=False)
    url = serializers.CharField(max_length=URL_LENGTH, required=False)
    events = serializers.ListField(
        child=EventField(), min_length=1, max_length=len(kinds.Kind), required=False
    )
    paused = serializers.BooleanField(required=False)
