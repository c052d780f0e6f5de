"""A file of the ERP from its arrival to its end: checked without writing, applied once, whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction

from accounts.models import User
from contracts import tasks
from contracts.erp import erp_faults, erp_files, erp_progress, erp_work
from contracts.erp.erp_faults import Fault
from contracts.erp.erp_files import NotPossible
from contracts.models import Contract, ErpFile
from tests.contracts.erp import applied, broken, checked, csv_file, line, received, worked
from tests.world import TUESDAY, World

Status = ErpFile.Status
NUMBER = "EX-2026-9001"


@pytest.fixture(autouse=True)
def _no_hints() -> None:
    cache.clear()


def imported() -> bool:
    return Contract.objects.filter(number=NUMBER).exists()


def test_a_file_that_came_waits_with_who_sent_it_and_when(world: World) -> None:
    file = received(world)

    assert (file.status, file.received_by, file.received_at) == (Status.WAITING, world.ines, TUESDAY)


def test_a_check_writes_nothing(world: World) -> None:
    file = checked(world)

    assert file.status == Status.CHECKED
    assert not imported()


def test_a_file_with_errors_is_refused_with_each_of_them(world: World) -> None:
    file = checked(world, broken(lines=3))

    assert (file.status, file.ended_at) == (Status.REFUSED, TUESDAY)
    assert file.report is not None and file.report["refused"] == 3


def test_applying_brings_the_contracts_and_says_who_decided(world: World) -> None:
    file = applied(world)

    assert imported()
    assert (file.status, file.decided_by, file.ended_at) == (Status.APPLIED, world.ines, TUESDAY)


def test_nothing_is_applied_before_somebody_says_so(world: World) -> None:
    checked(world)
    erp_work.work_due(lambda: TUESDAY)

    assert not imported()


def test_what_has_changed_since_the_check_is_checked_again(world: World) -> None:
    file = checked(world, csv_file(line(Commercial=world.ines.email)))
    User.objects.filter(pk=world.ines.pk).update(email="partie@exer.example")
    after = worked(erp_files.apply(file, by=world.ines))

    assert (after.status, after.decided_by) == (Status.REFUSED, world.ines)
    assert not imported()


def test_what_is_counted_otherwise_than_by_the_check_is_kept_beside_it(world: World) -> None:
    file = checked(world)
    applied(world, csv_file(line(), line(serie="FG100F-ERP-0002")))
    after = worked(erp_files.apply(file, by=world.ines))

    assert after.report is not None
    assert after.report[erp_work.CHECKED]["contracts"]["created"] == 1
    assert after.report["counts"]["contracts"]["created"] == 0


def test_when_nothing_has_moved_nothing_is_kept_beside(world: World) -> None:
    assert erp_work.CHECKED not in (applied(world).report or {})


@pytest.mark.parametrize("make", [lambda world: checked(world, broken()), applied, received])
def test_only_a_clean_file_that_waits_for_it_is_applied(
    world: World, make: Callable[[World], ErpFile]
) -> None:
    file = make(world)
    status = file.status

    with pytest.raises(NotPossible):
        erp_files.apply(file, by=world.ines)

    file.refresh_from_db()
    assert file.status == status


def test_a_file_given_up_is_not_applied_any_more(world: World) -> None:
    file = erp_files.discard(checked(world), by=world.hugo, at=TUESDAY)

    with pytest.raises(NotPossible, match="abandonné"):
        erp_files.apply(file, by=world.ines)

    assert (file.decided_by, file.ended_at, imported()) == (world.hugo, TUESDAY, False)


# --- The same bytes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [received, checked, applied])
def test_the_same_bytes_lead_to_the_file_that_they_have(
    world: World, make: Callable[[World], ErpFile]
) -> None:
    file = make(world)

    again, is_new = erp_files.receive(
        csv_file(), "copie.csv", source=ErpFile.Source.PAGE, by=world.hugo, at=TUESDAY
    )

    assert (again.pk, is_new, ErpFile.objects.count()) == (file.pk, False, 1)


def test_bytes_that_were_refused_may_come_again(world: World) -> None:
    file = checked(world, broken())

    assert received(world, broken()).pk != file.pk


def test_the_same_bytes_sent_twice_at_once_make_one_file(transactional_world: World) -> None:
    keys: list[UUID] = []

    def send() -> None:
        try:
            keys.append(received(transactional_world).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 6
    assert len(set(keys)) == 1


def test_a_file_that_has_ended_is_checked_again_as_a_new_one(world: World) -> None:
    file = applied(world)

    again = worked(erp_files.check_again(file, by=world.hugo, at=TUESDAY))

    assert (again.status, again.received_by) == (Status.CHECKED, world.hugo)
    assert again.report is not None and again.report["counts"]["contracts"]["unchanged"] == 1
    file.refresh_from_db()
    assert file.status == Status.APPLIED


def test_it_is_not_checked_again_while_it_is_on_its_way(world: World) -> None:
    file = applied(world)
    erp_files.check_again(file, by=world.hugo, at=TUESDAY)

    with pytest.raises(NotPossible, match="déjà"):
        erp_files.check_again(file, by=world.hugo, at=TUESDAY)


# --- Workers that are lost, late or two --------------------------------------------------------------------------


def test_the_sweep_takes_up_what_a_lost_worker_left(world: World) -> None:
    file = received(world)
    ErpFile.objects.update(status=Status.CHECKING)

    assert tasks.work_erp_files() == 1
    file.refresh_from_db()
    assert file.status == Status.CHECKED


def test_a_task_that_runs_twice_does_nothing_the_second_time(world: World) -> None:
    received(world)

    assert [tasks.work_erp_files(), tasks.work_erp_files()] == [1, 0]


def test_a_file_that_a_worker_holds_is_left_to_it(transactional_world: World) -> None:
    file = received(transactional_world)
    steps: list[int] = []

    def work() -> None:
        steps.append(erp_work.work_due(lambda: TUESDAY))
        connection.close()

    with transaction.atomic():
        ErpFile.objects.select_for_update().get(pk=file.pk)
        other = threading.Thread(target=work)
        other.start()
        other.join()

    assert steps == [0]


def test_nobody_decides_on_a_file_while_a_worker_holds_it(transactional_world: World) -> None:
    file = checked(transactional_world)
    said: list[str] = []

    def discard() -> None:
        try:
            erp_files.discard(file, by=transactional_world.ines, at=TUESDAY)
        except NotPossible as refused:
            said.append(str(refused))
        connection.close()

    with transaction.atomic():
        ErpFile.objects.select_for_update().get(pk=file.pk)
        other = threading.Thread(target=discard)
        other.start()
        other.join()

    assert said == ["Ce fichier est en cours de traitement."]


def _work_and_die(after: int) -> None:
    """In the child: work until the engine has told `after` lines, then be gone as if killed."""
    for each in connections.all(initialized_only=True):
        each.connection = None  # never through a connection that the parent opened
    told = iter(range(after))

    def die(done: int, total: int) -> None:
        if next(told, None) is None:
            os._exit(9)

    erp_progress.teller = lambda file_id: die
    erp_work.work_due(lambda: TUESDAY)


def _lose_a_worker(after: int = 0) -> None:
    worker = multiprocessing.get_context("fork").Process(target=_work_and_die, args=[after])
    worker.start()
    worker.join()
    assert worker.exitcode == 9
    time.sleep(0.1)  # PostgreSQL notices the closed socket, and lets go of the row


def test_a_worker_that_dies_applying_leaves_nothing_half_done(transactional_world: World) -> None:
    file = checked(transactional_world, csv_file(*(line(serie=f"FG-{number}") for number in range(20))))
    erp_files.apply(file, by=transactional_world.ines)
    _lose_a_worker(after=1)
    assert not imported()

    after = worked(file)

    assert after.status == Status.APPLIED
    assert Contract.objects.get(number=NUMBER).lines.count() == 20


def test_a_file_that_ends_every_worker_is_given_up(transactional_world: World) -> None:
    file = received(transactional_world)
    for _ in range(erp_work.ATTEMPTS):
        _lose_a_worker()

    after = worked(file)

    assert after.status == Status.REFUSED
    assert erp_faults.fault_of(after) is Fault.GIVEN_UP


# --- How far it is ----------------------------------------------------------------------------------------------


def test_progress_is_told_in_percent_of_the_lines(world: World) -> None:
    file = received(world)
    assert erp_progress.percent(file.pk) is None
    erp_progress.teller(file.pk)(1, 3)

    assert erp_progress.percent(file.pk) == 33


def test_progress_is_forgotten_once_the_work_is_done(world: World) -> None:
    assert erp_progress.percent(checked(world).pk) is None


def test_progress_is_told_so_often_and_no_more(world: World) -> None:
    file = received(world)
    tell = erp_progress.teller(file.pk)
    for done in range(1, 50):
        tell(done, 100)

    assert erp_progress.percent(file.pk) == 1
