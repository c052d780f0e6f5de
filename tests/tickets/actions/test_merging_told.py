"""A merge of two requests: who is told of it, what is refused, and two at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from outbound_mail.models import OutgoingMail
from tests.tickets.merging_requests import (
    NOON,
    Make,
    answer,
    at,
    merge_mails,
    merged,
)
from tests.world import TUESDAY, World
from tickets import reply_address
from tickets.actions import closing, replying
from tickets.actions.merging import candidates, merge
from tickets.actions.writing import NotPossible
from tickets.models import Ticket

# --- Who is told --------------------------------------------------------------------------------------------


def test_the_requester_is_told_once_and_from_when_to_when(world: World, received: Make) -> None:
    source, into = received("11:07"), received("11:30")
    merged(world, source, into, at("11:40"))
    [mail] = merge_mails()

    assert (mail.to, mail.subject) == (world.jean.email, f"[{into.number}] {into.subject}")
    assert f"Les demandes {source.number} et {into.number} portent sur le même sujet" in mail.text
    assert "14h37, au lieu de mardi 13 octobre 15h00" in mail.text


def test_a_deadline_that_stays_is_told_as_it_is(world: World, received: Make) -> None:
    earlier, later = received("11:07"), received("11:30")
    merged(world, later, earlier, at("11:40"))
    [mail] = merge_mails()

    assert "14h37" in mail.text
    assert "au lieu de" not in mail.text


def test_the_mail_goes_on_in_the_conversation_that_its_reader_knows(world: World, received: Make) -> None:
    source = received("10:00", channel="mail", mail_message_id="<mine@poste.example>")
    into = merged(world, source, received("11:07"))
    [mail] = merge_mails()

    acknowledged = OutgoingMail.objects.get(topic=f"ticket:{source.pk}").message_id
    assert mail.headers["In-Reply-To"] == "<mine@poste.example>"
    assert acknowledged in mail.headers["References"]
    assert mail.reply_to == reply_address.for_number(into.number)


def test_two_requesters_are_both_told_and_both_answered(world: World, received: Make) -> None:
    into = merged(world, world.ticket(world.lea, received_at=at("10:00")), received("11:07"))
    answer(world, into, "12:10")

    both = {world.jean.email, world.lea.email}
    assert {mail.to for mail in merge_mails()} == both
    answers = OutgoingMail.objects.filter(topic=f"ticket:{into.pk}", created_at=at("12:10"))
    assert {mail.to for mail in answers} == both


def test_each_is_told_in_their_language(world: World, received: Make) -> None:
    world.jean.language = "en"
    world.jean.save()
    into = merged(world, received("10:00"), received("11:07"))
    mail = OutgoingMail.objects.get(topic=f"ticket:{into.pk}", created_at=NOON)

    assert (mail.language, mail.text.splitlines()[0]) == ("en", "Requests merged")


# --- What is refused ----------------------------------------------------------------------------------------


def test_customers_merge_nothing(world: World, received: Make) -> None:
    with pytest.raises(PermissionDenied):
        merge(received("10:00"), received("11:07"), actor=world.jean, at=NOON)


def test_a_ticket_is_not_merged_into_itself(world: World, received: Make) -> None:
    ticket = received("10:00")

    with pytest.raises(NotPossible, match="lui-même"):
        merged(world, ticket, ticket)


@pytest.mark.parametrize("requester", ["sophie", "marc"])
def test_what_other_people_see_is_not_merged(world: World, received: Make, requester: str) -> None:  # CH-II.2
    theirs = world.ticket(getattr(world, requester))

    for source, into in ((theirs, received("10:00")), (received("10:00"), theirs)):
        with pytest.raises(NotPossible):
            merged(world, source, into)


def test_the_refusal_says_that_others_would_read_it(world: World, received: Make) -> None:
    with pytest.raises(NotPossible, match="ne sont pas vus par les mêmes personnes"):
        merged(world, received("10:00"), world.ticket(world.sophie))


@pytest.mark.parametrize("ended", ["source", "into"])
def test_an_ended_ticket_is_not_merged(world: World, received: Make, ended: str) -> None:
    tickets = {"source": received("10:00"), "into": received("11:07")}
    closing.resolve(tickets[ended], world.words(world.claire), at=NOON)

    with pytest.raises(NotPossible, match=f"{tickets[ended].number} est résolu"):
        merged(world, tickets["source"], tickets["into"])


def test_nor_is_a_request_that_was_never_opened(world: World) -> None:
    refused, other = (world.ticket(world.marc, serial="AP305-EXP-0001") for _ in range(2))

    with pytest.raises(NotPossible, match=f"{refused.number} est refusé"):
        merged(world, refused, other)


def test_a_merged_ticket_is_named_with_what_took_it_over(world: World, received: Make) -> None:
    gone, into, other = received("10:00"), received("10:30"), received("11:07")
    merged(world, gone, into)

    for source, target in ((gone, other), (other, gone)):
        with pytest.raises(NotPossible, match=f"{gone.number} est déjà fusionné avec {into.number}"):
            merged(world, source, target)


@pytest.mark.parametrize("who", ["claire", "jean"])
def test_a_merged_ticket_is_neither_reopened_nor_written_on(world: World, received: Make, who: str) -> None:
    source, into = received("10:00"), received("11:07")
    merged(world, source, into)
    person = getattr(world, who)

    with pytest.raises(NotPossible, match=into.number):
        closing.reopen(source, actor=person, at=NOON)
    with pytest.raises(NotPossible, match="Ce ticket est"):
        replying.reply(source, world.words(world.claire), at=NOON)
    with pytest.raises(NotPossible, match=into.number):
        replying.note(source, world.words(world.claire), at=NOON)


def test_the_database_holds_that_only_a_closed_ticket_is_merged(world: World, received: Make) -> None:
    source, into = received("10:00"), received("11:07")
    closed = closing.close(received("11:30"), actor=world.claire, at=NOON)

    with pytest.raises(IntegrityError, match="ticket_merged_is_closed"), transaction.atomic():
        Ticket.objects.filter(pk=source.pk).update(merged_into=into)
    with pytest.raises(IntegrityError, match="ticket_merged_is_closed"), transaction.atomic():
        Ticket.objects.filter(pk=closed.pk).update(merged_into=closed)


def test_what_is_proposed_is_open_and_seen_by_the_same_people(world: World, received: Make) -> None:
    ticket, same_device, elsewhere = (
        received("11:07"),
        received("09:00"),
        received("10:00", serial="UNKNOWN-1", channel="mail"),
    )
    closing.close(received("09:30"), actor=world.claire, at=NOON)
    world.ticket(world.sophie)

    assert list(candidates(ticket, 5)) == [same_device, elsewhere]
    assert list(candidates(ticket, 1)) == [same_device]


# --- At once ------------------------------------------------------------------------------------------------


def test_of_two_who_merge_in_opposite_directions_at_once_one_is_told(transactional_world: World) -> None:
    world = transactional_world
    for _round in range(5):
        one, other = (world.ticket(received_at=TUESDAY + timedelta(minutes=minute)) for minute in (0, 5))
        said: list[str] = []
        gate = threading.Barrier(2)

        def work(
            source: Ticket, into: Ticket, said: list[str] = said, gate: threading.Barrier = gate
        ) -> None:
            gate.wait()
            try:
                said.append(merge(source, into, actor=world.claire, at=NOON).number)
            except NotPossible as refused:
                said.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=pair) for pair in ((one, other), (other, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        [gone] = Ticket.objects.filter(pk__in=(one.pk, other.pk), merged_into__isnull=False)
        kept = other if gone == one else one
        assert sorted(said) == sorted([kept.number, f"{gone.number} est déjà fusionné avec {kept.number}."])
        assert (kept.messages.count(), gone.messages.count()) == (2, 0)
