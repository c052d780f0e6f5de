"""The contracts that one may know of (CH-0); putting one is the ERP's: contracts/api/contract_put.py."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.listing import PageQuery, page, paged
from api.resources import Resource
from api.schema import operation
from contracts.api import access, examples
from contracts.api.contract_shown import ContractShown
from contracts.api.parts import DayField
from contracts.models import Contract, Device, normalise_serial

ORDER = ("number",)


class ContractsQuery(PageQuery):
    """Filters: all of them hold at once."""

    serial = serializers.CharField(
        required=False, max_length=60, help_text=_("Numéro de série d’un de ses matériels")
    )
    ends_from = DayField(required=False, help_text=_("Finit ce jour ou après"))
    ends_until = DayField(required=False, help_text=_("Finit ce jour ou avant"))


class Contracts(Resource):
    """A list."""

    @operation(
        _("Lister les contrats"),
        tag="contracts",
        asks=ContractsQuery,
        answers=paged(ContractShown),
        answered=examples.page(examples.CONTRACT),
        operation_id="contracts_list",
    )
    def get(self, request: Request) -> Response:
        """By number."""
        found = _narrowed(self.person, self.asked(ContractsQuery))
        return page(request, found, ORDER, ContractShown, reader=self.person, now=timezone.now())


def _narrowed(person: User, asked: dict[str, Any]) -> QuerySet[Contract]:
    contracts = access.contracts(person)
    if serial := asked.get("serial"):
        device = Device.objects.filter(serial=normalise_serial(serial))
        contracts = contracts.filter(pk__in=device.values("lines__contract"))
    if first := asked.get("ends_from"):
        contracts = contracts.filter(ends_on__gte=first)
    if last := asked.get("ends_until"):
        contracts = contracts.filter(ends_on__lte=last)
    return contracts
