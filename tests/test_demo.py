"""The demo world: any number of times, and a ticket in every state."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cst.demo import following, views
from cst.demo import tickets as stories
from sla.models import latest_version, working_time
from tests.world import PARIS, World
from tickets import clock_audit
from tickets.models import (
    Estimate,
    Event,
    Follower,
    KeptView,
    Message,
    RemoteSession,
    Satisfaction,
    SeverityRequest,
    Status,
    Ticket,
)

# Mondays, holidays, nights: the world stands whenever it is built.
MOMENTS = [
    datetime(2026, 11, 23, 22, 50, tzinfo=PARIS),
    datetime(2027, 5, 6, 10, 0, tzinfo=PARIS),
    datetime(2027, 1, 4, 9, 5, tzinfo=PARIS),
    datetime(2026, 8, 15, 12, 45, tzinfo=PARIS),
]


@pytest.mark.parametrize("now", MOMENTS)
def test_there_is_a_ticket_in_every_state(world: World, now: datetime) -> None:
    stories.load(now)

    assert set(Ticket.objects.values_list("status", flat=True)) >= set(Status) - {Status.RESOLVED}
    assert Estimate.objects.filter(decision="pending").exists()
    assert Ticket.objects.filter(waived=True, verdict_json__reason="contract_expired").exists()


@pytest.mark.parametrize("now", MOMENTS)
def test_one_is_overdue_and_one_is_due_soon(world: World, now: datetime) -> None:
    stories.load(now)
    running = Ticket.objects.filter(first_response_at=None, due_at__isnull=False, status=Status.NEW)

    assert running.filter(due_at__lt=now).exists()
    assert running.filter(due_at__gt=now).exists()


def test_a_deadline_crosses_lunch_and_one_a_public_holiday(world: World) -> None:
    now = MOMENTS[0]
    stories.load(now)
    calendar = working_time(latest_version())
    crossed = {
        skip.reason.kind
        for ticket in Ticket.objects.exclude(due_at=None)
        for skip in calendar.trace(
            ticket.received_at, timedelta(minutes=ticket.commitment_minutes or 0)
        ).skipped
    }

    assert {"lunch", "holiday"} <= crossed


def test_loading_it_again_changes_nothing(world: World) -> None:
    stories.load(MOMENTS[0])
    before = (Ticket.objects.count(), Message.objects.count(), Event.objects.count())
    stories.load(MOMENTS[0] + timedelta(days=2))

    assert (Ticket.objects.count(), Message.objects.count(), Event.objects.count()) == before


def test_every_stored_clock_is_the_one_that_the_events_give(world: World) -> None:
    stories.load(MOMENTS[0])

    audited = list(clock_audit.audit(Ticket.objects.all(), MOMENTS[0]))

    assert len(audited) > 10
    assert [found for _ticket, found in audited if found] == []


def test_it_refuses_outside_development(settings: Settings) -> None:
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match="development") as error:
        call_command("demo")
    assert error.value.returncode == 2


@pytest.mark.parametrize("now", MOMENTS)
def test_something_waits_in_each_way_of_following(world: World, now: datetime) -> None:
    for _ in range(2):
        following.load(now)

    assert SeverityRequest.objects.get().decision == "pending"
    assert RemoteSession.objects.get().state == "agreed"
    assert Satisfaction.objects.get().mark == 3
    assert Follower.objects.count() == 1


def test_the_team_finds_views_that_are_kept_once(world: World) -> None:
    for _ in range(2):
        views.load(MOMENTS[0])

    assert list(KeptView.objects.values_list("name", "shared")) == [
        ("Mails à trier", True),
        ("Réseau Plus", False),
        ("Urgences sans personne", True),
    ]
