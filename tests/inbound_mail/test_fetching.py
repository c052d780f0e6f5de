"""Mail over a real IMAP server: stored first, told to the server then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connections
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from pytest_django import Settings

from inbound_mail import fetching, intake, processing
from inbound_mail.models import InboundMail, Mailbox, RawMail
from inbound_mail.sources.imap import Folder, RemoteMail
from tests.dovecot import PASSWORD, Dovecot
from tests.inbound_mail.mails import frozen, raw_mail
from tests.world import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)
ARRIVED = TUESDAY - timedelta(minutes=3)


def mailbox(dovecot: Dovecot, user: str = "support", **changes: object) -> Mailbox:
    """A mailbox of the server that was looked at and begins a day before."""
    values = {
        "name": user,
        "address": f"{user}@exer.example",
        "host": "127.0.0.1",
        "port": dovecot.port,
        "username": user,
        "begins_at": TUESDAY - timedelta(days=1),
        **changes,
    }
    row = Mailbox(**values)
    row.secret = PASSWORD
    row.save()
    return row


def fetch(row: Mailbox, at: datetime = TUESDAY) -> int:
    taken = fetching.fetch(row.pk, frozen(at))
    row.refresh_from_db()
    return taken


def test_what_is_new_is_stored_with_its_arrival_on_the_server(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(subject="Un"), raw_mail(subject="Deux"), at=ARRIVED)

    assert fetch(row) == 2
    stored = InboundMail.objects.order_by("uid")
    assert list(stored.values_list("received_at", "mailbox")) == [(ARRIVED, row.pk)] * 2
    assert stored[1].uid == row.last_uid


def test_what_was_fetched_is_marked_as_read_and_not_fetched_again(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert fetch(row) == 0
    client = dovecot.client("support")
    client.select_folder("INBOX")
    assert client.search(["SEEN"]) == client.search()


def test_a_mail_whose_storing_fails_stays_unread_on_the_server(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    monkeypatch.setattr(intake, "receive", _out_of_disk)
    with pytest.raises(RuntimeError):
        fetch(row)
    monkeypatch.undo()

    client = dovecot.client("support")
    client.select_folder("INBOX", readonly=True)
    assert client.search(["UNSEEN"]) == client.search()
    assert not InboundMail.objects.exists()
    assert fetch(row) == 1


def _out_of_disk(*_args: object, **_values: object) -> None:
    raise RuntimeError("no space left")


def test_a_fetch_that_died_before_it_told_the_server_stores_the_mail_once(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)
    Mailbox.objects.filter(pk=row.pk).update(last_uid=0)

    assert fetch(row) == 1
    assert InboundMail.objects.count() == 1


def test_the_first_connection_only_looks(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, begins_at=None)
    dovecot.deliver("support", raw_mail(), raw_mail(), at=ARRIVED)

    assert fetch(row) == 0
    assert row.look is not None
    assert (row.look["count"], row.look["oldest"], row.look["newest"]) == (
        2,
        ARRIVED.isoformat(),
        ARRIVED.isoformat(),
    )
    assert not InboundMail.objects.exists()


def test_mail_from_before_the_beginning_is_left_alone(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(subject="Vieux"), at=TUESDAY - timedelta(days=30))
    dovecot.deliver("support", raw_mail(subject="Neuf"), at=ARRIVED)

    assert fetch(row) == 1
    client = dovecot.client("support")
    client.select_folder("INBOX")
    assert len(client.search(["UNSEEN"])) == 1


def test_a_mailbox_numbered_anew_is_read_again_and_opens_nothing_twice(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)
    Mailbox.objects.filter(pk=row.pk).update(uidvalidity=1)
    InboundMail.objects.update(uidvalidity=1)
    fetch(row)
    processing.process_due(frozen(TUESDAY))

    assert sorted(InboundMail.objects.values_list("status", flat=True)) == ["duplicate", "held"]


def test_of_a_mail_that_is_too_large_only_the_beginning_is_fetched(
    dovecot: Dovecot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbound_mail.sources.imap.SIZE_LIMIT", 20_000)
    monkeypatch.setattr("inbound_mail.sources.imap.KEPT_OF_LARGER", 1_000)
    monkeypatch.setattr("inbound_mail.intake.SIZE_LIMIT", 20_000)
    large = raw_mail(files=[("sauvegarde.bin", b"x" * 60_000)])
    row = mailbox(dovecot)
    dovecot.deliver("support", large, at=ARRIVED)
    fetch(row)
    raw = RawMail.objects.get()

    assert (raw.kept, raw.is_whole) == (1_000, False)
    assert raw.size > 60_000


def test_a_server_that_only_guesses_at_sizes_gives_whole_mails(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = IMAPClient.fetch

    def guessing(client: IMAPClient, *args: object) -> dict[int, dict[bytes, object]]:
        found = real(client, *args)
        for values in found.values():
            if b"RFC822.SIZE" in values:
                values[b"RFC822.SIZE"] += 700
        return dict(found)

    monkeypatch.setattr(IMAPClient, "fetch", guessing)
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert RawMail.objects.get().is_whole


def test_a_wrong_password_is_told_and_counted(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    row.secret = "faux"
    row.save()
    fetch(row)
    fetch(row)

    assert row.failures == 2
    assert "AUTHENTICATIONFAILED" in row.last_error
    assert row.last_fetch_at == TUESDAY
    assert row.last_success_at is None


def test_a_server_that_nobody_vouches_for_is_not_talked_to(dovecot: Dovecot, settings: Settings) -> None:
    settings.IMAP_CA_FILE = ""
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert "CERTIFICATE_VERIFY_FAILED" in row.last_error
    assert not InboundMail.objects.exists()


def test_starttls_is_encrypted_before_the_password_is_said(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, port=dovecot.starttls_port, security="starttls")
    dovecot.deliver("support", raw_mail(), at=ARRIVED)

    assert fetch(row) == 1


def test_two_fetches_of_one_mailbox_do_not_run_at_once(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [fetching._LOCK, row.pk])
        taken = fetch(row)
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    assert taken == 0
    assert fetch(row) == 1


def test_mail_from_before_the_beginning_is_not_even_read(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, real = list[int](), Folder.read

    def reading(folder: Folder, uid: int) -> RemoteMail | None:
        read.append(uid)
        return real(folder, uid)

    monkeypatch.setattr(Folder, "read", reading)
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), raw_mail(), at=TUESDAY - timedelta(days=30))
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert read == [row.last_uid]


def test_a_mail_that_its_server_cannot_give_keeps_no_other_from_being_stored(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(subject="Illisible"), raw_mail(subject="Saine"), at=ARRIVED)
    first = _uids(dovecot)[0]
    real = Folder.read

    def read(folder: Folder, uid: int) -> RemoteMail | None:
        if uid == first:
            raise IMAPClientError("FETCH failed: internal error")
        return real(folder, uid)

    monkeypatch.setattr(Folder, "read", read)
    fetch(row)

    assert list(InboundMail.objects.values_list("uid", flat=True)) == _uids(dovecot)[1:]
    assert (row.failures, row.last_uid) == (1, 0)
    monkeypatch.undo()
    assert fetch(row, TUESDAY + timedelta(minutes=1)) == 2
    assert (row.failures, InboundMail.objects.count()) == (0, 2)


def test_other_bytes_under_a_number_that_was_given_out_already_are_stored_too(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(subject="Neuf"), at=ARRIVED)
    fetch(row)
    other = intake.receive(raw_mail(subject="Ancien"), source="imap", received_at=ARRIVED, at=TUESDAY)
    InboundMail.objects.filter(uid__isnull=False).update(raw_id=other.raw_id)
    Mailbox.objects.update(last_uid=0)
    fetch(row)

    assert InboundMail.objects.filter(mailbox=row).values("raw").distinct().count() == 2


def test_a_mailbox_that_failed_rests_longer_each_time_and_is_tried_at_once_when_asked(
    dovecot: Dovecot,
) -> None:
    row = mailbox(dovecot, failures=3, last_fetch_at=TUESDAY)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)

    assert row.next_fetch_at == TUESDAY + timedelta(minutes=2)
    assert fetch(row, TUESDAY + timedelta(seconds=119)) == 0
    assert fetching.fetch(row.pk, frozen(TUESDAY + timedelta(seconds=119)), asked=True) == 1


def test_what_was_read_of_a_folder_is_not_written_on_the_one_that_a_lead_names_meanwhile(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, real = mailbox(dovecot), Folder.read

    def read(folder: Folder, uid: int) -> RemoteMail | None:
        Mailbox.objects.update(folder="Ailleurs", uidvalidity=None, last_uid=0)
        return real(folder, uid)

    monkeypatch.setattr(Folder, "read", read)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert (row.uidvalidity, row.last_uid, row.last_success_at) == (None, 0, None)


def test_a_look_tells_the_server_nothing(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, begins_at=None, done_folder="Jamais créé")
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    client = dovecot.client("support")
    assert not client.folder_exists("Jamais créé")
    client.select_folder("INBOX")
    assert client.search(["UNSEEN"]) == client.search()


def test_whether_a_mailbox_is_being_fetched_shows_from_another_connection(dovecot: Dovecot) -> None:
    row = mailbox(dovecot)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [fetching._LOCK, row.pk])
        meanwhile = fetching.is_at_work(row.pk)
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    assert (meanwhile, fetching.is_at_work(row.pk)) == (True, False)


def _uids(dovecot: Dovecot) -> list[int]:
    client = dovecot.client("support")
    client.select_folder("INBOX", readonly=True)
    found = sorted(client.search())
    client.logout()
    return found
