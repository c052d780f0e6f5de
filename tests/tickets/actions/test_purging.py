from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.world import TUESDAY, World
from tickets import clock_audit, files, response_clock
from tickets.actions import closing
from tickets.actions.purging import purge_backups, record_opening
from tickets.files import NewFile
from tickets.models import Attachment, AttachmentCategory, Event, Ticket

CLOSED_AT = TUESDAY + timedelta(hours=1)
AFTER = CLOSED_AT + timedelta(days=30)
BACKUP = NewFile("fw.conf", b"set password x", AttachmentCategory.CONFIGURATION)
REPORT = NewFile("fw.txt", b"tunnel down", AttachmentCategory.REPORT)


@pytest.fixture
def closed(world: World) -> Ticket:
    return closing.close(world.ticket(files=[BACKUP, REPORT]), actor=world.jean, at=CLOSED_AT)


def backup() -> Attachment:
    return Attachment.objects.get(category=AttachmentCategory.CONFIGURATION)


def purge() -> int:
    return purge_backups(closed_before=AFTER, at=AFTER)


def test_a_backup_is_erased_and_its_row_stays(closed: Ticket) -> None:
    assert purge() == 1
    assert (backup().name, backup().purged_at, bool(backup().file)) == ("fw.conf", AFTER, False)


def test_its_bytes_are_gone_once_that_is_committed(
    closed: Ticket, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    path, storage = str(backup().file.name), backup().file.storage
    with django_capture_on_commit_callbacks(execute=True):
        purge()

    assert not storage.exists(path)


def test_a_backup_that_is_rolled_back_keeps_its_bytes(closed: Ticket) -> None:
    path, storage = str(backup().file.name), backup().file.storage
    purge()  # the transaction of this test is never committed

    assert storage.exists(path)


def test_other_files_stay(closed: Ticket) -> None:
    purge()
    report = Attachment.objects.get(category=AttachmentCategory.REPORT)

    assert (report.purged_at, files.content(report)) == (None, b"tunnel down")


def test_purging_twice_erases_once(closed: Ticket) -> None:
    assert [purge(), purge()] == [1, 0]
    assert closed.events.filter(kind=Event.Kind.ATTACHMENT_PURGED).count() == 1


def test_the_history_says_that_the_system_erased_it(closed: Ticket) -> None:
    purge()
    event = closed.events.get(kind=Event.Kind.ATTACHMENT_PURGED)

    assert (event.actor, event.at, event.data) == (None, AFTER, {"name": "fw.conf"})


def test_a_backup_of_a_ticket_closed_since_stays(closed: Ticket) -> None:
    assert purge_backups(closed_before=CLOSED_AT, at=AFTER) == 0


def test_a_backup_of_an_open_ticket_stays(world: World) -> None:
    world.ticket(files=[BACKUP])

    assert purge() == 0


def test_a_backup_of_a_reopened_ticket_stays(world: World, closed: Ticket) -> None:
    closing.reopen(closed, actor=world.jean, at=CLOSED_AT)

    assert purge() == 0


def test_the_history_says_who_opened_a_backup(world: World, closed: Ticket) -> None:
    record_opening(backup(), actor=world.claire, at=AFTER)
    event = closed.events.get(kind=Event.Kind.ATTACHMENT_OPENED)

    assert (event.actor, event.data) == (world.claire, {"name": "fw.conf"})


def test_opening_or_erasing_a_backup_moves_no_clock(world: World, closed: Ticket) -> None:
    record_opening(backup(), actor=world.claire, at=CLOSED_AT)
    purge()

    assert clock_audit.differences(closed, response_clock.history(closed), TUESDAY) == []
    assert response_clock.clocks(closed).first_response.paused_since == CLOSED_AT
