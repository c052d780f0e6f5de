"""From when on the mail of a mailbox counts: by the numbers of its server, by its dates where those tell nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbound_mail.mailboxes import changing, looking
from inbound_mail.models import InboundMail, Mailbox
from inbound_mail.sources import imap
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, fetch, mailbox
from tests.world import TUESDAY, World

# Two minutes before the decision, or at it on a server whose clock is behind ours.
BEHIND = TUESDAY - timedelta(minutes=2)
NEXT = TUESDAY + timedelta(minutes=1)


def begun(dovecot: Dovecot, world: World, begins_at: datetime = TUESDAY) -> Mailbox:
    """A mailbox that held one mail, was looked into, and was decided on at TUESDAY."""
    row = mailbox(dovecot, begins_at=None)
    dovecot.deliver("support", raw_mail(), at=BEHIND - timedelta(minutes=5))
    fetch(row)
    return changing.begin(row, begins_at, actor=world.hugo, at=TUESDAY)


def stored() -> list[tuple[datetime, bool]]:
    """When the server took each stored mail, and whether it is history."""
    return list(InboundMail.objects.order_by("uid").values_list("received_at", "is_history"))


def test_from_now_on_counts_by_the_server_s_numbers_though_its_clock_is_behind(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row = begun(dovecot, transactional_world)
    dovecot.deliver("support", raw_mail(), at=BEHIND)
    fetch(row, NEXT)

    assert stored() == [(BEHIND, False)]


def test_from_now_on_leaves_what_was_there_though_the_server_s_clock_is_ahead(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row = mailbox(dovecot, begins_at=None)
    dovecot.deliver("support", raw_mail(), at=TUESDAY + timedelta(minutes=2))
    fetch(row)
    changing.begin(row, TUESDAY, actor=transactional_world.hugo, at=TUESDAY)
    fetch(row, NEXT)

    assert stored() == []


def test_an_old_mail_that_somebody_puts_into_the_folder_is_taken_as_history(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row, last_year = begun(dovecot, transactional_world), TUESDAY - timedelta(days=365)
    dovecot.deliver("support", raw_mail(), at=last_year)
    fetch(row, NEXT)

    assert stored() == [(last_year, True)]


def test_from_a_day_on_counts_by_the_server_s_dates(dovecot: Dovecot, transactional_world: World) -> None:
    row = begun(dovecot, transactional_world, TUESDAY - timedelta(days=1))
    dovecot.deliver("support", raw_mail(), at=TUESDAY - timedelta(days=30))
    dovecot.deliver("support", raw_mail(), at=BEHIND)
    fetch(row, NEXT)

    assert stored() == [(BEHIND - timedelta(minutes=5), True), (BEHIND, False)]


def test_a_folder_numbered_anew_since_the_look_counts_by_its_dates(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row = begun(dovecot, transactional_world)
    assert row.look is not None
    row.look["uidvalidity"] += 1
    row.save()
    dovecot.deliver("support", raw_mail(), at=BEHIND)
    dovecot.deliver("support", raw_mail(), at=NEXT)
    fetch(row, NEXT)

    assert stored() == [(NEXT, False)]


def test_a_look_that_ends_after_the_decision_changes_nothing_of_it(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row = begun(dovecot, transactional_world)
    decided = row.look
    dovecot.deliver("support", raw_mail(), at=BEHIND)
    with imap.opened(row, to_take=False) as folder:
        looking.look(row, folder)
    row.refresh_from_db()

    assert row.look == decided


@pytest.mark.django_db(transaction=True)
def test_what_had_arrived_before_somebody_decided_is_history(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, decided_at=TUESDAY - timedelta(minutes=10))
    dovecot.deliver("support", raw_mail(), at=TUESDAY - timedelta(hours=1))
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    fetch(row)

    assert list(InboundMail.objects.order_by("uid").values_list("is_history", flat=True)) == [True, False]
