"""`manage.py sla_audit`: the rows are what the events say, whatever was done to the tickets (CH-V.2)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contracts.models import Vendor
from sla.calendars import CHARTER
from sla.models import Calendar, Commitment, latest_version
from sla.windows import Occasion
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, STORMSHIELD, TUESDAY, World, key
from tickets.actions import (
    assigning,
    closing,
    escalating,
    estimating,
    qualifying,
    replying,
    rescheduling,
    waiving,
)
from tickets.actions.alerting import alert_due
from tickets.actions.qualifying import Qualification
from tickets.actions.writing import NotPossible
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db


def audit(*arguments: str) -> tuple[list[str], str]:
    """The lines that it prints, and what it says on the side."""
    out, side = StringIO(), StringIO()
    call_command("sla_audit", *arguments, stdout=out, stderr=side)
    return out.getvalue().splitlines(), side.getvalue()


def test_rows_that_say_what_their_events_say_print_nothing(world: World) -> None:
    world.ticket()
    world.ticket(severity=None, channel="mail")

    assert audit() == ([], "2 tickets vérifiés, tous conformes à leurs événements.\n")


def test_a_row_that_was_tampered_with_is_printed_with_both_values(world: World) -> None:
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=TUESDAY)

    [line], summary = audit("--json")

    assert json.loads(line) == {
        "ticket": ticket.number,
        "differences": {
            "due_at": {"stored": "2026-10-13T11:07:00+02:00", "computed": "2026-10-13T14:37:00+02:00"},
            "queue_key": {"stored": "2026-10-13T14:37:00+02:00", "computed": "2026-10-13T11:07:00+02:00"},
        },
    }
    assert "dont 1 à corriger" in summary


def test_a_warning_that_nobody_would_give_is_found(world: World) -> None:
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(next_alert_at=None)

    [line], _summary = audit(ticket.number)

    assert line.startswith(f"{ticket.number}\u00a0: next_alert_at enregistré None")


def test_a_warning_that_would_come_too_late_is_found(world: World) -> None:
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(next_alert_at=timezone.now() + timedelta(days=30))

    assert len(audit(ticket.number)[0]) == 1


def test_a_warning_that_waits_for_the_opening_is_right(world: World) -> None:
    ticket = world.ticket()
    alert_due(datetime(2026, 10, 13, 22, 0, tzinfo=TUESDAY.tzinfo))

    ticket.refresh_from_db()
    assert ticket.next_alert_at == datetime(2026, 10, 14, 9, 0, tzinfo=TUESDAY.tzinfo)
    assert audit()[0] == []


def test_an_unknown_number_is_a_wrong_call(world: World) -> None:
    with pytest.raises(CommandError, match="Ticket inconnu"):
        audit("CST-2026-999999")


class Centre:
    """Months of work at random, through the verbs alone."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.now = world, random.Random(seed), TUESDAY
        self.tickets: list[Ticket] = []
        self.open()

    def step(self) -> None:
        """Some time passes, then somebody does something that the state may not allow."""
        self.now += timedelta(minutes=self.random.choice([1, 7, 45, 180, 900, 3000]))
        verbs: list[Callable[[], object]] = [
            self.open,
            self.answer,
            self.customer,
            self.qualify,
            self.waive,
            self.close,
            self.reopen,
            self.escalate,
            self.estimate,
            self.calendar,
            lambda: alert_due(self.now),
        ]
        try:
            with transaction.atomic():
                self.random.choice(verbs)()
        except NotPossible:
            pass

    def any(self) -> Ticket:
        return Ticket.objects.get(pk=self.random.choice(self.tickets).pk)

    def engineer(self) -> User:
        return self.random.choice([self.world.claire, self.world.hugo])

    def open(self) -> None:
        serial = self.random.choice([FORTIGATE, FORTIGATE, STORMSHIELD, OLD_VERSION, EXPIRED_AP, ""])
        ticket = self.world.ticket(
            received_at=self.now - timedelta(minutes=self.random.choice([0, 3, 90])),
            severity=self.random.choice([None, 1, 2, 3, 4]),
            serial=serial,
            channel=self.random.choice(["web", "mail"]),
        )
        self.tickets.append(ticket)

    def answer(self) -> None:
        ticket = self.any()
        then = self.random.choice([None, Status.OPEN, Status.RESOLVED])
        words = self.world.words(self.engineer(), at=self.now)
        if then is Status.RESOLVED:
            closing.resolve(ticket, words, at=self.now)
        else:
            replying.reply(ticket, words, at=self.now, then=then)

    def customer(self) -> None:
        words = self.world.words(self.world.jean, at=self.now, automatic=self.random.random() < 0.2)
        ticket = self.any()
        if ticket.status != Status.CLOSED:
            replying.reply(ticket, words, at=self.now)

    def qualify(self) -> None:
        serial = self.random.choice([FORTIGATE, STORMSHIELD, OLD_VERSION])
        found = Qualification(self.random.choice([1, 2, 3, 4]), serial, "incident")
        qualifying.qualify(self.any(), found, actor=self.engineer(), at=self.now)

    def waive(self) -> None:
        waiving.waive(self.any(), "Client important", actor=self.engineer(), at=self.now)

    def close(self) -> None:
        closing.close(self.any(), actor=self.engineer(), at=self.now)

    def reopen(self) -> None:
        closing.reopen(self.any(), actor=self.engineer(), at=self.now)

    def escalate(self) -> None:
        case = escalating.Case(Vendor.objects.get(name="Fortinet"), key(), "Analyse demandée.")
        escalating.escalate(self.any(), case, actor=self.engineer(), at=self.now)
        assigning.assign(self.any(), self.engineer(), actor=self.world.hugo, at=self.now)

    def estimate(self) -> None:
        estimating.propose(self.any(), 60, "Reprise", actor=self.engineer(), at=self.now)

    def calendar(self) -> None:
        """A closure of some coming day, or of today after the fact."""
        day = (self.now + timedelta(days=self.random.choice([0, 1, 2, 7]))).date()
        latest = latest_version()
        rescheduling.save_version(
            Calendar.objects.get(code="cst"),
            replace(CHARTER, closures=(Occasion.on(day, "Inventaire"),)),
            self.now.date(),
            "",
            based_on=latest.number,
            actor=self.world.hugo,
            at=self.now,
        )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_done_no_row_ever_differs(world: World, seed: int) -> None:
    Commitment.objects.filter(level="premium").update(next_response_minutes=240, resolution_minutes=1800)
    centre = Centre(world, seed)

    for _step in range(40):
        centre.step()

    lines, summary = audit()
    assert lines == []
    assert summary.endswith("tous conformes à leurs événements.\n")
    assert len(centre.tickets) > 1


def test_a_deadline_that_was_closed_never_moves(world: World) -> None:
    centre = Centre(world, seed=100)
    for _step in range(25):
        centre.step()
    closed = {t.pk: (t.due_at, t.first_response_at) for t in Ticket.objects.exclude(first_response_at=None)}

    for _step in range(12):
        centre.calendar()
        centre.now += timedelta(hours=7)

    assert len(closed) > 1
    assert closed == {t.pk: (t.due_at, t.first_response_at) for t in Ticket.objects.filter(pk__in=closed)}


def test_the_day_of_a_change_is_a_day_of_the_calendar_s_own_zone(world: World) -> None:
    late = datetime(2026, 10, 13, 23, 30, tzinfo=TUESDAY.tzinfo)
    ticket = world.ticket(received_at=late)

    rescheduling.save_version(
        Calendar.objects.get(code="cst"),
        replace(CHARTER, closures=(Occasion.on(date(2026, 10, 14), "Inventaire"),)),
        date(2026, 10, 14),
        "Inventaire",
        based_on=1,
        actor=world.hugo,
        at=late,
    )

    ticket.refresh_from_db()
    assert ticket.due_at == datetime(2026, 10, 15, 11, 0, tzinfo=TUESDAY.tzinfo)
