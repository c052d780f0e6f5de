"""A product's family by its name, where the ERP says none."""

from __future__ import annotations

import pytest

from contracts import families
from contracts.models import Family, Product
from tests.world import World


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("FortiGate 100F", Family.FIREWALL),
        ("FORTIGATE-60E", Family.FIREWALL),
        ("SN310", Family.FIREWALL),
        ("SN-M-Series-520", Family.FIREWALL),
        ("SNi40", Family.FIREWALL),
        ("ASA 5506-X", Family.FIREWALL),
        ("X465-24W", Family.SWITCH),
        ("FortiSwitch 124E", Family.SWITCH),
        ("5520-48W", Family.SWITCH),
        ("Catalyst 9300", Family.SWITCH),
        ("AP305C", Family.WIRELESS),
        ("FortiAP 231F", Family.WIRELESS),
        ("Catalyst 9120AXI", Family.WIRELESS),
        ("FortiAnalyzer 200F", Family.OTHER),
        ("Snapshot", Family.OTHER),
        ("Licence", Family.OTHER),
        ("", Family.OTHER),
    ],
)
def test_a_range_tells_the_family(name: str, family: Family) -> None:
    assert families.of_product(name) == family


def test_the_cast_has_its_families(world: World) -> None:
    known = dict(Product.objects.values_list("name", "family"))

    assert known["FortiGate 100F"] == "firewall"
    assert known["X465-24W"] == "switch"
    assert known["AP305C"] == "wireless"
