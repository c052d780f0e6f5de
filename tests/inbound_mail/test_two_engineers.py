"""Two engineers who decide on the same mail at the same moment: one decision stands, the other is refused in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from inbound_mail import deciding
from inbound_mail.models import InboundMail, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.actions.writing import NotPossible
from tickets.models import Message, Ticket

STRANGER = "stranger@elsewhere.example"
LATER = TUESDAY + timedelta(minutes=10)
Decision = Callable[[World, InboundMail, str], object]


def _open(world: World, mail: InboundMail, name: str) -> object:
    requester = world.jean if name == "claire" else world.sophie
    return deciding.open_for(mail, requester, actor=getattr(world, name), at=LATER)


def _attach(world: World, mail: InboundMail, name: str) -> object:
    # The two that were there before: one that the other opens meanwhile is no choice of theirs.
    number = Ticket.objects.order_by("number")[0 if name == "claire" else 1].number
    return deciding.attach(mail, number, actor=getattr(world, name), at=LATER)


def _discard(world: World, mail: InboundMail, name: str) -> object:
    return deciding.discard(mail, f"écarté par {name}", actor=getattr(world, name), at=LATER)


def _replay(world: World, mail: InboundMail, name: str) -> object:
    return deciding.replay(mail, actor=getattr(world, name), at=LATER)


def _answer(world: World, mail: InboundMail, name: str) -> object:
    return deciding.answer(mail, "Bonjour", actor=getattr(world, name), at=LATER, submission_key=name, read=0)


def at_once(world: World, mail: InboundMail, claire: Decision, hugo: Decision) -> list[str]:
    """What became of both decisions, sorted."""
    outcomes, both = [], threading.Barrier(2)
    assert world.claire and world.hugo and world.jean and world.sophie  # fetched before the threads begin

    def decide(decision: Decision, name: str) -> None:
        try:
            both.wait(10)
            decision(world, mail, name)
            outcomes.append("done")
        except NotPossible:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=each) for each in ((claire, "claire"), (hugo, "hugo"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.mark.parametrize(
    ("claire", "hugo"),
    [
        (_open, _open),
        (_open, _discard),
        (_open, _attach),
        (_open, _replay),
        (_attach, _attach),
        (_attach, _discard),
        (_discard, _discard),
        (_discard, _replay),
        (_replay, _replay),
        (_answer, _answer),
    ],
)
def test_one_decision_stands(transactional_world: World, claire: Decision, hugo: Decision) -> None:
    world = transactional_world
    world.ticket()
    world.ticket()
    mail = arrive(raw_mail(STRANGER))
    tickets = Ticket.objects.count()

    assert at_once(world, mail, claire, hugo) == ["done", "refused"]
    assert InboundMail.objects.get().status != Status.HELD
    assert (
        Ticket.objects.count() - tickets + Message.objects.filter(body__contains="rattaché par").count() <= 1
    )
