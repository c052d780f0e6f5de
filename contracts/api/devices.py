"""The devices that one may know of, each with what covers it today (CH-0)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import Strict
from api.listing import PageQuery, page, paged
from api.resources import Resource
from api.schema import operation
from contracts import coverage, device_coverage, versions_stated
from contracts.api import access, examples
from contracts.api.device_shown import DeviceShown, DeviceWithContracts
from contracts.models import Device, Product, normalise_serial
from contracts.versions_stated import VersionRefused, may_state, state_version
from sla.wording import PARIS

ORDER = ("serial",)


class DevicesQuery(PageQuery):
    """Filters: all of them hold at once."""

    serial = serializers.CharField(required=False, max_length=60, help_text=_("Début du numéro de série"))
    contract = serializers.CharField(required=False, max_length=40, help_text=_("Numéro du contrat"))
    product = serializers.CharField(required=False, max_length=120, help_text=_("Partie du nom du produit"))


class VersionStated(Strict):
    """The version that one has installed."""

    installed_version = serializers.CharField(max_length=versions_stated.LONGEST)


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
        context = _context(self.person, timezone.now())
        return page(request, _narrowed(self.person, asked), ORDER, DeviceShown, **context)


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
        return Response(shown(access.device(self.person, serial), self.person, timezone.now()))


class DeviceVersion(Resource):
    """What is installed on it (CH-IV.1)."""

    @operation(
        _("Indiquer la version installée"),
        tag="devices",
        sends=VersionStated,
        answers=DeviceWithContracts,
        sent={"installed_version": "7.4.4"},
        answered={**examples.DEVICE_WITH_CONTRACTS, "installed_version": "7.4.4"},
        operation_id="devices_state_version",
    )
    def put(self, request: Request, serial: str) -> Response:
        """As on the page of one's products: the verdict follows at once."""
        found, now = access.device(self.person, serial), timezone.now()
        if not may_state(found, by=self.person, at=now):
            raise PermissionDenied
        version = self.sent(VersionStated)["installed_version"]
        try:
            state_version(found, version, by=self.person, at=now)
        except VersionRefused as refused:
            raise serializers.ValidationError({"installed_version": str(refused)}) from refused
        return Response(shown(access.device(self.person, serial), self.person, now))


def shown(device: Device, reader: User, at: datetime) -> dict[str, Any]:
    """The device with every contract over it, as `reader` is told on the day of `at`."""
    context = _context(reader, at)
    [covered] = device_coverage.of([device], context["organisation"], context["day"])
    return dict(DeviceWithContracts(covered, context=context).data)


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


def _context(reader: User, at: datetime) -> dict[str, Any]:
    return {"organisation": reader.organisation, "day": at.astimezone(PARIS).date()}
