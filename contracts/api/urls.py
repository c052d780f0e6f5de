from django.urls import path

from contracts.api import contract, contracts, devices, ps_credit, renewal

urlpatterns = [
    path("devices/", devices.Devices.as_view(), name="devices"),
    # A number or a serial may hold a slash.
    path("devices/<path:serial>/version/", devices.DeviceVersion.as_view(), name="device_version"),
    path("devices/<path:serial>/", devices.DeviceAddress.as_view(), name="device"),
    path("contracts/", contracts.Contracts.as_view(), name="contracts"),
    path("contracts/<path:number>/renewal/", renewal.ContractRenewal.as_view(), name="contract_renewal"),
    path("contracts/<path:number>/", contract.ContractAddress.as_view(), name="contract"),
    path("credits/", ps_credit.Credits.as_view(), name="credits"),
    path("credits/<int:organisation>/", ps_credit.Credit.as_view(), name="credit"),
    path(
        "credits/<int:organisation>/statement/", ps_credit.CreditStatement.as_view(), name="credit_statement"
    ),
]
