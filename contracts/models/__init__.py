"""The rows of contracts: what is sold and bought (catalogue.py), and the PS time credit (ledger.py)."""

from contracts.models.catalogue import (
    Channel,
    Contract,
    ContractLine,
    Device,
    Product,
    SupportLevel,
    Vendor,
    normalise_serial,
)
from contracts.models.ledger import CreditAccount, CreditEntry

__all__ = [
    "Channel",
    "Contract",
    "ContractLine",
    "CreditAccount",
    "CreditEntry",
    "Device",
    "Product",
    "SupportLevel",
    "Vendor",
    "normalise_serial",
]
