"""The body that puts one contract, as the file of the ERP that says the same.

One contract by program is a file of one contract, read, checked and applied as every file is (contracts/imports/).
What a field does not say, its cell or its column does not say either, and what is known stays.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.fields import Strict
from contracts.imports.rows import LONGEST_CELL

# More do not fit in a body (api/bounded_json.py).
MOST_LINES = 1000
# The headers of the file are on its first line, lines[0] of the body on this one.
FIRST_LINE = 2

# The header of each field; all lines of the file repeat those of the contract.
OF_CONTRACT = {
    "number": "Contrat",
    "level": "Niveau",
    "reseller.name": "Revendeur",
    "reseller.code": "Code revendeur",
    "end_customer.name": "Client final",
    "end_customer.code": "Code client final",
    "starts_on": "Début",
    "ends_on": "Fin",
    "sales_contact": "Commercial",
}
OF_LINE = {
    "serial": "Numéro de série",
    "vendor": "Constructeur",
    "product": "Produit",
    "installed_version": "Version installée",
    "site": "Site",
    "withdrawn_on": "Retiré le",
    "in_catalogue": "Au catalogue",
    "oldest_supported_version": "Plus ancienne version supportée",
    "end_of_support": "Fin de support",
}


class _Cell(serializers.CharField):
    """A text that a cell bears; how long each may be is asked where files are read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_CELL, **kwargs})


class PartyGiven(Strict):
    """An organisation by its code in the ERP, else by its name; an unknown one is made when it has a name."""

    name = _Cell(required=False, allow_null=True)
    code = _Cell(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("name") and not attrs.get("code"):
            raise serializers.ValidationError(ErrorDetail(gettext("Donnez name ou code."), "required"))
        return attrs


class LineGiven(Strict):
    """One device of the contract, and what is known of its product."""

    serial = _Cell()
    vendor = _Cell()
    product = _Cell(help_text=_("Inconnu\u00a0: ajouté au catalogue, et dit dans warnings"))
    installed_version = _Cell(required=False, allow_null=True)
    site = _Cell(required=False, allow_null=True)
    withdrawn_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("Premier jour où il n’est plus couvert")
    )
    in_catalogue = serializers.BooleanField(required=False, allow_null=True)
    oldest_supported_version = _Cell(required=False, allow_null=True)
    end_of_support = serializers.DateField(required=False, allow_null=True)


class ContractGiven(Strict):
    """The whole contract: a device that `lines` leaves out is withdrawn today."""

    level = _Cell(help_text=_("Code ou nom d’un niveau"))
    reseller = PartyGiven()
    end_customer = PartyGiven(
        required=False, allow_null=True, help_text=_("null\u00a0: pris par le revendeur pour lui-même")
    )
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text=_("Dernier jour couvert"))
    sales_contact = _Cell(
        required=False, allow_null=True, help_text=_("Adresse e-mail d’une personne du centre")
    )
    lines = LineGiven(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]


def file_of(number: str, said: Mapping[str, Any]) -> bytes:
    """The file that says of contract `number` what the body does."""
    contract = _flat({"number": number, **said})
    headers = [header for field, header in OF_CONTRACT.items() if field in contract or field in _ALWAYS]
    told = {field for line in said["lines"] for field in line}
    headers += [header for field, header in OF_LINE.items() if field in told]
    repeated = {header: _cell(contract.get(field)) for field, header in OF_CONTRACT.items()}
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, headers, restval="", delimiter=";", extrasaction="ignore")
    rows.writeheader()
    for line in said["lines"]:
        rows.writerow({**repeated, **{OF_LINE[field]: _cell(value) for field, value in line.items()}})
    return text.getvalue().encode("utf-8-sig")


# A file names the reseller by one column at least.
_ALWAYS = {"reseller.name"}


def _flat(contract: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the contract by their path; who took it for themselves has an end customer of no name."""
    flat: dict[str, Any] = {}
    for name, value in contract.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{part}": each for part, each in value.items()})
        elif name == "end_customer":
            flat["end_customer.name"] = None
        elif name != "lines":
            flat[name] = value
    return flat


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case date():
            return value.isoformat()
    return str(value)
