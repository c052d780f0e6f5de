"""A call about a ticket that is there already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import SWITCH, TUESDAY, World, key
from tickets import history
from tickets.actions import assigning, closing, replying
from tickets.actions.calling_again import CallAgain, log_call_on
from tickets.actions.writing import NotPossible
from tickets.models import Event, Message, Status, Ticket

LATER = TUESDAY + timedelta(minutes=40)


def call(world: World, **changes: object) -> CallAgain:
    """Jean's, who says that it came back."""
    said = CallAgain(caller=world.jean, body="C’est revenu.", submission_key=key())
    return replace(said, **changes)  # type: ignore[arg-type]


def log(world: World, ticket: Ticket, said: CallAgain) -> Ticket:
    return log_call_on(ticket, said, by=world.claire, at=LATER)


def test_the_words_are_the_callers_and_the_ticket_comes_back(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)

    after = log(world, ticket, call(world))

    message = Message.objects.filter(ticket=ticket).latest("sent_at")
    assert (message.author, message.channel, message.by_centre) == (world.jean, "phone", False)
    assert after.status == Status.OPEN


def test_the_history_says_who_called_and_who_noted_it(world: World) -> None:
    ticket = world.ticket()
    log(world, ticket, call(world))

    texts = [line.text for line in history.lines(ticket, world.hugo)]
    assert "Jean Petit a appelé, noté par Claire Martin" in texts
    assert not any("appelé" in line.text for line in history.lines(ticket, world.jean))


def test_what_was_answered_stops_the_clock(world: World) -> None:  # CH-V.2
    ticket = log(world, world.ticket(), call(world, answer="Redémarrez."))

    assert ticket.first_response_at == LATER
    assert ticket.status == Status.WAITING_CUSTOMER
    assert OutgoingMail.objects.filter(to=world.jean.email, text__contains="Redémarrez.").exists()


def test_an_answer_may_resolve_it(world: World) -> None:
    ticket = log(world, world.ticket(), call(world, answer="Parfait.", then=Status.RESOLVED))

    assert ticket.status == Status.RESOLVED


def test_whoever_noted_it_gets_no_mail_of_it_and_who_is_in_charge_does(world: World) -> None:
    mine, of_hugo = world.ticket(), world.ticket()
    assigning.assign(mine, world.claire, actor=world.claire, at=TUESDAY)
    assigning.assign(of_hugo, world.hugo, actor=world.hugo, at=TUESDAY)
    OutgoingMail.objects.all().delete()
    for ticket in (mine, of_hugo):
        log(world, ticket, call(world))

    told = OutgoingMail.objects.filter(text__contains="C’est revenu.")
    assert not told.filter(to=world.claire.email).exists()
    assert told.filter(to=world.hugo.email).count() == 1


def test_the_same_call_twice_is_noted_once(world: World) -> None:
    ticket, said = world.ticket(), call(world, answer="Parfait.")
    for _time in range(2):
        log(world, ticket, said)

    assert ticket.messages.count() == 3
    assert ticket.events.filter(kind=Event.Kind.CUSTOMER_REPLIED).count() == 1


def test_somebody_who_does_not_see_the_ticket_is_not_written_on_it(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NotPossible, match="ne voit pas ce ticket"):
        log(world, ticket, call(world, caller=world.marc))
    assert ticket.messages.count() == 1


def test_nothing_is_noted_on_a_closed_ticket(world: World) -> None:
    ticket = world.ticket(serial=SWITCH)
    closing.close(ticket, actor=world.claire, at=TUESDAY)

    with pytest.raises(NotPossible, match="est clos"):
        log(world, ticket, call(world))
    assert ticket.messages.count() == 1


def test_an_engineer_alone_notes_a_call(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(PermissionDenied):
        log_call_on(ticket, call(world), by=world.jean, at=LATER)
