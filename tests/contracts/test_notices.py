"""Notices before a contract ends: when, to whom, once. The world's Tuesday is 13 October 2026."""

from __future__ import annotations

import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organisation, User
from contracts import tasks
from contracts.ending import notices
from contracts.models import Contract, ContractLine, ContractNotice, Device, Product, SupportLevel
from cst.demo import cast
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.world import PARIS, TUESDAY, World

TODAY = TUESDAY.date()


def contract(number: str, ends_in: int, devices: int = 1, reseller: str = cast.RESEAU_PLUS) -> Contract:
    """A Premium contract in force that ends in so many days, with devices of its own."""
    row = Contract.objects.create(
        number=number,
        level=SupportLevel.objects.get(code="premium"),
        reseller=Organisation.objects.get(name=reseller),
        starts_on=TODAY - timedelta(days=300),
        ends_on=TODAY + timedelta(days=ends_in),
        sales_contact=cast.person("ines.faure@exer.example"),
    )
    for place in range(devices):
        cover(row, Device.objects.create(serial=f"{number}-{place}", product=Product.objects.all()[0]))
    return row


def cover(row: Contract, device: Device, **days: date) -> ContractLine:
    return ContractLine.objects.create(contract=row, device=device, **days)


def sent(row: Contract) -> list[int]:
    """The notices of a contract, in the order in which they were sent."""
    return list(row.notices.order_by("pk").values_list("days_before", flat=True))


def mails(person: User) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=person.email, topic__startswith="contracts:"))


@pytest.mark.parametrize(
    ("left", "expected"),
    [(61, []), (60, [60]), (31, [60]), (30, [30]), (8, [30]), (7, [7]), (1, [7]), (0, [7])],
)
def test_the_notice_that_the_days_left_call_for(world: World, left: int, expected: list[int]) -> None:
    row = contract("EX-A", left)
    notices.tell(TUESDAY)

    assert sent(row) == expected


def test_an_ended_contract_gets_none(world: World) -> None:
    row = contract("EX-A", -1)
    notices.tell(TUESDAY)

    assert sent(row) == []


def test_each_notice_is_sent_in_its_time_and_once(world: World) -> None:
    row = contract("EX-A", 60, reseller=cast.ALPES)
    for day in range(61):
        notices.tell(TUESDAY + timedelta(days=day))
        notices.tell(TUESDAY + timedelta(days=day, hours=1))

    assert sent(row) == [60, 30, 7]
    assert len(mails(world.marc)) == 3


def test_after_downtime_the_most_urgent_alone_is_sent(world: World) -> None:
    row = contract("EX-A", 60)
    notices.tell(TUESDAY)
    notices.tell(TUESDAY + timedelta(days=55))

    assert sent(row) == [60, 7]


def test_the_mail_says_what_for_whom_until_when_and_on_how_many_devices(world: World) -> None:
    row = contract("EX-A", 30, devices=3)
    row.end_customer = Organisation.objects.get(name=cast.CLINIQUE)
    row.save()
    notices.tell(TUESDAY)

    [mail] = mails(world.jean)
    text = mail.text.replace("\u00a0", " ")
    assert mail.subject.replace("\u00a0", " ") == "Contrat EX-A : finit dans 30 jours"
    for expected in (
        "EX-A Premium, pour Clinique des Lilas",
        "12/11/2026",
        "3 matériels ne seront plus couverts",
    ):
        assert expected in text
    assert "/portail/contrats/EX-A/" in text and "EX-A" in mail.html


def test_the_reseller_s_managers_and_the_sales_contact_are_told(world: World) -> None:
    contract("EX-A", 30)
    notices.tell(TUESDAY)

    assert [len(mails(person)) for person in (world.jean, world.ines)] == [1, 1]
    assert OutgoingMail.objects.count() == 2


def test_a_reseller_without_manager_has_all_its_people_told(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(role=User.Role.MEMBER)
    contract("EX-A", 30)
    notices.tell(TUESDAY)

    assert [len(mails(person)) for person in (world.jean, world.lea)] == [1, 1]


def test_without_sales_contact_all_of_sales_are_told_and_without_sales_the_leads(world: World) -> None:
    first = contract("EX-A", 30)
    Contract.objects.filter(pk=first.pk).update(sales_contact=None)
    notices.tell(TUESDAY)
    User.objects.filter(pk=world.ines.pk).update(is_active=False)
    contract("EX-B", 30)
    notices.tell(TUESDAY)

    assert [len(mails(person)) for person in (world.ines, world.hugo)] == [1, 1]


def test_one_mail_a_person_however_many_contracts(world: World) -> None:
    contract("EX-A", 7)
    contract("EX-B", 30)
    contract("EX-C", 30, reseller=cast.ALPES)
    notices.tell(TUESDAY)

    [to_jean], [to_ines] = mails(world.jean), mails(world.ines)
    assert to_jean.subject == "2 contrats finissent bientôt"
    assert to_jean.text.index("EX-A") < to_jean.text.index("EX-B")
    assert "EX-C" not in to_jean.text
    assert to_ines.subject == "3 contrats finissent bientôt"
    assert "Alpes Sécurité" in to_ines.text


def test_a_contract_that_is_prolonged_gets_its_notices_again(world: World) -> None:
    row = contract("EX-A", 7)
    notices.tell(TUESDAY)
    Contract.objects.filter(pk=row.pk).update(ends_on=row.ends_on + timedelta(days=365))
    notices.tell(TUESDAY)
    notices.tell(TUESDAY + timedelta(days=365))

    assert sent(row) == [7, 7]


def test_nothing_is_sent_when_every_device_is_covered_after_the_end(world: World) -> None:
    row = contract("EX-A", 30, devices=2)
    after = contract("EX-NEXT", 395, devices=0)
    Contract.objects.filter(pk=after.pk).update(starts_on=row.ends_on + timedelta(days=1))
    for line in row.lines.all():
        cover(after, line.device)
    notices.tell(TUESDAY)

    assert sent(row) == []


def test_a_day_between_two_contracts_is_told(world: World) -> None:
    row = contract("EX-A", 30)
    after = contract("EX-NEXT", 395, devices=0)
    Contract.objects.filter(pk=after.pk).update(starts_on=row.ends_on + timedelta(days=2))
    cover(after, row.lines.get().device)
    notices.tell(TUESDAY)

    assert sent(row) == [30]


def test_only_devices_left_without_cover_are_counted(world: World) -> None:
    row = contract("EX-A", 30, devices=3)
    kept, withdrawn, _left = row.lines.order_by("pk")
    ContractLine.objects.filter(pk=withdrawn.pk).update(withdrawn_on=TODAY)
    cover(contract("EX-NEXT", 395, devices=0), kept.device)
    notices.tell(TUESDAY)

    [mail] = mails(world.jean)
    assert "1 matériel ne sera plus couvert" in mail.text


def test_a_contract_that_is_to_come_is_not_told_yet(world: World) -> None:
    row = contract("EX-A", 20)
    Contract.objects.filter(pk=row.pk).update(starts_on=TODAY + timedelta(days=1))
    notices.tell(TUESDAY)

    assert sent(row) == []


def test_the_day_is_the_one_in_paris(world: World) -> None:
    row = contract("EX-A", 61)
    notices.tell(datetime(2026, 10, 14, 0, 30, tzinfo=PARIS))

    assert sent(row) == [60]


def test_whoever_left_meanwhile_receives_nothing(world: World) -> None:
    contract("EX-A", 30)
    notices.tell(TUESDAY)
    User.objects.filter(pk=world.jean.pk).update(organisation=world.marc.organisation)
    outbox.send_due(TUESDAY)

    assert [mails(person)[0].status for person in (world.jean, world.ines)] == ["withheld", "sent"]


def test_more_contracts_take_no_more_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contract("EX-0", 30)
    with django_assert_max_num_queries(50) as first:
        notices.tell(TUESDAY)
    for place in range(1, 12):
        contract(f"EX-{place}", 30)

    with django_assert_max_num_queries(len(first)):
        notices.tell(TUESDAY)


# --- When a round is made ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "expected"),
    [((8, 59), False), ((9, 0), True), ((12, 29), True), ((12, 30), False), ((18, 0), False)],
)
def test_a_round_is_made_while_the_centre_is_open(
    world: World, clock: tuple[int, int], expected: bool
) -> None:
    assert notices.is_time(TUESDAY.replace(hour=clock[0], minute=clock[1])) is expected


def test_no_round_is_made_on_a_holiday(world: World) -> None:  # CH-I
    assert not notices.is_time(datetime(2026, 11, 11, 10, 0, tzinfo=PARIS))


def test_a_day_has_one_round_and_the_next_day_another(world: World) -> None:
    contract("EX-A", 30)
    notices.tell(TUESDAY)

    assert not notices.is_time(TUESDAY + timedelta(hours=4))
    assert notices.is_time(TUESDAY + timedelta(days=1))


@pytest.mark.parametrize(("hour", "expected"), [(4, []), (10, [30])])
def test_the_task_makes_its_round_when_it_is_time(world: World, hour: int, expected: list[int]) -> None:
    row = contract("EX-A", 30)
    with time_machine.travel(TUESDAY.replace(hour=hour), tick=False):
        tasks.tell_ending_contracts()

    assert sent(row) == expected


# --- Workers that die or meet --------------------------------------------------------------------------

CONTRACTS = 12


def told(person: User) -> list[int]:
    """How many times each of the contracts stands in what `person` was sent."""
    text = "\n".join(mail.text for mail in mails(person))
    return [text.count(f"\nEX-{place:02} Premium") for place in range(CONTRACTS)]


def _in_the_child() -> None:
    """In the child: never through a connection that the parent opened and goes on holding."""
    for each in connections.all(initialized_only=True):
        each.connection = None
    notices.tell(TUESDAY)


def test_workers_killed_at_any_moment_tell_each_contract_once(transactional_world: World) -> None:
    for place in range(CONTRACTS):
        contract(f"EX-{place:02}", 30)
    chance, fork = random.Random(20261013), multiprocessing.get_context("fork")
    for _ in range(6):
        worker = fork.Process(target=_in_the_child)
        worker.start()
        time.sleep(chance.uniform(0.005, 0.06))
        worker.kill()
        worker.join()
    notices.tell(TUESDAY)

    assert told(transactional_world.jean) == told(transactional_world.ines) == [1] * CONTRACTS
    assert ContractNotice.objects.count() == CONTRACTS


def test_workers_at_the_same_moment_tell_each_contract_once(transactional_world: World) -> None:
    for place in range(CONTRACTS):
        contract(f"EX-{place:02}", 30)

    def work(_worker: int) -> int:
        try:
            return notices.tell(TUESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        counts = list(workers.map(work, range(4)))

    assert sum(counts) == CONTRACTS
    assert told(transactional_world.jean) == [1] * CONTRACTS


def test_another_reseller_s_contract_the_day_after_covers_nothing_of_this_one_s(world: World) -> None:
    row = contract("EX-OURS", 30)
    theirs = contract("EX-THEIRS", 400, devices=0, reseller=cast.ALPES)
    device = Device.objects.get(lines__contract=row)
    cover(theirs, device, covered_from=row.ends_on + timedelta(days=1))

    assert [line.contract for line in notices.left_uncovered().filter(contract=row)] == [row]


def test_a_device_withdrawn_on_the_last_day_is_not_left_uncovered_by_the_end(world: World) -> None:
    row = contract("EX-LAST", 30)
    ContractLine.objects.filter(contract=row).update(withdrawn_on=row.ends_on)

    assert not notices.left_uncovered().filter(contract=row).exists()
