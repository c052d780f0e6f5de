"""Several mailboxes: none waits for another."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from inbound_mail import fetching
from inbound_mail.models import InboundMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import frozen, raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, mailbox
from tests.world import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_SECONDS = 20.0


def test_a_mailbox_that_fails_keeps_no_other_from_being_read(dovecot: Dovecot) -> None:
    broken, sound = mailbox(dovecot, username="nobody"), mailbox(dovecot, "second")
    dovecot.deliver("second", raw_mail(), at=ARRIVED)

    assert fetching.fetch_all(frozen(TUESDAY)) == 1
    broken.refresh_from_db()
    assert broken.failures == 1
    sound.refresh_from_db()
    assert (sound.failures, sound.last_success_at) == (0, TUESDAY)


@pytest.mark.parametrize("changes", [{"host": "imap..exer.example"}, {"host": "a" * 64 + ".example"}])
def test_a_server_that_cannot_be_named_is_an_error_of_its_mailbox(
    dovecot: Dovecot, changes: dict[str, str]
) -> None:
    broken, _sound = mailbox(dovecot, **changes), mailbox(dovecot, "second")
    dovecot.deliver("second", raw_mail(), at=ARRIVED)

    assert fetching.fetch_all(frozen(TUESDAY)) == 1
    broken.refresh_from_db()
    assert broken.failures == 1


def test_a_server_that_takes_the_connection_and_stays_silent_keeps_no_other_mailbox_waiting(
    dovecot: Dovecot,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent, _sound = mailbox(dovecot, port=mute.getsockname()[1]), mailbox(dovecot, "second")
        dovecot.deliver("second", raw_mail(), at=ARRIVED)
        mute.settimeout(WAIT_SECONDS)
        everything = threading.Thread(target=fetching.fetch_all, args=[frozen(TUESDAY)], daemon=True)
        everything.start()
        caller, _address = mute.accept()
        _until_one_is_stored()
        is_held_up = everything.is_alive()
        caller.close()
        everything.join(WAIT_SECONDS)

    assert is_held_up
    silent.refresh_from_db()
    assert silent.failures == 1


def test_a_server_that_stays_silent_is_given_up_after_ten_seconds(dovecot: Dovecot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = mailbox(dovecot, port=mute.getsockname()[1])
        begun = time.monotonic()
        fetching.fetch(silent.pk, frozen(TUESDAY))
        took = time.monotonic() - begun

    silent.refresh_from_db()
    assert silent.failures == 1
    assert 9 < took < 20


def _until_one_is_stored() -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while not InboundMail.objects.exists():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)
