"""The folder of the night: a file is taken once, checked, applied when clean, put aside; the centre hears of errors."""

from __future__ import annotations

import os
import threading
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from contracts import tasks
from contracts.erp import erp_faults, erp_folder, erp_work
from contracts.erp.erp_faults import Fault
from contracts.erp.erp_folder import DONE, REFUSED, WORKING
from contracts.models import Contract, ContractLine, ErpFile
from outbound_mail.models import OutgoingMail
from tests.contracts.erp import broken, csv_file, line
from tests.world import TUESDAY, World

Status = ErpFile.Status
LATER = TUESDAY + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """The folder that the ERP writes into; nobody has looked at it yet."""
    cache.clear()
    settings.ERP_FOLDER = str(tmp_path)
    return tmp_path


def leave(
    folder: Path,
    content: bytes | None = None,
    name: str = "contrats.csv",
    *,
    at: datetime = TUESDAY - timedelta(hours=8),
) -> Path:
    """A file that the ERP wrote last at `at`."""
    path = folder / name
    path.write_bytes(csv_file() if content is None else content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def night(folder: Path, *, looks: int = 2) -> None:
    """So many looks, a minute apart, the worker at work between them."""
    for minute in range(looks):
        at = TUESDAY + timedelta(minutes=minute)
        erp_folder.look(folder, at)
        erp_work.work_due(lambda at=at: at)  # type: ignore[misc]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_without_a_folder_nothing_is_looked_at(world: World, folder: Path, settings: Any) -> None:
    settings.ERP_FOLDER = ""
    leave(folder)

    assert tasks.pick_up_erp_files() == 0
    assert names(folder) == ["contrats.csv"]


def test_the_file_of_the_night_is_applied_and_put_aside(world: World, folder: Path) -> None:
    leave(folder)
    with time_machine.travel(TUESDAY, tick=False):
        assert (tasks.pick_up_erp_files(), tasks.work_erp_files()) == (1, 2)
        assert tasks.pick_up_erp_files() == 0

    file = ErpFile.objects.get()
    assert (file.status, file.source, file.received_by, file.decided_by) == ("applied", "folder", None, None)
    assert Contract.objects.filter(number="EX-2026-9001").exists()
    assert names(folder) == [DONE, REFUSED, WORKING]
    assert names(folder / DONE) == [f"2026-10-13-11h07-{str(file.pk)[:8]}-contrats.csv"]


def test_what_is_put_aside_has_the_bytes_that_came(world: World, folder: Path) -> None:
    leave(folder)
    night(folder)

    [aside] = (folder / DONE).iterdir()
    assert aside.read_bytes() == csv_file()


def test_a_refused_file_is_put_aside_and_nothing_of_it_applied(world: World, folder: Path) -> None:
    leave(folder, broken())
    night(folder)

    assert ErpFile.objects.get().status == Status.REFUSED
    assert len(names(folder / REFUSED)) == 1
    assert not Contract.objects.filter(number="EX-2026-9001").exists()


def test_leads_and_sales_hear_what_is_wrong_and_where_to_read_it(world: World, folder: Path) -> None:
    leave(folder, broken(lines=12))
    night(folder, looks=3)

    mails = OutgoingMail.objects.order_by("to")
    assert [mail.to for mail in mails] == sorted([world.hugo.email, world.ines.email])
    text = mails[0].text
    assert "contrats.csv" in text and "hier" in text and "et 2 autres" in text
    assert f"/console/fichiers-erp/{ErpFile.objects.get().pk}/" in text


def test_nobody_is_written_to_about_a_file_that_was_applied(world: World, folder: Path) -> None:
    leave(folder)
    night(folder)

    assert not OutgoingMail.objects.exists()


# --- Whether it is whole ----------------------------------------------------------------------------------------


def test_a_file_that_was_written_a_moment_ago_is_left_alone(world: World, folder: Path) -> None:
    leave(folder, at=TUESDAY - timedelta(seconds=90))

    assert erp_folder.look(folder, TUESDAY) == 0
    assert "contrats.csv" in names(folder)


def test_a_file_that_still_grows_is_left_alone(world: World, folder: Path) -> None:
    leave(folder, csv_file()[:40], at=TUESDAY)
    erp_folder.look(folder, TUESDAY)
    leave(folder, csv_file()[:80], at=LATER)

    assert erp_folder.look(folder, LATER) == 0


def test_a_file_dated_ahead_is_taken_once_two_looks_saw_the_same(world: World, folder: Path) -> None:
    leave(folder, at=TUESDAY + timedelta(days=1))

    assert [erp_folder.look(folder, TUESDAY), erp_folder.look(folder, LATER)] == [0, 1]


@pytest.mark.parametrize("name", [".contrats.csv", "contrats.csv.part", "contrats.FILEPART"])
def test_a_name_of_a_transfer_under_way_is_left_alone(world: World, folder: Path, name: str) -> None:
    leave(folder, name=name)

    assert erp_folder.look(folder, TUESDAY) == 0


def test_other_folders_stay_where_they_are(world: World, folder: Path) -> None:
    (folder / "archives").mkdir()
    leave(folder / "archives")
    night(folder)

    assert names(folder / "archives") == ["contrats.csv"]


# --- What is no file of contracts -------------------------------------------------------------------------------


def refused_for(folder: Path) -> Fault | None:
    """Why the only thing in the folder was refused, once it stands in refused/ and the centre was told."""
    night(folder)
    file = ErpFile.objects.get()
    assert (file.status, bytes(file.content)) == (Status.REFUSED, b"")
    assert len(names(folder / REFUSED)) == 1
    assert OutgoingMail.objects.count() == 2
    return erp_faults.fault_of(file)


def test_a_link_is_refused_and_never_followed(world: World, folder: Path, tmp_path_factory: Any) -> None:
    elsewhere = leave(tmp_path_factory.mktemp("secret"))
    link = folder / "contrats.csv"
    link.symlink_to(elsewhere)
    os.utime(link, (0, 0), follow_symlinks=False)

    assert refused_for(folder) is Fault.NO_FILE
    assert elsewhere.read_bytes() == csv_file()


def test_a_pipe_is_refused_without_waiting_for_it(world: World, folder: Path) -> None:
    os.mkfifo(folder / "contrats.csv")
    os.utime(folder / "contrats.csv", (0, 0))

    assert refused_for(folder) is Fault.NO_FILE


def test_a_file_over_the_limit_is_refused(world: World, folder: Path, settings: Any) -> None:
    settings.ERP_FILE_MAX_BYTES = 100
    leave(folder)

    assert refused_for(folder) is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), b"\x89PNG\r\n\x1a\n"],
    ids=["PDF", "XLS", "PNG"],
)
def test_another_kind_of_file_is_refused_whatever_its_name(
    world: World, folder: Path, content: bytes
) -> None:
    leave(folder, content)

    assert refused_for(folder) is Fault.OTHER_KIND


def test_a_name_that_is_no_text_is_kept_as_far_as_it_is(world: World, folder: Path) -> None:
    leave(folder, name=os.fsdecode(b"caf\xe9\n" + b"x" * 200 + b".csv"))
    night(folder)

    file = ErpFile.objects.get()
    assert file.status == Status.APPLIED
    assert file.name.endswith("xxx.csv") and len(file.name) <= 150


# --- Twice, and broken off --------------------------------------------------------------------------------------


def test_a_look_that_was_broken_off_after_taking_the_file_is_gone_on_with(world: World, folder: Path) -> None:
    (folder / WORKING).mkdir()
    key = uuid.uuid4()
    leave(folder).rename(folder / WORKING / f"{key}-contrats.csv")
    night(folder)

    assert ErpFile.objects.get().pk == key
    assert len(names(folder / DONE)) == 1


def test_a_look_that_was_broken_off_before_putting_the_file_aside_makes_no_second_one(
    world: World, folder: Path
) -> None:
    leave(folder)
    night(folder, looks=1)
    assert len(names(folder / WORKING)) == 1
    for minute in (2, 3):
        erp_folder.look(folder, TUESDAY + timedelta(minutes=minute))

    assert ErpFile.objects.count() == 1
    assert (names(folder / WORKING), len(names(folder / DONE))) == ([], 1)


def test_the_same_bytes_of_the_next_night_change_nothing(world: World, folder: Path) -> None:
    for _ in range(2):
        leave(folder)
        night(folder)

    first, second = ErpFile.objects.order_by("received_at", "status")
    assert {first.status, second.status} == {Status.APPLIED}
    assert ContractLine.objects.filter(contract__number="EX-2026-9001").count() == 1
    assert len(names(folder / DONE)) == 2


def test_two_looks_at_once_take_a_file_once(transactional_world: World, folder: Path) -> None:
    for number in range(5):
        leave(folder, csv_file(line(serie=f"FG-{number}")), f"{number}.csv")
    taken: list[int] = []

    def look() -> None:
        try:
            taken.append(erp_folder.look(folder, TUESDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(taken), sum(taken), ErpFile.objects.count()) == (4, 5, 5)


# --- The whole state --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("whole", "covered"), [(True, []), (False, ["FG-2"])])
def test_what_the_file_of_the_night_leaves_out_ends_only_when_it_is_the_whole_state(
    world: World, folder: Path, settings: Any, whole: bool, covered: list[str]
) -> None:
    many = [line(serie=f"FG-{number}", Contrat="EX-2026-9002") for number in range(10, 60)]
    leave(folder, csv_file(line(serie="FG-1"), line(serie="FG-2", Contrat="EX-2026-9003"), *many))
    night(folder)
    ContractLine.objects.exclude(contract__number__startswith="EX-2026-900").update(withdrawn_on=TUESDAY)
    settings.ERP_COMPLETE = whole
    leave(folder, csv_file(line(serie="FG-1"), *many))
    night(folder)

    open_lines = ContractLine.objects.filter(contract__number="EX-2026-9003", withdrawn_on=None)
    assert list(open_lines.values_list("device__serial", flat=True)) == covered
