"""What answers are made of: rows of which something is read once for all, fields that are not for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers


class SaidOnly(serializers.Serializer[Any]):
    """What is not for its reader is absent, and not null: null is an answer too."""

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value for name, value in super().to_representation(instance).items() if name in instance
        }


class Together(serializers.ListSerializer[Any]):
    """Several rows, of which something is read once for all."""

    def to_representation(self, data: Any) -> list[Any]:
        child = self.child
        assert child is not None
        return [child.to_representation(each) for each in self.read(list(data))]

    def read(self, rows: list[Any]) -> Iterable[Any]:
        """What each is shown of: the rows themselves, unless a subclass says otherwise."""
        return rows
