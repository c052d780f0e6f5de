"""What several answers hold: a level, whom something is for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Organisation
from api.shown import SaidOnly
from contracts.imports.cells import FIRST_YEAR, LAST_YEAR
from contracts.models import Channel


class TextOrNull(serializers.CharField):
    """A text, null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, **kwargs})

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return super().to_representation(value) or None


class DayField(serializers.DateField):
    """A day that a contract may have (contracts/imports/cells.py): far ones are slips, and have no next."""

    default_error_messages = {
        "date_out_of_range": _("L’année est hors de {first} à {last}\u00a0: corrigez-la.")
    }

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail("date_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        return day


class LevelNamed(serializers.Serializer[Any]):
    """A level of support, and the ways that it opens (CH-III.1)."""

    code = serializers.CharField()
    name = serializers.CharField()
    channels = serializers.ListField(child=serializers.ChoiceField([each.value for each in Channel]))


class PartyShown(SaidOnly):
    """A reseller or an end customer."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    code = serializers.CharField(
        required=False, allow_null=True, help_text=_("Code dans l’ERP, lu par le CST seulement")
    )


def party(organisation: Organisation | None, *, for_centre: bool) -> dict[str, Any] | None:
    """What PartyShown shows; the code of the ERP is the centre's, absent for others."""
    if organisation is None:
        return None
    code = {"code": organisation.erp_code} if for_centre else {}
    return {"id": organisation.pk, "name": organisation.name, **code}
