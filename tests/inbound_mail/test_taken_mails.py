"""What the server is told of mails that are stored, and what becomes of the others when it will not hear it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from imapclient import IMAPClient

from inbound_mail.models import InboundMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, fetch, mailbox
from tests.world import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_fetched_is_moved_where_the_mailbox_says(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, done_folder="Pris par le CST")
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    client = dovecot.client("support")
    assert client.select_folder("INBOX")[b"EXISTS"] == 0
    assert client.select_folder("Pris par le CST")[b"EXISTS"] == 1


def test_a_server_without_move_is_told_in_three_words(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient, "has_capability", lambda client, name: name != "MOVE" and real(client, name)
    )
    row = mailbox(dovecot, done_folder="Pris par le CST")
    dovecot.deliver("support", raw_mail(), at=ARRIVED)

    assert fetch(row) == 1
    client = dovecot.client("support")
    assert client.select_folder("INBOX")[b"EXISTS"] == 0
    assert client.select_folder("Pris par le CST")[b"EXISTS"] == 1


def test_a_folder_of_taken_mails_that_takes_none_keeps_no_mail_from_being_stored(dovecot: Dovecot) -> None:
    client = dovecot.client("support")
    client.create_folder("Archives.2026")  # « Archives » is listed now, and holds no mail
    row = mailbox(dovecot, done_folder="Archives")
    dovecot.deliver("support", raw_mail(subject="Un"), raw_mail(subject="Deux"), at=ARRIVED)
    fetch(row)

    assert InboundMail.objects.count() == 2
    assert (row.failures, row.last_uid) == (1, 0)
    assert row.last_error.startswith("UntoldMail")
    row.done_folder = ""
    row.save()
    assert fetch(row, TUESDAY + timedelta(minutes=1)) == 2
    assert (row.failures, InboundMail.objects.count()) == (0, 2)


def test_a_folder_of_taken_mails_that_the_server_does_not_create_keeps_no_mail_from_being_stored(
    dovecot: Dovecot,
) -> None:
    row = mailbox(dovecot, done_folder="CST/pris")  # this server keeps / for itself
    dovecot.deliver("support", raw_mail(subject="Un"), raw_mail(subject="Deux"), at=ARRIVED)
    fetch(row)

    assert InboundMail.objects.count() == 2
    assert (row.failures, row.last_uid) == (1, 0)
    assert row.last_error.startswith("UntoldMail")


def test_what_comes_while_taken_mails_cannot_be_moved_is_stored_once(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, done_folder="CST/pris")
    for minute in range(3):
        dovecot.deliver("support", raw_mail(subject=f"Mail {minute}"), at=ARRIVED)
        fetch(row, TUESDAY + timedelta(hours=minute))

    assert InboundMail.objects.count() == 3
    assert row.failures == 3
