"""A PS time credit as a program reads it (CH-PS): where it stands, and its entries; all amounts are minutes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import InstantField
from api.shown import Together
from contracts.models import CreditEntry
from contracts.time_credit import credit_alert, statement
from contracts.time_credit.statement import Line


class CreditHolder(serializers.Serializer[Any]):
    """The organisation whose credit it is."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class CreditShown(serializers.Serializer[Any]):
    """A credit by the row of its account alone."""

    organisation = CreditHolder()
    balance = serializers.IntegerField(
        source="balance_minutes", help_text=_("Ce qui reste à engager, en minutes")
    )
    reserved = serializers.IntegerField(
        source="reserved_minutes", help_text=_("Mis de côté pour les estimations acceptées")
    )
    full = serializers.IntegerField(source="full_minutes", help_text=_("Le solde après le dernier achat"))
    low = serializers.SerializerMethodField(help_text=_("Il reste un cinquième ou moins"))

    def get_low(self, account: Any) -> bool:
        return credit_alert.is_low(account)


class CreditStanding(serializers.Serializer[Any]):
    """Where one credit stands: balance + reserved + spent = bought + corrected."""

    organisation = CreditHolder()
    balance = serializers.IntegerField(
        source="standing.left", help_text=_("Ce qui reste à engager, en minutes")
    )
    reserved = serializers.IntegerField(
        source="standing.reserved", help_text=_("Mis de côté pour les estimations acceptées")
    )
    bought = serializers.IntegerField(source="standing.bought")
    spent = serializers.IntegerField(source="standing.spent")
    corrected = serializers.IntegerField(source="standing.corrected")
    full = serializers.IntegerField(source="standing.full", help_text=_("Le solde après le dernier achat"))
    low = serializers.BooleanField(source="standing.is_low", help_text=_("Il reste un cinquième ou moins"))
    text = serializers.CharField(source="standing.left_text")


class EntriesShown(Together):
    """The entries of a page, the latest first: what was left after each follows from one sum."""

    def read(self, rows: list[CreditEntry]) -> list[Line]:
        return statement.lines(rows)


class CreditEntryShown(serializers.Serializer[Any]):
    """One entry, and what was left after it; shown of a statement.Line."""

    at = InstantField()
    kind = serializers.ChoiceField(CreditEntry.Kind.values)
    text = serializers.CharField()
    minutes = serializers.IntegerField(source="entry.minutes", help_text=_("Ce qu’elle fait au solde, signé"))
    reserved = serializers.IntegerField(
        source="entry.reserved", help_text=_("Ce qu’elle fait au réservé, signé")
    )
    reference = serializers.CharField()
    by = serializers.CharField(help_text=_("Vide\u00a0: le CST"))
    balance_after = serializers.IntegerField(source="left")
    reserved_after = serializers.IntegerField(source="reserved")

    class Meta:
        list_serializer_class = EntriesShown
