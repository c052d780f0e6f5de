"""What the database itself refuses of contracts, lines and devices, and what it keeps right in a line (CH-0, CH-II.1).

Days are counted from the world's Tuesday; Réseau Plus and Alpes Sécurité are the two resellers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from contracts.models import Contract, ContractLine, Device, Product, SupportLevel
from cst.demo import cast
from tests.world import TUESDAY, World

TODAY = TUESDAY.date()
ONE_RESELLER_A_DAY = "device_of_one_reseller_a_day"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def contract(number: str, first: int, last: int, reseller: str = cast.RESEAU_PLUS) -> Contract:
    return Contract.objects.create(
        number=number,
        level=SupportLevel.objects.get(code="premium"),
        reseller=cast.organisation(reseller),
        starts_on=day(first),
        ends_on=day(last),
    )


def device(serial: str = "SN-1") -> Device:
    return Device.objects.create(serial=serial, product=Product.objects.all()[0])


def cover(
    row: Contract, serial: Device, covered_from: int | None = None, withdrawn_on: int | None = None
) -> ContractLine:
    line = ContractLine.objects.create(
        contract=row,
        device=serial,
        covered_from=None if covered_from is None else day(covered_from),
        withdrawn_on=None if withdrawn_on is None else day(withdrawn_on),
    )
    line.refresh_from_db()
    return line


def covered(line: ContractLine) -> tuple[int, int] | None:
    """First and last covered day of a line as it is stored; None when it covers none."""
    line.refresh_from_db()
    assert line.covered is not None
    if line.covered.isempty:
        return None
    assert line.covered.lower is not None and line.covered.upper is not None
    return (line.covered.lower - TODAY).days, (line.covered.upper - TODAY).days - 1


def refused(constraint: str, write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_a_contract_does_not_end_before_it_starts(world: World) -> None:
    refused("contract_ends_after_it_starts", lambda: contract("A", 0, -1))


def test_a_contract_of_one_day_is_a_contract(world: World) -> None:
    assert covered(cover(contract("A", 0, 0), device())) == (0, 0)


def test_a_reseller_buys_for_itself_without_being_its_own_end_customer(world: World) -> None:
    row = contract("A", 0, 9)
    row.end_customer = row.reseller

    refused("contract_end_customer_is_not_the_reseller", row.save)


def test_a_device_stands_once_under_a_contract(world: World) -> None:
    row, serial = contract("A", 0, 9), device()
    cover(row, serial)

    refused("contract_line_once", lambda: cover(row, serial))


def test_a_device_that_was_withdrawn_comes_back_on_a_new_line(world: World) -> None:
    row, serial = contract("A", -9, 9), device()
    left = cover(row, serial, withdrawn_on=-3)
    back = cover(row, serial, covered_from=2)

    assert (covered(left), covered(back)) == ((-9, -4), (2, 9))


def test_a_line_is_not_withdrawn_before_it_began(world: World) -> None:
    row = contract("A", -9, 9)

    refused(
        "contract_line_withdrawn_after_it_began",
        lambda: cover(row, device(), covered_from=2, withdrawn_on=1),
    )


def test_a_serial_is_of_one_device(world: World) -> None:
    device("SN-1")

    refused("contracts_device_serial", lambda: device(" sn-1 "))


@pytest.mark.parametrize(
    ("serial", "constraint"),
    [
        ("sn-1", "device_serial_upper_case"),
        ("SN 1", "device_serial_no_spaces"),
        ("", "device_serial_no_spaces"),
    ],
)
def test_a_serial_written_past_the_model_is_held_all_the_same(
    world: World, serial: str, constraint: str
) -> None:
    row = Device(serial=serial, product=Product.objects.all()[0])

    refused(constraint, lambda: Device.objects.bulk_create([row]))


def test_a_product_stands_once_with_its_vendor(world: World) -> None:
    product = Product.objects.all()[0]

    refused(
        "product_once_per_vendor",
        lambda: Product.objects.create(vendor=product.vendor, name=product.name),
    )


def test_two_resellers_do_not_cover_one_device_on_one_day(world: World) -> None:  # CH-II.1
    ours, theirs, serial = contract("A", 0, 9), contract("B", 9, 20, cast.ALPES), device()
    cover(ours, serial)

    refused(ONE_RESELLER_A_DAY, lambda: cover(theirs, serial))


def test_two_contracts_of_one_reseller_may_cover_a_device_on_one_day(world: World) -> None:
    serial = device()
    lines = [cover(contract("A", 0, 9), serial), cover(contract("B", 5, 20), serial)]

    assert [covered(line) for line in lines] == [(0, 9), (5, 20)]


def test_a_device_changes_its_reseller_the_day_after(world: World) -> None:
    serial = device()
    left = cover(contract("A", -9, 9), serial, withdrawn_on=1)
    taken = cover(contract("B", -9, 9, cast.ALPES), serial, covered_from=1)

    assert (covered(left), covered(taken)) == ((-9, 0), (1, 9))


def test_a_contract_does_not_grow_into_another_reseller_s(world: World) -> None:
    ours, theirs, serial = contract("A", 0, 9), contract("B", 10, 20, cast.ALPES), device()
    cover(ours, serial)
    cover(theirs, serial)

    refused(ONE_RESELLER_A_DAY, lambda: Contract.objects.filter(pk=ours.pk).update(ends_on=day(10)))
    refused(ONE_RESELLER_A_DAY, lambda: Contract.objects.filter(pk=theirs.pk).update(starts_on=day(9)))


def test_a_contract_is_not_given_to_another_reseller_over_its_own(world: World) -> None:
    first, second, serial = contract("A", 0, 9), contract("B", 5, 20), device()
    cover(first, serial)
    cover(second, serial)

    refused(
        ONE_RESELLER_A_DAY,
        lambda: Contract.objects.filter(pk=second.pk).update(reseller=cast.organisation(cast.ALPES)),
    )


def test_a_withdrawal_is_not_undone_into_another_reseller_s(world: World) -> None:
    serial = device()
    left = cover(contract("A", 0, 9), serial, withdrawn_on=5)
    cover(contract("B", 0, 9, cast.ALPES), serial, covered_from=5)

    refused(ONE_RESELLER_A_DAY, lambda: ContractLine.objects.filter(pk=left.pk).update(withdrawn_on=None))


@pytest.mark.parametrize(
    ("covered_from", "withdrawn_on", "expected"),
    [
        (None, None, (-9, 9)),
        (-20, None, (-9, 9)),
        (-3, None, (-3, 9)),
        (None, 4, (-9, 3)),
        (None, 20, (-9, 9)),
        (-3, -2, (-3, -3)),
        (-3, -3, None),  # withdrawn the day it began
        (None, -9, None),  # withdrawn the day the contract started
        (None, -15, None),
        (12, None, None),  # after the contract's end
    ],
)
def test_a_line_covers_what_its_contract_and_its_own_days_share(
    world: World, covered_from: int | None, withdrawn_on: int | None, expected: tuple[int, int] | None
) -> None:
    line = cover(contract("A", -9, 9), device(), covered_from, withdrawn_on)

    assert covered(line) == expected


def test_what_a_line_covers_is_also_what_the_verdict_reads(world: World) -> None:
    line = cover(contract("A", -9, 9), device(), covered_from=-3, withdrawn_on=4)

    assert covered(line) == ((line.first_day - TODAY).days, (line.last_day - TODAY).days)


def test_a_line_follows_the_days_of_its_contract(world: World) -> None:
    row = contract("A", -9, 9)
    line = cover(row, device(), covered_from=-5)
    row.starts_on, row.ends_on = day(-2), day(30)
    row.save()

    assert covered(line) == (-2, 30)


def test_a_line_follows_the_reseller_of_its_contract(world: World) -> None:
    row = contract("A", -9, 9)
    line = cover(row, device())
    row.reseller = cast.organisation(cast.ALPES)
    row.save()
    line.refresh_from_db()

    assert line.reseller == cast.organisation(cast.ALPES)


def test_a_line_follows_its_own_withdrawal(world: World) -> None:
    line = cover(contract("A", -9, 9), device())
    line.withdrawn_on = day(-9)
    line.save()
    assert covered(line) is None

    line.withdrawn_on = None
    line.save()

    assert covered(line) == (-9, 9)


def test_what_a_line_repeats_cannot_be_written_by_hand(world: World) -> None:
    line = cover(contract("A", -9, 9), device())
    ContractLine.objects.filter(pk=line.pk).update(covered=None, reseller=cast.organisation(cast.ALPES))
    line.refresh_from_db()

    assert (covered(line), line.reseller) == ((-9, 9), cast.organisation(cast.RESEAU_PLUS))


def test_a_line_that_covers_no_day_is_in_nobody_s_way(world: World) -> None:
    serial = device()
    mistaken = cover(contract("A", 0, 9), serial, withdrawn_on=0)
    right = cover(contract("B", 0, 9, cast.ALPES), serial)

    assert (covered(mistaken), covered(right)) == (None, (0, 9))


class Beside(threading.Thread):
    """A write in a second transaction, made while the first one holds what it did."""

    def __init__(self, write: Callable[[], object]) -> None:
        super().__init__()
        self._write = write
        self.error = ""
        self.pid = 0

    def run(self) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
                self._write()
        except (IntegrityError, OperationalError) as error:
            self.error = str(error)
        finally:
            connection.close()

    def waits(self) -> bool:
        """Whether the database makes it wait for the first transaction, within ten seconds."""
        for _ in range(200):
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.pid])
                if cursor.fetchone()[0]:
                    return True
            time.sleep(0.05)
        return False


def test_of_two_resellers_at_one_moment_one_gets_the_device(transactional_world: World) -> None:  # CH-II.1
    ours, theirs, serial = contract("A", 0, 9), contract("B", 0, 9, cast.ALPES), device()
    second = Beside(lambda: cover(theirs, serial))
    with transaction.atomic():
        cover(ours, serial)
        second.start()
        assert second.waits()
    second.join()

    assert ONE_RESELLER_A_DAY in second.error
    assert [line.contract for line in serial.lines.all()] == [ours]


def test_two_contracts_that_grow_towards_each_other_do_not_meet(transactional_world: World) -> None:
    ours, theirs, serial = contract("A", 0, 9), contract("B", 20, 30, cast.ALPES), device()
    lines = cover(ours, serial), cover(theirs, serial)
    second = Beside(lambda: Contract.objects.filter(pk=theirs.pk).update(starts_on=day(12)))
    with transaction.atomic():
        Contract.objects.filter(pk=ours.pk).update(ends_on=day(15))
        second.start()
        assert second.waits()
    second.join()

    assert ONE_RESELLER_A_DAY in second.error
    assert [covered(line) for line in lines] == [(0, 15), (20, 30)]


def test_a_device_added_while_its_contract_grows_is_covered_to_the_new_end(
    transactional_world: World,
) -> None:
    row, serial = contract("A", 0, 9), device()
    second = Beside(lambda: cover(row, serial))
    with transaction.atomic():
        Contract.objects.filter(pk=row.pk).update(ends_on=day(15))
        second.start()
        assert second.waits()
    second.join()

    assert second.error == ""
    assert covered(serial.lines.get()) == (0, 15)


def test_a_contract_that_grows_while_a_device_is_added_covers_it_too(transactional_world: World) -> None:
    row, serial = contract("A", 0, 9), device()
    second = Beside(lambda: Contract.objects.filter(pk=row.pk).update(ends_on=day(15)))
    with transaction.atomic():
        cover(row, serial)
        second.start()
        assert second.waits()
    second.join()

    assert second.error == ""
    assert covered(serial.lines.get()) == (0, 15)
