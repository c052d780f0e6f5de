"""Reference data in Django's admin: levels, catalogue, devices, contracts, roundings; the PS ledger only to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.contract_forms import ContractForm, LineForm, LineFormSet
from contracts.models import (
    Contract,
    ContractLine,
    CreditEntry,
    Device,
    Product,
    RoundingRule,
    SupportLevel,
    Vendor,
)
from contracts.time_credit.rounding_form import RoundingRuleForm
from sla.wording import PARIS


@admin.register(SupportLevel)
class SupportLevelAdmin(admin.ModelAdmin[SupportLevel]):
    list_display = ["name", "code", "rank", "channels", "open_to_end_customers", "remote_sessions"]


@admin.register(Vendor)
class VendorAdmin(admin.ModelAdmin[Vendor]):
    search_fields = ["name"]


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin[Product]):
    list_display = ["name", "vendor", "family", "in_catalogue", "oldest_supported_version", "end_of_support"]
    list_filter = ["family", "in_catalogue", "vendor"]
    list_select_related = ["vendor"]
    search_fields = ["name"]


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin[Device]):
    list_display = ["serial", "product", "installed_version", "site"]
    list_select_related = ["product"]
    search_fields = ["serial"]
    autocomplete_fields = ["product"]


class LineInline(admin.TabularInline[ContractLine, Contract]):
    model = ContractLine
    form = LineForm
    formset = LineFormSet
    extra = 0
    autocomplete_fields = ["device"]


@admin.register(Contract)
class ContractAdmin(admin.ModelAdmin[Contract]):
    form = ContractForm
    list_display = ["number", "level", "reseller", "end_customer", "starts_on", "ends_on"]
    list_filter = ["level"]
    list_select_related = ["level", "reseller", "end_customer"]
    search_fields = ["number", "reseller__name", "end_customer__name"]
    autocomplete_fields = ["reseller", "end_customer", "sales_contact"]
    inlines = [LineInline]


@admin.register(CreditEntry)
class CreditEntryAdmin(admin.ModelAdmin[CreditEntry]):
    """The ledger is written by verbs (contracts/credit.py), never by hand."""

    list_display = ["at", "organisation", "kind", "minutes", "reserved", "reference", "by"]
    list_filter = ["kind"]
    list_select_related = ["account__organisation", "by"]
    search_fields = ["reference", "account__organisation__name"]
    show_full_result_count = False

    @admin.display(description=_("organisation"))
    def organisation(self, entry: CreditEntry) -> str:
        return str(entry.account.organisation)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RoundingRule)
class RoundingRuleAdmin(admin.ModelAdmin[RoundingRule]):
    """How time spent is rounded (CH-PS): a rule that has begun stays, a new one is added from a day to come."""

    form = RoundingRuleForm
    list_display = ["from_day", "step_minutes", "minimum_minutes"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _has_begun(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _has_begun(obj)


def _has_begun(rule: RoundingRule | None) -> bool:
    return rule is not None and rule.from_day <= timezone.now().astimezone(PARIS).date()
