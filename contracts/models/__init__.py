"""The rows of contracts: what is sold and bought (catalogue.py), the PS time credit (ledger.py), what happens to a
contract as it ends (life.py), and the files of the ERP (erp_file.py)."""

from contracts.models.catalogue import (
    Channel,
    Contract,
    ContractLine,
    Device,
    Family,
    Product,
    SupportLevel,
    Vendor,
    normalise_serial,
)
from contracts.models.erp_file import ErpFile
from contracts.models.ledger import CreditAccount, CreditEntry, RoundingRule
from contracts.models.life import ContractNotice, RenewalRequest

__all__ = [
    "Channel",
    "Contract",
    "ContractLine",
    "ContractNotice",
    "CreditAccount",
    "CreditEntry",
    "Device",
    "ErpFile",
    "Family",
    "Product",
    "RenewalRequest",
    "RoundingRule",
    "SupportLevel",
    "Vendor",
    "normalise_serial",
]
