"""A device as a program reads it: what the portal shows of it, the contract that answers for it today."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.shown import Together
from contracts import device_coverage, sentences
from contracts.api import verdicts
from contracts.api.parts import LevelNamed, TextOrNull
from contracts.api.verdicts import VerdictShown
from contracts.decision import ContractFacts
from contracts.device_coverage import DeviceCoverage
from contracts.models import Device, Family


class ContractOverDevice(serializers.Serializer[Any]):
    """One contract over the device; both days are included."""

    number = serializers.CharField()
    level = LevelNamed()
    reseller = serializers.CharField()
    end_customer = TextOrNull(help_text=_("null\u00a0: pris par le revendeur pour lui-même"))
    covered_from = serializers.DateField()
    covered_until = serializers.DateField()
    withdrawn = serializers.BooleanField(help_text=_("Retiré du contrat avant sa fin"))


class DevicesShown(Together):
    """Several devices, each with what covers it."""

    def read(self, rows: list[Device]) -> list[DeviceCoverage]:
        if not rows:  # who acts for nobody sees none
            return []
        return device_coverage.of(rows, self.context["organisation"], self.context["day"])


class DeviceShown(serializers.Serializer[Any]):
    """A device, for the `organisation` of the context on its `day`."""

    serial = serializers.CharField()
    vendor = serializers.CharField()
    product = serializers.CharField()
    family = serializers.ChoiceField([each.value for each in Family])
    installed_version = TextOrNull()
    oldest_supported_version = TextOrNull()
    end_of_support = serializers.DateField(allow_null=True)
    in_catalogue = serializers.BooleanField()
    site = TextOrNull()
    contract = ContractOverDevice(help_text=_("Celui qui répond aujourd’hui"))
    verdict = VerdictShown(help_text=_("Sur un incident, aujourd’hui, par le meilleur canal du niveau"))

    class Meta:
        list_serializer_class = DevicesShown

    def to_representation(self, instance: DeviceCoverage) -> dict[str, Any]:
        return super().to_representation(_told(instance))


class DeviceWithContracts(DeviceShown):
    """The same, with every contract over it that its reader may know of."""

    contracts = ContractOverDevice(many=True, help_text=_("Le premier à commencer d’abord"))


def _told(covered: DeviceCoverage) -> dict[str, Any]:
    device, product = covered.device, covered.device.product
    over = sorted(covered.contracts, key=lambda each: (each.starts_on, each.number))
    return {
        "serial": device.serial,
        "vendor": product.vendor.name,
        "product": product.name,
        "family": product.family,
        "installed_version": device.installed_version,
        "oldest_supported_version": product.oldest_supported_version,
        "end_of_support": product.end_of_support,
        "in_catalogue": product.in_catalogue,
        "site": device.site,
        "contract": _contract(covered.contract),
        "verdict": verdicts.shown(covered.verdict, sentences.say(covered.verdict)),
        "contracts": [_contract(each) for each in over],
    }


def _contract(facts: ContractFacts) -> dict[str, Any]:
    return {
        "number": facts.number,
        "level": {"code": facts.level, "name": facts.level_name, "channels": facts.channels},
        "reseller": facts.reseller,
        "end_customer": facts.end_customer,
        "covered_from": facts.starts_on,
        "covered_until": facts.ends_on,
        "withdrawn": facts.withdrawn,
    }
