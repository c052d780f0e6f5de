"""What a product is for, told by its name: the ERP names models, and the questions of an incident go by family."""

from __future__ import annotations

import re

from contracts.models import Family

# The ranges that EXER distributes, as their makers name them; the first that fits a name counts.
_RANGES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        Family.WIRELESS,
        re.compile(r"\b(fortiap|wi-?fi|access point|ap\s?\d{3,4}|aironet|catalyst 91\d\d|xiq)", re.I),
    ),
    (
        Family.FIREWALL,
        re.compile(
            r"\b(fortigate|fortiwifi|fg-?\d|sn(-[a-z]+)*-?[a-z]{0,2}\d{2,4}|asa|firepower|stormshield|pare-feu)",
            re.I,
        ),
    ),
    (
        Family.SWITCH,
        re.compile(r"\b(fortiswitch|switch|x\d{3}|[45]\d{3}-|catalyst|nexus|vsp|ers|summit)", re.I),
    ),
)


def of_product(name: str) -> Family:
    """The family of a model by its name, in any spelling; `OTHER` when its range is not known here."""
    return next((family for family, range_ in _RANGES if range_.search(name)), Family.OTHER)
