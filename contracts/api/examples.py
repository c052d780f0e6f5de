"""What the OpenAPI document shows as examples: the demo world on 13 October 2026, as docs/api.md tells it."""

from __future__ import annotations

from typing import Any

_PREMIUM = {"code": "premium", "name": "Premium", "channels": ["web", "mail", "phone"]}
_OVER = {
    "number": "EX-2024-0117",
    "level": _PREMIUM,
    "reseller": "Réseau Plus",
    "end_customer": "Clinique des Lilas",
    "covered_from": "2025-02-20",
    "covered_until": "2028-02-15",
    "withdrawn": False,
}
DEVICE: dict[str, Any] = {
    "serial": "FG100F-PREM-0001",
    "vendor": "Fortinet",
    "product": "FortiGate 100F",
    "family": "firewall",
    "installed_version": "7.4.3",
    "oldest_supported_version": "7.0",
    "end_of_support": None,
    "in_catalogue": True,
    "site": "Lille, baie 2",
    "contract": _OVER,
    "verdict": {
        "outcome": "accepted",
        "reason": "covered",
        "title": "Couvert",
        "text": "FortiGate 100F n°\u00a0FG100F-PREM-0001, Premium jusqu’au 15/02/2028, "
        "portail autorisé (charte II, III).",
        "rules": ["CH-II.1", "CH-III.1"],
    },
}
DEVICE_WITH_CONTRACTS: dict[str, Any] = {**DEVICE, "contracts": [_OVER]}

CONTRACT: dict[str, Any] = {
    "number": "EX-2024-0117",
    "level": _PREMIUM,
    "standing": {"code": "running", "text": "en cours"},
    "reseller": {"id": 2, "name": "Réseau Plus"},
    "end_customer": {"id": 4, "name": "Clinique des Lilas"},
    "starts_on": "2025-02-20",
    "ends_on": "2028-02-15",
    "sales_contact": {"name": "Inès Faure", "email": "ines.faure@exer.example"},
    "renewal": None,
}
RENEWAL: dict[str, Any] = {
    "asked_at": "2026-10-13T12:07:00+02:00",
    "handled": False,
    "text": "Renouvellement demandé par vous le 13/10/2026",
}
CONTRACT_WITH_LINES: dict[str, Any] = {
    **CONTRACT,
    "lines": [
        {
            "serial": "FG100F-PREM-0001",
            "vendor": "Fortinet",
            "product": "FortiGate 100F",
            "installed_version": "7.4.3",
            "site": "Lille, baie 2",
            "covered_from": "2025-02-20",
            "withdrawn_on": None,
        }
    ],
    "line_count": 1,
}
PUT: dict[str, Any] = {
    "level": "premium",
    "reseller": {"name": "Réseau Plus"},
    "end_customer": {"name": "Clinique des Lilas"},
    "starts_on": "2026-10-01",
    "ends_on": "2029-09-30",
    "lines": [
        {
            "serial": "FG100F-0042",
            "vendor": "Fortinet",
            "product": "FortiGate 100F",
            "installed_version": "7.4.3",
        }
    ],
}
_ONE_MADE = {"created": 1, "changed": 0, "ended": 0, "unchanged": 0}
_ONE_KNOWN = {"created": 0, "changed": 0, "ended": 0, "unchanged": 1}
PUT_ANSWER: dict[str, Any] = {
    "number": "EX-2026-0511",
    "effect": "created",
    "applied": True,
    "counts": {
        "contracts": _ONE_MADE,
        "lines": _ONE_MADE,
        "devices": _ONE_MADE,
        "products": _ONE_KNOWN,
        "organisations": {**_ONE_KNOWN, "unchanged": 2},
    },
    "changes": [],
    "warnings": [],
}
CREDIT: dict[str, Any] = {
    "organisation": {"id": 2, "name": "Réseau Plus"},
    "balance": 390,
    "reserved": 0,
    "full": 600,
    "low": False,
}
STANDING: dict[str, Any] = {
    "organisation": {"id": 2, "name": "Réseau Plus"},
    "balance": 390,
    "reserved": 0,
    "bought": 600,
    "spent": 210,
    "corrected": 0,
    "full": 600,
    "low": False,
    "text": "6h30",
}
ENTRY: dict[str, Any] = {
    "at": "2026-09-03T11:07:00+02:00",
    "kind": "debit",
    "text": "débit",
    "minutes": -210,
    "reserved": 0,
    "reference": "Mise en service VPN, 3h30",
    "by": "Claire Martin",
    "balance_after": 390,
    "reserved_after": 0,
}


def page(row: dict[str, Any]) -> dict[str, Any]:
    """A list of one row, all of it on one page."""
    return {"next": None, "previous": None, "results": [row]}
