"""One request that holds two becomes two tickets, each with its own verdict and clock (CH-V.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, FORTIGATE, SWITCH, TUESDAY, World, key
from tickets import clock_audit, history, response_clock
from tickets.actions import replying
from tickets.actions.merging import merge
from tickets.actions.splitting import Part, split
from tickets.actions.writing import NotPossible
from tickets.models import Event, Message, Status, Ticket, TicketLink

LATER = TUESDAY + timedelta(hours=4)
ASKED, ANSWERED, ASKED_AGAIN = (TUESDAY + timedelta(minutes=each) for each in (20, 30, 40))


def said(world: World, ticket: Ticket, who: str, at: datetime, body: str = "Autre chose.") -> Message:
    return replying.reply(ticket, world.words(getattr(world, who), body, at=at), at=at)


def part(*messages: Message, serial: str = SWITCH, severity: int | None = 3, **changes: str) -> Part:
    subject = changes.get("subject", "Le commutateur redémarre")
    return Part([str(each.pk) for each in messages], subject, serial, severity, changes.get("key") or key())


def test_the_message_goes_to_a_ticket_of_the_same_customer(world: World) -> None:
    source = world.ticket()
    second = said(world, source, "jean", ASKED)

    new = split(source, part(second), actor=world.claire, at=LATER)

    assert (new.requester, new.organisation, new.subject) == (
        world.jean,
        source.organisation,
        "Le commutateur redémarre",
    )
    assert [each.pk for each in new.messages.all()] == [second.pk]
    assert source.messages.count() == 1


def test_its_clock_counts_from_when_the_message_was_received(world: World) -> None:  # CH-V.2
    source = world.ticket(severity=1)
    second = said(world, source, "jean", ASKED)

    new = split(source, part(second, severity=4), actor=world.claire, at=LATER)

    alone = world.ticket(serial=SWITCH, severity=4, received_at=ASKED)
    assert (new.received_at, new.due_at) == (ASKED, alone.due_at)
    assert new.queue_key == alone.queue_key


def test_it_has_a_verdict_of_its_own(world: World) -> None:  # CH-0
    source = world.ticket(world.marc)
    second = said(world, source, "marc", ASKED)

    new = split(source, part(second, serial=EXPIRED_AP), actor=world.claire, at=LATER)

    assert new.status == Status.REFUSED
    assert new.due_at is None
    assert source.verdict.is_accepted == Ticket.objects.get(pk=source.pk).verdict.is_accepted


def test_what_was_answered_to_it_stops_its_clock_when_it_was_answered(world: World) -> None:  # CH-V.2
    source = world.ticket()
    second = said(world, source, "jean", ASKED)
    answer = said(world, source, "claire", ANSWERED)

    new = split(source, part(second, answer), actor=world.claire, at=LATER)

    assert (new.first_response_at, new.status) == (ANSWERED, Status.WAITING_CUSTOMER)


def test_the_promise_of_the_source_is_not_touched(world: World) -> None:  # CH-V.2
    source = world.ticket(severity=1)
    due = source.due_at
    second = said(world, source, "jean", ASKED)

    split(source, part(second), actor=world.claire, at=LATER)

    source.refresh_from_db()
    assert (source.due_at, source.first_response_at, source.status) == (due, None, Status.NEW)


def test_a_source_whose_only_question_went_waits_for_its_customer_again(world: World) -> None:
    source = world.ticket()
    said(world, source, "claire", ANSWERED)
    second = said(world, source, "jean", ASKED_AGAIN)

    split(source, part(second), actor=world.claire, at=LATER)

    source.refresh_from_db()
    turn = response_clock.clocks(source).next_response
    assert source.status == Status.WAITING_CUSTOMER
    assert turn is None or turn.ended_at == LATER


def test_a_source_with_another_question_stays_with_the_centre(world: World) -> None:
    source = world.ticket()
    said(world, source, "claire", ANSWERED)
    second = said(world, source, "jean", ASKED_AGAIN)
    said(world, source, "jean", ASKED_AGAIN + timedelta(minutes=1), "Et pour le tunnel ?")

    split(source, part(second), actor=world.claire, at=LATER)

    source.refresh_from_db()
    turn = response_clock.clocks(source).next_response
    assert source.status == Status.OPEN
    assert turn is not None
    assert turn.ended_at is None


def test_both_histories_say_it_and_each_is_seen_from_the_other(world: World) -> None:
    source = world.ticket()
    second = said(world, source, "jean", ASKED)

    new = split(source, part(second), actor=world.claire, at=LATER)

    there = f"Claire Martin en a séparé une autre demande, {new.number}"
    here = f"Claire Martin a séparé cette demande de {source.number}"
    assert [history.lines(source, reader)[-1].text for reader in (world.claire, world.jean)] == [there] * 2
    assert history.lines(new, world.jean)[-1].text == here
    assert TicketLink.objects.get(ticket=source, other=new).kind == TicketLink.Kind.SPLIT


def test_the_customer_gets_number_verdict_and_deadline_of_the_new_one(world: World) -> None:
    source = world.ticket()
    second = said(world, source, "jean", ASKED)

    new = split(source, part(second, serial=FORTIGATE, severity=4), actor=world.claire, at=LATER)

    mail = OutgoingMail.objects.get(topic=f"ticket:{new.pk}")
    assert (mail.to, new.number in mail.subject) == (world.jean.email, True)
    assert "Première réponse" in mail.text


def test_the_same_part_sent_twice_is_one_ticket(world: World) -> None:
    source = world.ticket()
    wanted = part(said(world, source, "jean", ASKED))

    both = [split(source, wanted, actor=world.claire, at=LATER) for _ in range(2)]

    assert both[0] == both[1]
    assert source.events.filter(kind=Event.Kind.SPLIT).count() == 1


def test_internal_notes_go_along_as_such(world: World) -> None:
    source = world.ticket()
    second = said(world, source, "jean", ASKED)
    note = replying.note(source, world.words(world.hugo, "Vu.", at=ANSWERED), at=ANSWERED)

    new = split(source, part(second, note), actor=world.claire, at=LATER)

    assert (new.messages.get(pk=note.pk).internal, new.first_response_at) == (True, None)


def test_the_clocks_of_both_are_what_their_events_say(world: World) -> None:
    source = world.ticket()
    said(world, source, "claire", ANSWERED)
    second = said(world, source, "jean", ASKED_AGAIN)
    third = said(world, source, "claire", ASKED_AGAIN + timedelta(minutes=5))
    new = split(source, part(second, third), actor=world.claire, at=LATER)

    for ticket in (source, new):
        row = Ticket.objects.get(pk=ticket.pk)
        found = response_clock.columns(response_clock.clocks(row))
        assert {column: getattr(row, column) for column in found} == found
    assert [found for _ticket, found in clock_audit.audit(Ticket.objects.all(), LATER)] == [[], []]


@pytest.mark.parametrize("which", ["answer", "first", "nothing", "elsewhere"])
def test_what_cannot_go_says_why(world: World, which: str) -> None:
    source = world.ticket()
    said(world, source, "jean", ASKED)
    answer = said(world, source, "claire", ANSWERED)
    chosen = {
        "answer": ([answer], "doit être du client"),
        "first": ([source.messages.order_by("sent_at")[0]], "Le premier message reste ici"),
        "nothing": ([], "au moins un message"),
        "elsewhere": ([said(world, world.ticket(), "jean", ASKED)], "au moins un message"),
    }
    messages, why = chosen[which]

    with pytest.raises(NotPossible, match=why):
        split(source, part(*messages), actor=world.claire, at=LATER)
    assert source.messages.count() == 3


def test_a_merged_ticket_is_split_where_it_goes_on(world: World) -> None:
    source, into = world.ticket(), world.ticket(serial=FORTIGATE)
    second = said(world, source, "jean", ASKED)
    merge(source, into, actor=world.claire, at=ANSWERED)

    with pytest.raises(NotPossible, match=into.number):
        split(source, part(second), actor=world.claire, at=LATER)
    assert split(into, part(second), actor=world.claire, at=LATER).received_at == ASKED


def test_a_customer_splits_nothing(world: World) -> None:
    source = world.ticket()
    second = said(world, source, "jean", ASKED)

    with pytest.raises(PermissionDenied):
        split(source, part(second), actor=world.jean, at=LATER)
