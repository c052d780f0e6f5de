"""Two people on one ticket at the same moment, a thousand times: no change is lost, no answer is sent twice (CH-V.2).

What came of each pair is held against the history: the row must say what its events say, whoever came first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contracts.models import Vendor
from outbound_mail.models import OutgoingMail
from tests.world import FORTIGATE, SWITCH, TUESDAY, World, key
from tickets import clock_audit, response_clock
from tickets.actions import assigning, closing, escalating, qualifying, reminding, replying
from tickets.actions.qualifying import Qualification
from tickets.actions.writing import NotPossible
from tickets.console import answering
from tickets.console.answering import TicketChanged
from tickets.models import Event, Message, Status, Ticket

PAIRS = 1000
LATER = TUESDAY + timedelta(minutes=5)
STATES = ("new", "waiting", "at the vendor", "resolved", "closed")


@dataclass(frozen=True)
class Turn:
    """One person about to act on a ticket; `shown` is the last event of the page that they look at."""

    world: World
    ticket: Ticket
    who: User
    shown: int
    key: str

    def answer(self, then: Status) -> None:
        words = self.world.words(self.who, self.words, at=LATER, submission_key=self.key)
        answering.answer(self.ticket, words, then=then, shown=self.shown, at=LATER)

    @property
    def words(self) -> str:
        """What they write, which nobody else does."""
        return f"Bonjour, essayez la version 7.2. ({self.key})"

    def qualify(self, severity: int, serial: str) -> None:
        new = Qualification(severity=severity, serial=serial, kind="incident")
        qualifying.qualify(self.ticket, new, actor=self.who, at=LATER)

    def escalate(self) -> None:
        case = escalating.Case(Vendor.objects.get(name="Fortinet"), f"FTNT-{self.key}", "En analyse.")
        escalating.escalate(self.ticket, case, actor=self.who, at=LATER)


ACTIONS: dict[str, Callable[[Turn], object]] = {
    "answer": lambda turn: turn.answer(Status.WAITING_CUSTOMER),
    "resolve": lambda turn: turn.answer(Status.RESOLVED),
    "note": lambda turn: replying.note(
        turn.ticket, turn.world.words(turn.who, turn.words, at=LATER, submission_key=turn.key), at=LATER
    ),
    "take": lambda turn: assigning.assign(turn.ticket, turn.who, actor=turn.who, at=LATER),
    "give back": lambda turn: assigning.assign(turn.ticket, None, actor=turn.who, at=LATER),
    "less severe": lambda turn: turn.qualify(3, FORTIGATE),
    "another product": lambda turn: turn.qualify(2, SWITCH),
    "escalate": lambda turn: turn.escalate(),
    "remind": lambda turn: reminding.remind(turn.ticket, actor=turn.who, at=LATER),
    "close": lambda turn: closing.close(turn.ticket, actor=turn.who, at=LATER),
    "reopen": lambda turn: closing.reopen(turn.ticket, actor=turn.who, at=LATER),
}
AGAIN = "the same again"
WRITING = {"answer", "resolve", "note"}
ANSWERS = {"answer", "resolve"}


@pytest.fixture
def two() -> Iterator[ThreadPoolExecutor]:
    """Two threads, each with a connection of its own."""
    with ThreadPoolExecutor(2) as pool:
        yield pool
        both = threading.Barrier(2)
        for closed in [pool.submit(_close, both) for _ in range(2)]:
            closed.result(10)


def _close(both: threading.Barrier) -> None:
    both.wait(10)
    connection.close()


def ticket_in(world: World, state: str) -> Ticket:
    """Jean's ticket, brought to that state by Claire before the two meet on it."""
    ticket = world.ticket()
    if state != "new":
        replying.reply(ticket, world.words(world.claire, "Quelle version ?"), at=TUESDAY)
    if state == "at the vendor":
        Turn(world, ticket, world.claire, 0, key()).escalate()
    if state == "resolved":
        closing.resolve(ticket, world.words(world.claire, "Voici."), at=TUESDAY)
    if state == "closed":
        closing.close(ticket, actor=world.claire, at=TUESDAY)
    return ticket


def act(both: threading.Barrier, wait: float, action: str, turn: Turn) -> bool:
    """Do it when the other is ready too, `wait` seconds later; whether it was done."""
    both.wait(10)
    time.sleep(wait)
    try:
        ACTIONS[action](turn)
    except (NotPossible, TicketChanged):
        return False
    return True


@settings(
    max_examples=PAIRS,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    state=st.sampled_from(STATES),
    first=st.sampled_from(sorted(ACTIONS)),
    second=st.sampled_from([*sorted(ACTIONS), AGAIN]),
    wait=st.sampled_from([0.0, 0.0, 0.001, 0.003, 0.006, 0.012]),
)
def test_what_two_do_at_once_is_all_there_and_once(
    transactional_world: World, two: ThreadPoolExecutor, state: str, first: str, second: str, wait: float
) -> None:
    world, both = transactional_world, threading.Barrier(2)
    ticket = ticket_in(world, state)
    shown = ticket.events.latest("id").pk
    claire = Turn(world, ticket, world.claire, shown, key())
    if second == AGAIN:  # a form sent twice: the same words, the same key
        other, second = claire, first
    else:
        other = Turn(world, ticket, world.hugo, shown, key())

    turns = [two.submit(act, both, 0.0, first, claire), two.submit(act, both, wait, second, other)]
    done = [turn.result(30) for turn in turns]

    row, events = Ticket.objects.get(pk=ticket.pk), list(ticket.events.select_related("actor"))
    assert_row_says_what_happened(row, events)
    for turn, action, was_done in ((claire, first, done[0]), (other, second, done[1])):
        if action in WRITING:
            assert_written_once(turn, action, times=int(was_done or (other is claire and any(done))))
    if first in ANSWERS and second in ANSWERS and other is not claire:
        assert sum(done) <= 1, "one answered past the other"


def assert_row_says_what_happened(row: Ticket, events: list[Event]) -> None:
    assert clock_audit.differences(row, response_clock.history(row), LATER) == []
    assert row.status == [event.status for event in events if event.status][-1]
    qualified = [event.data["after"] for event in events if event.kind == Event.Kind.QUALIFIED]
    if qualified:
        assert (row.severity, row.serial) == (qualified[-1]["severity"], qualified[-1]["serial"])
    assert (row.assignee.full_name if row.assignee else "") == _assignee(events)


def _assignee(events: list[Event]) -> str:
    """Who has it after all that: whoever it was given to, and whoever answers when nobody has it."""
    name = ""
    for event in events:
        if event.kind == Event.Kind.ASSIGNED:
            assert event.data["before"] == name, "an assignment that did not see the one before it"
            name = event.data["after"]
        elif event.kind == Event.Kind.ANSWERED and not name and event.actor is not None:
            name = event.actor.full_name
    return name


def assert_written_once(turn: Turn, action: str, times: int) -> None:
    message = Message.objects.filter(ticket=turn.ticket, submission_key=turn.key)
    assert message.count() == times
    told = OutgoingMail.objects.filter(to=turn.world.jean.email, text__contains=turn.words)
    # A reminder repeats the answer that it reminds of.
    reminders = turn.ticket.events.filter(kind=Event.Kind.REMINDED).count()
    assert told.count() - reminders <= (times if action in ANSWERS else 0) <= told.count()
    about_it = Event.objects.filter(
        kind__in=[Event.Kind.ANSWERED, Event.Kind.NOTED], data__message__in=[str(each.pk) for each in message]
    )
    assert about_it.count() == times
