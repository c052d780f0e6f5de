"""Stretches of time as the API tells them: from when to when, worked or skipped."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import InstantField


class Stretch(serializers.Serializer[Any]):
    """From `start` to `end` of what is shown."""

    to = InstantField(source="end")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `from`, which Python keeps for itself."""
        return {"from": InstantField(source="start"), **super().get_fields()}


class StretchWorked(Stretch):
    """One in which the centre is open."""

    minutes = serializers.FloatField(help_text=_("Minutes ouvrées"))


class StretchSkipped(Stretch):
    """One in which it is closed."""

    why = serializers.CharField(help_text=_("Pour les personnes, dans leur langue"))
