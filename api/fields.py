"""What a body or a query string may hold: explicit fields, and an error that names any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api import json_types
from sla import explain, questions
from sla.answers import iso
from sla.errors import SlaError


class Strict(serializers.Serializer[Any]):
    """A serializer that refuses what it does not know, each by its name, beside whatever else is wrong."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            _say_choices(field)
        return fields

    def to_internal_value(self, data: Any) -> Any:
        wrong = self._unknown(data) | self._mistaken(data)
        try:
            read = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_field(error), **wrong}) from error
        if wrong:
            raise serializers.ValidationError(wrong)
        return read

    def _mistaken(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if self.context.get("is_address") or not isinstance(data, Mapping):
            return {}
        return json_types.mistaken(self.fields, data)

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        known = {name for name, field in self.fields.items() if not field.read_only}
        said = ", ".join(sorted(known))
        sentence = _("Champ inconnu. Ceux qui se donnent ici\u00a0: %(fields)s.") % {"fields": said or "—"}
        return {
            str(name)[:100]: [ErrorDetail(sentence, "unknown_field")] for name in data if name not in known
        }


def _say_choices(field: Any) -> None:
    """Let what refuses a value that is no choice say which ones there are."""
    one = getattr(field, "child", field)
    if isinstance(one, serializers.ChoiceField):
        known = ", ".join(str(choice) for choice in one.choices if choice != "")
        said = _("«\u00a0%(value)s\u00a0» n’est pas un choix. Ceux qui se donnent ici\u00a0: %(choices)s.")
        one.error_messages["invalid_choice"] = said % {"value": "{input}", "choices": known}


class Empty(Strict):
    """Nothing beside the address: a body that is empty or {}, a query string without a field."""


def _by_field(error: serializers.ValidationError) -> dict[str, Any]:
    return error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}


class InstantField(serializers.Field[datetime, str, str, datetime]):
    """An instant as ISO 8601 with its offset; answered in Europe/Paris."""

    def to_internal_value(self, data: str) -> datetime:
        try:
            return questions.instant(self.field_name or "", data)
        except SlaError as error:
            raise serializers.ValidationError(explain.refusal(error), code="invalid_instant") from error

    def to_representation(self, value: datetime) -> str:
        return iso(value)


class QueryInstantField(InstantField):
    """The same in an address, where "+" is read as a space, and few programs write %2B for it."""

    def to_internal_value(self, data: str) -> datetime:
        return super().to_internal_value(data.replace(" ", "+") if "T" in data else data)


class TextField(serializers.CharField):
    """Text as somebody wrote it: line ends as \\n, without signs that no database keeps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).replace("\r\n", "\n")
