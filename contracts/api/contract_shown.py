"""A contract as a program reads it: what the pages show of it to the same reader, and the tag of how it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.utils.encoders import JSONEncoder

from accounts.models import User
from api import etags
from api.fields import InstantField
from api.shown import SaidOnly, Together
from contracts.api import parts
from contracts.api.parts import LevelNamed, PartyShown, TextOrNull
from contracts.ending import renewals
from contracts.ending.lifetime import lifetime
from contracts.models import Contract, ContractLine, RenewalRequest
from sla.wording import PARIS

# Of a contract alone: no body that puts one may hold more, and devices/?contract= reads the others by pages.
MOST_LINES = 500

_STANDING = {"": "coming", "ok": "running", "soon": "ending", "late": "ended"}


class ContractStanding(serializers.Serializer[Any]):
    """Where a contract stands today."""

    code = serializers.ChoiceField([*_STANDING.values()])
    text = serializers.CharField()


class SalesContact(serializers.Serializer[Any]):
    """Who sells it."""

    name = serializers.CharField()
    email = serializers.EmailField()


class RenewalShown(serializers.Serializer[Any]):
    """That its renewal was asked for, for the end that it has now."""

    asked_at = InstantField()
    handled = serializers.BooleanField()
    text = serializers.CharField()


class ContractsShown(Together):
    """Several contracts, with what was asked of them."""

    def read(self, rows: list[Contract]) -> list[Contract]:
        prefetch_related_objects(rows, "renewal_requests__requested_by")
        return rows


class ContractShown(SaidOnly):
    """A contract, for the `reader` of the context at its `now`. Days are those of Paris, both included (CH-0)."""

    number = serializers.CharField()
    level = LevelNamed()
    standing = ContractStanding()
    reseller = PartyShown()
    end_customer = PartyShown(allow_null=True, help_text=_("null\u00a0: pris par le revendeur pour lui-même"))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    sales_contact = SalesContact(
        allow_null=True,
        required=False,
        help_text=_("Absent de ce que lit un client final\u00a0: son commercial est son revendeur"),
    )
    renewal = RenewalShown(allow_null=True)

    class Meta:
        list_serializer_class = ContractsShown

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(self.told(instance))

    def told(self, contract: Contract) -> dict[str, Any]:
        """What is said of `contract`."""
        reader: User = self.context["reader"]
        return _told(contract, reader, self.context["now"])


class LineShown(serializers.Serializer[Any]):
    """One device of a contract; a withdrawn one stays among them."""

    serial = serializers.CharField(source="device.serial")
    vendor = serializers.CharField(source="device.product.vendor.name")
    product = serializers.CharField(source="device.product.name")
    installed_version = TextOrNull(source="device.installed_version")
    site = TextOrNull(source="device.site")
    covered_from = serializers.DateField(source="first_day")
    withdrawn_on = serializers.DateField(
        allow_null=True, help_text=_("Premier jour où il n’est plus couvert")
    )


class ContractWithLines(ContractShown):
    """The same with its devices, by serial."""

    lines = LineShown(many=True, help_text=_("Les 500 premières"))
    line_count = serializers.IntegerField(help_text=_("Toutes\u00a0: le reste se lit par devices/?contract="))

    def told(self, contract: Contract) -> dict[str, Any]:
        lines: Sequence[ContractLine] = self.context["lines"]
        return {**super().told(contract), "lines": lines[:MOST_LINES], "line_count": len(lines)}


@dataclass(frozen=True, slots=True)
class Read:
    """One contract as it is answered, and its tag: of all that is shown, and of the lines beyond."""

    data: dict[str, Any]
    tag: str


def read(contract: Contract, reader: User, now: datetime) -> Read:
    """How `contract` stands for `reader` at `now`; its parties are selected. A fixed number of queries."""
    lines = list(contract.lines.select_related("device__product__vendor").order_by("device__serial", "pk"))
    for line in lines:
        line.contract = contract
    context = {"reader": reader, "now": now, "lines": lines}
    data: dict[str, Any] = dict(ContractWithLines(contract, context=context).data)
    beyond = [(line.pk, line.withdrawn_on, line.device.installed_version) for line in lines[MOST_LINES:]]
    return Read(data, etags.etag(json.dumps(data, cls=JSONEncoder), beyond))


def _told(contract: Contract, reader: User, now: datetime) -> dict[str, Any]:
    level, asked = contract.level, renewals.asked_for(contract)
    state = lifetime(contract, now.astimezone(PARIS).date())
    told = {
        "number": contract.number,
        "level": {"code": level.code, "name": level.name, "channels": level.channels},
        "standing": {"code": _STANDING[state.tone], "text": state.text},
        "reseller": parts.party(contract.reseller, for_centre=reader.is_centre),
        "end_customer": parts.party(contract.end_customer, for_centre=reader.is_centre),
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "renewal": renewal(asked, reader) if asked is not None else None,
    }
    if reader.is_end_customer:  # whose salesperson is their reseller (CH-II.2)
        return told
    contact = contract.sales_contact
    sold_by = {"name": contact.full_name, "email": contact.email} if contact is not None else None
    return {**told, "sales_contact": sold_by}


def renewal(asked: RenewalRequest, reader: User) -> dict[str, Any]:
    """What RenewalShown shows to `reader`."""
    return {
        "asked_at": asked.requested_at,
        "handled": asked.handled_at is not None,
        "text": renewals.said(asked, reader),
    }
