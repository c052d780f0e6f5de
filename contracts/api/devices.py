"""The devices that one may know of, each with what covers it today (CH-0)."""

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
from contracts import coverage, device_coverage
from contracts.api import access, examples
from contracts.api.device_shown import DeviceShown, DeviceWithContracts
from contracts.models import Device, Product, normalise_serial
from sla.wording import PARIS

ORDER = ("serial",)


class DevicesQuery(PageQuery):
    """Filters: all of them hold at once."""

    serial = serializers.CharField(required=False, max_length=60, help_text=_("Début du numéro de série"))
    contract = serializers.CharField(required=False, max_length=40, help_text=_("Numéro du contrat"))
    product = serializers.CharField(required=False, max_length=120, help_text=_("Partie du nom du produit"))


class Devices(Resource):
    """A list."""

    @operation(
        _("Lister les matériels"),
        tag="devices",
        asks=DevicesQuery,
        answers=paged(DeviceShown),
        answered=examples.page(examples.DEVICE),
        operation_id="devices_list",
    )
    def get(self, request: Request) -> Response:
        """By serial."""
        asked = self.asked(DevicesQuery)
        return page(request, _narrowed(self.person, asked), ORDER, DeviceShown, **_context(self))


class DeviceAddress(Resource):
    """One of them."""

    @operation(
        _("Lire un matériel"),
        tag="devices",
        answers=DeviceWithContracts,
        answered=examples.DEVICE_WITH_CONTRACTS,
        operation_id="devices_read",
    )
    def get(self, request: Request, serial: str) -> Response:
        """With each contract over it, ended ones included."""
        found = access.device(self.person, serial)
        context = _context(self)
        [covered] = device_coverage.of([found], context["organisation"], context["day"])
        return Response(DeviceWithContracts(covered, context=context).data)


def _narrowed(person: User, asked: dict[str, Any]) -> QuerySet[Device]:
    devices = access.devices(person)
    if serial := asked.get("serial"):
        devices = devices.filter(serial__startswith=normalise_serial(serial))
    if (number := asked.get("contract")) and person.organisation is not None:
        # Of the lines in sight alone: a device that changed hands does not tell whose it is now (CH-II.1).
        lines = coverage.lines_in_sight(person.organisation).filter(contract__number=number)
        devices = devices.filter(pk__in=lines.values("device"))
    if name := asked.get("product"):
        devices = devices.filter(product__in=Product.objects.filter(name__holds=name).values("pk"))
    return devices


def _context(resource: Resource) -> dict[str, Any]:
    return {
        "organisation": resource.person.organisation,
        "day": timezone.now().astimezone(PARIS).date(),
    }
