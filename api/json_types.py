"""The types of JSON at their word: 0 is no text, "3" is no number. An address has text alone, and is read kindly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

# What rest_framework would turn into the type of the field, field by field.
_TURNED: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], tuple[type, ...], Any], ...] = (
    (serializers.BooleanField, (str, int, float), _("Donnez true ou false.")),
    (serializers.IntegerField, (str,), _("Donnez un nombre, sans guillemets.")),
    (serializers.FloatField, (str,), _("Donnez un nombre, sans guillemets.")),
    (serializers.CharField, (int, float), _("Donnez un texte, entre guillemets.")),
)


def mistaken(fields: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
    """The values of `data` that are of another type than their field, by its name, each with a sentence."""
    found = {name: _sentence(fields[name], value) for name, value in data.items() if name in fields}
    return {name: [ErrorDetail(said, "wrong_type")] for name, said in found.items() if said}


def _sentence(field: Any, value: Any) -> str:
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return next((said for each in value if (said := _sentence(field.child, each))), "")
    for kind, turned, said in _TURNED:
        if isinstance(field, kind):
            is_bool = isinstance(value, bool)  # which is an int to Python
            if is_bool and kind is not serializers.BooleanField:
                return str(said)
            return str(said) if isinstance(value, turned) and not is_bool else ""
    return ""
