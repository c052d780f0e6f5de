"""Addresses that our mail comes back from: counted once, believed of our mails only, cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from outbound_mail import failing
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.world import TUESDAY, World

JEAN = "jean.petit@reseau-plus.example"
LATER = TUESDAY + timedelta(hours=1)


def _report(mail: OutgoingMail | None = None, *, permanent: bool = True, minutes: int = 0) -> FailingAddress:
    row = failing.returned(
        mail.to if mail else JEAN,
        permanent=permanent,
        status="5.1.1" if permanent else "4.2.2",
        why="User unknown" if permanent else "Mailbox full",
        at=TUESDAY + timedelta(minutes=minutes),
        message_id=mail.message_id if mail else "",
    )
    assert row is not None
    return row


@pytest.fixture
def mail(world: World) -> OutgoingMail:
    """The acknowledgement of Jean's ticket."""
    world.ticket()
    return OutgoingMail.objects.get(to=JEAN)


def test_a_permanent_report_marks_the_mail_and_its_address(mail: OutgoingMail) -> None:
    row = _report(mail)

    mail.refresh_from_db()
    assert (mail.returned_at, mail.returned_for_good, mail.returned_why) == (TUESDAY, True, "User unknown")
    assert (row.permanent, row.status, row.times) == (True, "5.1.1", 1)
    assert failing.is_failing("Jean.Petit@Reseau-Plus.example")


def test_a_delay_is_counted_and_stops_nothing(mail: OutgoingMail) -> None:
    row = _report(mail, permanent=False)

    assert row.times == 1 and not row.permanent
    assert not failing.is_failing(JEAN)


def test_the_same_report_told_twice_counts_once(mail: OutgoingMail) -> None:
    _report(mail)

    assert _report(mail, minutes=5).times == 1


def test_a_delay_that_becomes_a_failure_counts_as_one(mail: OutgoingMail) -> None:
    _report(mail, permanent=False)
    row = _report(mail, minutes=300)

    assert row.permanent and row.last_at == TUESDAY + timedelta(minutes=300)


def test_a_delay_after_a_failure_changes_nothing(mail: OutgoingMail) -> None:
    _report(mail)
    row = _report(mail, permanent=False, minutes=5)

    assert (row.permanent, row.status, row.last_at) == (True, "5.1.1", TUESDAY)


def test_a_report_about_somebody_elses_mail_silences_nobody(mail: OutgoingMail) -> None:
    row = failing.returned(
        "claire.martin@exer.fr",
        permanent=True,
        status="5.1.1",
        why="x",
        at=TUESDAY,
        message_id=mail.message_id,
    )

    assert row is None
    assert not FailingAddress.objects.exists()


def test_a_report_about_no_mail_of_ours_silences_nobody(mail: OutgoingMail) -> None:
    row = failing.returned(
        JEAN, permanent=True, status="5.1.1", why="x", at=TUESDAY, message_id="<x@y.example>"
    )

    assert row is None
    assert not failing.is_failing(JEAN)


def test_a_mail_from_the_address_clears_it(mail: OutgoingMail) -> None:
    _report(mail)

    assert failing.cleared(JEAN, None, LATER)
    assert not failing.is_failing(JEAN)


def test_a_mail_sent_before_the_report_proves_nothing(mail: OutgoingMail) -> None:
    _report(mail, minutes=60)

    assert not failing.cleared(JEAN, None, TUESDAY)
    assert failing.is_failing(JEAN)


def test_a_late_report_about_a_mail_sent_before_the_address_was_mended_changes_nothing(
    mail: OutgoingMail,
) -> None:
    _report(permanent=True)
    failing.cleared(JEAN, None, LATER)
    _report(mail, minutes=120)

    assert not failing.is_failing(JEAN)


def test_an_address_that_fails_again_starts_to_count_anew(world: World, mail: OutgoingMail) -> None:
    _report(mail)
    failing.cleared(JEAN, world.claire, LATER)
    row = _report(minutes=180)

    assert (row.times, row.first_at, row.cleared_at, row.cleared_by) == (
        1,
        LATER + timedelta(hours=2),
        None,
        None,
    )
