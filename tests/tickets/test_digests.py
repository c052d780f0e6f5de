"""One mail a day for who wants it so: at 8h00 where they live, with what needs them first, never twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.reading import as_read_by
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla.models import latest_version, timeline_of
from tests.world import PARIS, TUESDAY, World
from tickets import digests
from tickets.actions import estimating, remote_sessions, replying
from tickets.actions.remote_sessions import Slot
from tickets.actions.summing_up import sum_up_due
from tickets.models import Ticket

EIGHT = TUESDAY.replace(day=14, hour=8, minute=0)


def reads_daily(person: User, zone: str = "Europe/Paris", until: datetime | None = TUESDAY) -> None:
    person.mail_pace, person.time_zone, person.digest_until = User.MailPace.DAILY, zone, until
    person.save()


def answered(world: World, body: str = "Nous regardons les traces.", ticket: Ticket | None = None) -> Ticket:
    ticket = ticket or world.ticket()
    replying.reply(
        ticket, world.words(world.claire, body, TUESDAY + timedelta(hours=1)), at=TUESDAY + timedelta(hours=1)
    )
    return ticket


def summaries(person: User) -> list[str]:
    mails = OutgoingMail.objects.filter(to=person.email, topic__startswith="digest:")
    return list(mails.order_by("created_at").values_list("text", flat=True))


def test_an_answer_waits_for_the_summary(world: World) -> None:
    reads_daily(world.jean)

    answered(world)

    said = OutgoingMail.objects.filter(to=world.jean.email).values_list("text", flat=True)
    assert len(said) == 1 and "est enregistrée" in said[0]  # the acknowledgement


def test_the_summary_says_what_waits_and_what_was_said(world: World) -> None:
    reads_daily(world.jean)
    ticket = answered(world)

    assert sum_up_due(EIGHT) == 1

    [text] = summaries(world.jean)
    assert "Ce qui vous attend" in text and "en attente de votre réponse" in text
    assert "Claire Martin, du CST\u00a0: «\u00a0Nous regardons les traces.\u00a0»" in text
    assert ticket.get_absolute_url() in text and "/profil/" in text


def test_a_summary_leaves_once_however_often_it_is_asked_for(world: World) -> None:
    reads_daily(world.jean)
    answered(world)

    for minutes in (0, 5, 600):
        sum_up_due(EIGHT + timedelta(minutes=minutes))

    assert len(summaries(world.jean)) == 1


@pytest.mark.parametrize(
    "at",
    [
        EIGHT - timedelta(minutes=5),
        datetime(2026, 10, 17, 9, 0, tzinfo=PARIS),  # a Saturday
        datetime(2026, 11, 11, 9, 0, tzinfo=PARIS),  # a holiday
    ],
)
def test_nothing_leaves_before_eight_nor_on_a_day_off(world: World, at: datetime) -> None:
    reads_daily(world.jean)
    answered(world)

    assert sum_up_due(at) == 0


@pytest.mark.parametrize(
    ("zone", "leaves"),
    [
        ("America/Guadeloupe", datetime(2026, 10, 14, 14, 0, tzinfo=PARIS)),
        ("Pacific/Noumea", datetime(2026, 10, 13, 23, 0, tzinfo=PARIS)),
    ],
)
def test_eight_is_eight_where_its_reader_lives(world: World, zone: str, leaves: datetime) -> None:
    reads_daily(world.jean, zone)
    answered(world)

    assert sum_up_due(leaves - timedelta(minutes=1)) == 0
    assert sum_up_due(leaves) == 1


def test_a_missed_day_is_in_the_next_summary(world: World) -> None:
    reads_daily(world.jean)
    answered(world)

    sum_up_due(EIGHT + timedelta(days=2))

    assert "Nous regardons les traces." in summaries(world.jean)[0]


def test_without_news_nothing_leaves(world: World) -> None:
    answered(world)
    reads_daily(world.jean, until=TUESDAY + timedelta(hours=2))

    assert sum_up_due(EIGHT) == 0
    assert summaries(world.jean) == []


def test_what_its_reader_did_is_no_news(world: World) -> None:
    reads_daily(world.jean, until=TUESDAY - timedelta(hours=1))
    world.ticket()

    assert sum_up_due(EIGHT) == 0


def test_an_internal_note_is_in_no_summary(world: World) -> None:
    reads_daily(world.jean)
    ticket = answered(world)
    replying.note(
        ticket,
        world.words(world.claire, "Client pénible.", TUESDAY + timedelta(hours=1)),
        at=TUESDAY + timedelta(hours=1),
    )

    sum_up_due(EIGHT)

    assert "pénible" not in summaries(world.jean)[0]


def test_who_wants_their_own_reads_nothing_of_a_colleagues(world: World) -> None:
    reads_daily(world.lea)
    answered(world)

    assert sum_up_due(EIGHT) == 0


def test_who_wants_all_reads_of_a_colleagues(world: World) -> None:
    world.lea.mail_scope = User.MailScope.ORGANISATION
    reads_daily(world.lea)
    answered(world)

    sum_up_due(EIGHT)

    assert "Nous regardons les traces." in summaries(world.lea)[0]


def test_an_estimate_and_a_session_come_at_once(world: World) -> None:  # CH-PS, CH-III.3
    reads_daily(world.jean)
    asked = world.ticket(kind="assistance", serial="", severity=None)
    estimating.propose(asked, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    slot = Slot(EIGHT.replace(hour=15), minutes=60, purpose="Lire les traces.", consents=False)
    remote_sessions.propose(world.ticket(), slot, actor=world.claire, at=TUESDAY)

    said = " ".join(OutgoingMail.objects.filter(to=world.jean.email).values_list("text", flat=True))
    assert "Nous estimons ce travail" in said and "Lire les traces." in said


def test_who_has_just_chosen_a_summary_loses_nothing_and_is_told_nothing_old(world: World) -> None:
    answered(world, "Déjà lu.")
    reads_daily(world.jean, until=None)
    sum_up_due(TUESDAY + timedelta(hours=4))

    later = TUESDAY + timedelta(hours=5)
    ticket = Ticket.objects.get()
    replying.reply(ticket, world.words(world.claire, "Nouveau.", later), at=later)
    sum_up_due(EIGHT)

    text = summaries(world.jean)[-1]
    assert "Nouveau." in text and "Déjà lu." not in text


def test_who_left_the_organisation_has_no_summary_of_it(world: World) -> None:
    reads_daily(world.jean)
    answered(world)
    sum_up_due(EIGHT)
    world.jean.organisation = world.organisation_of(world.marc)
    world.jean.save()

    outbox.send_due(EIGHT + timedelta(minutes=1))

    mail = OutgoingMail.objects.get(to=world.jean.email, topic__startswith="digest:")
    assert mail.status == OutgoingMail.Status.WITHHELD


def test_who_has_just_been_removed_has_no_summary(world: World) -> None:
    reads_daily(world.jean)
    answered(world)
    sum_up_due(EIGHT)
    User.objects.filter(pk=world.jean.pk).update(is_active=False)

    outbox.send_due(EIGHT + timedelta(minutes=1))

    mail = OutgoingMail.objects.get(to=world.jean.email, topic__startswith="digest:")
    assert mail.status == OutgoingMail.Status.WITHHELD


def test_what_happened_at_the_end_of_a_summary_is_not_in_the_next(world: World) -> None:
    ticket, told = world.ticket(), TUESDAY + timedelta(minutes=30)
    slot = Slot(TUESDAY + timedelta(days=2), minutes=60, purpose="", consents=False)
    remote_sessions.propose(ticket, slot, actor=world.claire, at=told)
    answered(world, ticket=ticket)

    before = digests.summary(world.jean, TUESDAY, told)
    after = digests.summary(world.jean, told, EIGHT)

    assert before is not None and any("session" in line for line in before.parts[0].news)
    assert after is not None and not any("session" in line for line in after.parts[0].news)


@pytest.mark.parametrize(("tickets", "more"), [(1, False), (2, True)])
def test_a_summary_says_when_it_does_not_hold_all(
    world: World, monkeypatch: pytest.MonkeyPatch, tickets: int, more: bool
) -> None:
    monkeypatch.setattr(digests, "MOST", 1)
    for _ticket in range(tickets):
        answered(world)

    summary = digests.summary(world.jean, TUESDAY, EIGHT)

    assert summary is not None and summary.more is more


def test_ten_tickets_cost_as_many_queries_as_one(world: World) -> None:
    reads_daily(world.jean)
    counts = []
    for number in (1, 9):
        for _each in range(number):
            answered(world)
        with CaptureQueriesContext(connection) as asked, as_read_by(world.jean):
            assert digests.summary(world.jean, TUESDAY - timedelta(hours=1), EIGHT) is not None
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_it_is_due_on_its_own_day_alone(world: World) -> None:
    hours = timeline_of(latest_version().pk)
    reads_daily(world.jean, "Pacific/Noumea", until=EIGHT.astimezone(ZoneInfo("Pacific/Noumea")))

    assert not digests.is_due(world.jean, EIGHT + timedelta(hours=1), hours)
    assert digests.is_due(world.jean, EIGHT + timedelta(hours=15), hours)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(transactional_world: World) -> None:
    world = transactional_world
    reads_daily(world.jean)
    answered(world)

    def work() -> int:
        try:
            return sum_up_due(EIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        left = sum(future.result() for future in [workers.submit(work), workers.submit(work)])

    assert left == 1 and len(summaries(world.jean)) == 1
