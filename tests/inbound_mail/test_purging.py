"""Raw mails are encrypted at rest; those that brought a backup are erased after the end of their ticket."""

from __future__ import annotations

import importlib
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from inbound_mail import purging, tasks
from inbound_mail.models import InboundMail, RawMail, Status
from tests.inbound_mail.mails import arrive, raw_mail, store
from tests.world import TUESDAY, World
from tickets.actions import closing
from tickets.models import Ticket

SECRET = b"set password hunter2"
LATER = TUESDAY + timedelta(days=31)


def backup_mail() -> bytes:
    return raw_mail(files=[("fw.conf", SECRET)])


def close(mail: InboundMail, world: World, at: datetime = TUESDAY) -> None:
    assert mail.ticket is not None
    closing.close(mail.ticket, actor=world.claire, at=at)


def purge(at: datetime = LATER) -> int:
    return purging.purge_sources(closed_before=at - timedelta(days=30), at=at)


def test_no_word_of_a_stored_mail_rests_in_clear(world: World) -> None:
    raw = raw_mail(body="mot de passe hunter2")
    store(raw)
    row = RawMail.objects.get()

    assert b"hunter2" not in bytes(row.sealed) and b"Subject" not in bytes(row.sealed)
    assert row.content == raw


def test_a_retired_key_still_reads_what_it_sealed(world: World, settings: Settings) -> None:
    store(raw_mail())
    settings.ATTACHMENT_KEYS = ["new", *settings.ATTACHMENT_KEYS]

    assert RawMail.objects.get().content.startswith(b"From: ")


def test_thirty_days_after_the_end_the_bytes_are_gone_and_the_rows_stay(world: World) -> None:
    mail = arrive(backup_mail())
    close(mail, world)

    assert purge() == 1 and purge() == 0
    row = RawMail.objects.get()
    assert (bytes(row.sealed), row.content, row.purged_at) == (b"", b"", LATER)
    assert InboundMail.objects.get().ticket == mail.ticket


def test_a_backup_too_large_for_the_ticket_is_erased_all_the_same(world: World, settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 5
    close(arrive(backup_mail()), world)

    assert purge() == 1


@pytest.mark.parametrize("days", [0, 29])
def test_nothing_is_erased_earlier(world: World, days: int) -> None:
    close(arrive(backup_mail()), world)

    assert purge(TUESDAY + timedelta(days=days)) == 0


def test_an_open_ticket_keeps_its_mails(world: World) -> None:
    arrive(backup_mail())

    assert purge() == 0


def test_a_mail_without_backup_is_kept(world: World) -> None:
    close(arrive(raw_mail(files=[("trace.log", b"x")])), world)

    assert purge() == 0


def test_a_held_mail_is_kept_for_people_to_decide(world: World) -> None:
    arrive(raw_mail("stranger@elsewhere.example", files=[("fw.conf", SECRET)]))

    assert RawMail.objects.get().holds_backup and purge() == 0


def test_another_delivery_that_waits_keeps_the_bytes(world: World) -> None:
    raw = backup_mail()
    close(arrive(raw), world)
    store(raw, LATER)

    assert purge() == 0


def test_the_same_mail_after_the_purge_is_a_duplicate_and_erased_again(world: World) -> None:
    raw = backup_mail()
    close(arrive(raw), world)
    purge()
    again = arrive(raw, LATER)

    assert again.status == Status.DUPLICATE and RawMail.objects.get().content == raw
    assert purge() == 1


@pytest.mark.parametrize(("days", "erased"), [(9, 0), (11, 1)])
def test_the_task_counts_the_days_of_the_setting(
    world: World, settings: Settings, days: int, erased: int
) -> None:
    settings.CONFIGURATION_BACKUP_DAYS = 10
    close(arrive(backup_mail()), world)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(days=days))

    assert tasks.purge_sources() == erased


def test_the_migration_seals_what_was_stored_in_clear(world: World) -> None:
    raw = backup_mail()
    arrive(raw)
    RawMail.objects.update(sealed=raw, holds_backup=False)
    migration = importlib.import_module("inbound_mail.migrations.0002_raw_mail_sealed")
    with connection.schema_editor() as editor:
        migration.seal(apps, editor)
    row = RawMail.objects.get()
    assert row.holds_backup and row.content == raw

    with connection.schema_editor() as editor:
        migration.unseal(apps, editor)
    assert bytes(RawMail.objects.get().sealed) == raw
