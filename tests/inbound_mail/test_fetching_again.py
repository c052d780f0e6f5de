"""A fetch that was interrupted, and the next one: nothing is read twice, and the connection is no mail's fault."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from inbound_mail.models import InboundMail, Mailbox
from inbound_mail.sources.imap import Folder, RemoteMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, fetch, mailbox
from tests.world import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_that_is_cut_in_mid_mail_is_no_unreadable_mail(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, cut, real = mailbox(dovecot), list[int](), Folder.read
    dovecot.deliver("support", raw_mail(subject="Un"), raw_mail(subject="Deux"), at=ARRIVED)

    def read(folder: Folder, uid: int) -> RemoteMail | None:
        if not cut:
            cut.append(uid)
            folder._client.socket().shutdown(socket.SHUT_RDWR)
        return real(folder, uid)

    monkeypatch.setattr(Folder, "read", read)
    fetch(row)

    assert row.failures == 1 and not row.last_error.startswith("UnreadableMail")
    assert not InboundMail.objects.exists()
    monkeypatch.undo()
    assert fetch(row, TUESDAY + timedelta(minutes=1)) == 2
    assert row.failures == 0


def test_a_mail_that_is_stored_already_is_not_read_again(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, read, real = mailbox(dovecot), list[int](), Folder.read
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)
    Mailbox.objects.update(last_uid=0)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)

    def reading(folder: Folder, uid: int) -> RemoteMail | None:
        read.append(uid)
        return real(folder, uid)

    monkeypatch.setattr(Folder, "read", reading)
    fetch(row)

    assert read == [row.last_uid]
    assert InboundMail.objects.count() == 2


def test_a_mail_of_the_very_instant_of_the_beginning_counts(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, begins_at=ARRIVED)
    dovecot.deliver("support", raw_mail(), at=ARRIVED - timedelta(seconds=1))
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert [mail.received_at for mail in InboundMail.objects.all()] == [ARRIVED]


def test_a_look_leaves_new_mail_new_to_the_programs_of_its_reader(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, begins_at=None)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert dovecot.client("support").select_folder("INBOX")[b"RECENT"] == 1  # SELECT would have made it 0
