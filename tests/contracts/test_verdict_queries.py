"""The verdict asks the database three times at most, whoever asks what, and whatever lies on the device."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contracts import coverage
from contracts.coverage import Requester
from contracts.decision import Kind
from contracts.models import Channel, Contract, ContractLine, Device, SupportLevel
from cst.demo import cast
from tests.contracts import shelf
from tests.contracts.expected_answers import TABLES
from tests.world import FORTIGATE, TUESDAY, World

PRODUCTS = [*shelf.PRODUCTS, shelf.ANOTHER_S, shelf.UNKNOWN, shelf.NONE_GIVEN]


def as_read(requester: Requester) -> Requester:
    """A person as a session gives them: their organisation is not read yet."""
    return User.objects.get(pk=requester.pk) if isinstance(requester, User) else requester


def queries(requester: Requester, serial: str, channel: str, kind: str) -> int:
    requester = as_read(requester)
    with CaptureQueriesContext(connection) as asked:
        coverage.verdict(requester, serial, channel, kind, TUESDAY)
    return len(asked)


@pytest.mark.parametrize("who", TABLES)
def test_three_queries_at_most_for_every_combination(world: World, who: str) -> None:
    shelf.fill()
    shelf.give_credit(60)
    requester = shelf.askers(world)[who]

    taken = Counter(
        queries(requester, shelf.serial_of(name), channel, kind)
        for name, channel, kind in product(PRODUCTS, Channel, Kind)
    )

    assert max(taken) <= 3, taken


@pytest.mark.parametrize("kind", ["incident", "assistance"])
@pytest.mark.parametrize("who", ["manager", "manager's address", "engineer"])
def test_as_many_queries_for_thirty_contracts_over_a_device_as_for_one(
    world: World, who: str, kind: str
) -> None:
    requester = shelf.askers(world)[who]
    before = queries(requester, FORTIGATE, "web", kind)
    for year in range(30):
        contract = Contract.objects.create(
            number=f"EX-{year}",
            level=SupportLevel.objects.get(code="standard"),
            reseller=cast.organisation(cast.RESEAU_PLUS),
            starts_on=TUESDAY.date() - timedelta(days=365 * year),
            ends_on=TUESDAY.date(),
        )
        ContractLine.objects.create(contract=contract, device=Device.objects.get(serial=FORTIGATE))

    assert queries(requester, FORTIGATE, "web", kind) == before
