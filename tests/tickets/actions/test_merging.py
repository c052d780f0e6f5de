"""Two requests become one ticket: what the clock makes of it (CH-V.2), what moves, who is told, what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from contracts import credit
from contracts.models import Vendor
from outbound_mail.models import OutgoingMail
from sla.models import Commitment
from tests.world import PARIS, STORMSHIELD, TUESDAY, World
from tickets import clock_audit, history, reply_address, response_clock
from tickets.actions import closing, estimating, replying
from tickets.actions.escalating import Case, escalate
from tickets.actions.merging import candidates, merge
from tickets.actions.writing import NotPossible
from tickets.assistance import in_force
from tickets.files import NewFile
from tickets.models import Estimate, Event, Status, Ticket

Make = Callable[..., Ticket]


def at(clock: str, day: int = 13) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 10, day, hour, minute, tzinfo=PARIS)


NOON = at("12:00")


@pytest.fixture
def received(world: World) -> Make:
    """A ticket of Jean's that reached the centre at some time of the Tuesday."""

    def make(clock: str, **changes: Any) -> Ticket:
        return world.ticket(received_at=at(clock), **changes)

    return make


@pytest.fixture
def to_check(received: Make) -> Make:
    """A mail that names no product: its clock runs, and nothing was promised to its sender."""
    return lambda clock: received(clock, channel="mail", serial="", severity=None)


def answer(world: World, ticket: Ticket, clock: str) -> None:
    replying.reply(ticket, world.words(world.claire, at=at(clock)), at=at(clock))
    ticket.refresh_from_db()


def merged(world: World, source: Ticket, into: Ticket, moment: datetime = NOON) -> Ticket:
    return merge(source, into, actor=world.claire, at=moment)


def event_of(ticket: Ticket, kind: Event.Kind) -> Event:
    return ticket.events.get(kind=kind)


def merge_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(subject__endswith="Demandes fusionnées").order_by("pk"))


# --- The clock ----------------------------------------------------------------------------------------------


def test_the_promise_counts_from_the_earlier_of_two_that_wait(world: World, received: Make) -> None:  # CH-V.2
    earlier, later = received("10:00"), received("11:07")
    after = merged(world, earlier, later)

    assert after.due_at == at("12:00")
    due = event_of(later, Event.Kind.MERGED).data["due"]
    assert [datetime.fromisoformat(due[end]) for end in ("before", "after")] == [at("14:37"), at("12:00")]


def test_the_later_merged_into_the_earlier_moves_nothing(world: World, received: Make) -> None:
    earlier, later = received("10:00"), received("11:07")

    assert merged(world, later, earlier).due_at == at("12:00")
    assert "due" not in event_of(earlier, Event.Kind.MERGED).data


def test_an_earlier_request_that_had_its_answer_leaves_the_other_its_own_start(
    world: World, received: Make
) -> None:  # CH-V.2
    earlier, later = received("09:30"), received("11:07")
    answer(world, earlier, "09:45")
    after = merged(world, earlier, later)

    assert (after.due_at, after.first_response_at) == (at("14:37"), None)


def test_what_was_promised_no_answer_does_not_antedate_a_promise(
    world: World, received: Make
) -> None:  # CH-V.1, CH-V.2
    standard = received("09:30", channel="mail", serial=STORMSHIELD, severity=2)

    assert merged(world, standard, received("11:07")).due_at == at("14:37")


def test_without_promise_the_place_is_that_of_the_first_arrival(
    world: World, received: Make
) -> None:  # CH-V.1
    earlier, later = (
        received(clock, channel="mail", serial=STORMSHIELD, severity=2) for clock in ("09:30", "11:07")
    )

    assert merged(world, earlier, later).queue_key == at("09:30")


def test_an_answer_given_before_the_merge_stays_in_time(
    world: World, received: Make, to_check: Make
) -> None:  # CH-V.2
    mail, ticket = to_check("09:00"), received("11:07")
    answer(world, ticket, "11:30")
    after = merged(world, mail, ticket)

    assert (after.due_at, after.first_response_at) == (at("14:37"), at("11:30"))


def test_a_promise_that_waits_is_not_lost_in_an_answered_ticket(
    world: World, received: Make
) -> None:  # CH-V.2
    answered, waiting = received("09:30"), received("11:07")
    answer(world, answered, "09:45")

    with pytest.raises(NotPossible, match=f"fusionnez {answered.number} avec {waiting.number}"):
        merged(world, waiting, answered)
    assert merged(world, answered, waiting).due_at == at("14:37")


def test_nor_put_off_by_a_ticket_that_is_less_severe(world: World, received: Make) -> None:  # CH-V.2
    severe, mild = received("11:07", severity=1), received("10:00", severity=4)

    with pytest.raises(NotPossible, match="le serait plus tard"):
        merged(world, severe, mild)
    assert merged(world, mild, severe).due_at == at("12:00")


def test_nor_taken_back_by_a_ticket_whose_own_is_not_told(
    world: World, received: Make, to_check: Make
) -> None:  # CH-V.2
    promised, mail = received("11:07"), to_check("10:00")

    with pytest.raises(NotPossible, match="ne serait plus due"):
        merged(world, promised, mail)
    assert merged(world, mail, promised).due_at == at("12:00")


def test_a_refusal_writes_nothing(world: World, received: Make) -> None:
    severe, mild = received("11:07", severity=1), received("10:00", severity=4)
    with pytest.raises(NotPossible):
        merged(world, severe, mild)

    assert [ticket.messages.count() for ticket in (severe, mild)] == [1, 1]
    assert [ticket.events.count() for ticket in (severe, mild)] == [1, 1]


def test_a_request_without_severity_takes_that_of_the_ticket_it_joins(world: World, received: Make) -> None:
    mail, ticket = received("10:00", channel="mail", severity=None), received("11:07", severity=3)

    assert merged(world, mail, ticket).due_at == at("10:30", 14)  # eight hours from 10:00


def test_a_chain_of_merges_counts_from_the_first_and_leads_to_the_last(world: World, received: Make) -> None:
    first, second, third = received("10:00"), received("10:30"), received("11:07")
    merged(world, first, second)
    after = merged(world, second, third)
    first.refresh_from_db()

    assert (after.due_at, after.messages.count()) == (at("12:00"), 3)
    assert first.merged_into == third


def test_words_that_wait_bring_an_answered_ticket_back(world: World, received: Make, to_check: Make) -> None:
    ticket, mail = received("09:30"), to_check("11:07")
    answer(world, ticket, "09:45")
    after = merged(world, mail, ticket)

    assert (after.status, after.waiting_since) == (Status.OPEN, at("11:07"))


def test_and_the_next_response_counts_from_them(world: World, received: Make, to_check: Make) -> None:
    Commitment.objects.filter(level="premium", severity=1).update(next_response_minutes=240)
    ticket, mail = received("09:30"), to_check("11:07")
    answer(world, ticket, "09:45")

    assert merged(world, mail, ticket).next_response_due_at == at("16:37")


def test_an_answered_request_brings_nothing_back(world: World, received: Make) -> None:
    both = received("09:30"), received("10:00")
    for ticket in both:
        answer(world, ticket, "10:15")

    assert merged(world, *both).status == Status.WAITING_CUSTOMER


def test_the_rows_say_what_their_events_say(world: World, received: Make) -> None:
    both = received("10:00"), received("11:07")
    merged(world, *both)

    for ticket in Ticket.objects.filter(pk__in=[each.pk for each in both]):
        assert clock_audit.differences(ticket, response_clock.history(ticket), TUESDAY) == []


# --- What moves ---------------------------------------------------------------------------------------------


def test_the_thread_takes_over_what_was_said_with_its_files(world: World, received: Make) -> None:
    source = received("10:00", body="Premier mail.", files=[NewFile("plan.txt", b"A -- B")])
    replying.note(source, world.words(world.claire, "Entre nous.", at=NOON), at=NOON)
    into = merged(world, source, received("11:07"))

    assert [(message.body, message.internal) for message in into.messages.all()] == [
        ("Premier mail.", False),
        ("Depuis la mise à jour de cette nuit.", False),
        ("Entre nous.", True),
    ]
    assert [file.name for file in into.messages.all()[0].attachments.all()] == ["plan.txt"]
    assert not source.messages.exists()


def test_the_manufacturer_s_cases_go_along(world: World, received: Make) -> None:
    source = received("10:00")
    case = Case(Vendor.objects.get(name="Fortinet"), "FTNT-1", "")
    escalate(source, case, actor=world.claire, at=NOON)
    into = merged(world, source, received("11:07"))

    assert into.vendor_cases.get().number == "FTNT-1"


def test_an_estimate_that_was_decided_goes_along(world: World, received: Make) -> None:  # CH-PS
    source = received("10:00", kind="assistance", serial="", severity=None)
    estimate = estimating.propose(source, 60, "Créer le VLAN.", actor=world.claire, at=NOON)
    estimating.decide(estimate, approved=True, actor=world.jean, at=NOON)
    into = merged(world, source, received("11:07"))

    assert into.estimates.get().decision == Estimate.Decision.APPROVED


def test_what_was_set_aside_for_the_source_goes_back(world: World, received: Make) -> None:  # CH-PS
    source = received("10:00", kind="assistance", serial="", severity=None)
    estimate = estimating.propose(source, 60, "Créer le VLAN.", actor=world.claire, at=NOON)
    estimating.decide(estimate, approved=True, actor=world.jean, at=NOON)
    into = merged(world, source, received("11:07"))

    assert credit.balance(world.organisation_of(world.jean)) == 390
    assert history.lines(into, world.jean)[-1].text.endswith("crédit-temps rendu\u00a0: 1h")


def test_what_was_approved_for_the_ticket_that_goes_on_stays(world: World, received: Make) -> None:  # CH-PS
    into = received("10:00", kind="assistance", serial="", severity=None)
    estimate = estimating.propose(into, 60, "Créer le VLAN.", actor=world.claire, at=NOON)
    estimating.decide(estimate, approved=True, actor=world.jean, at=NOON)
    source = received("10:30", kind="assistance", serial="", severity=None)
    merged(world, source, into)

    assert in_force(into) == estimate


def test_an_estimate_that_waits_is_waited_for(world: World, received: Make) -> None:  # CH-PS
    source = received("10:00", kind="assistance", serial="", severity=None)
    estimating.propose(source, 60, "Créer le VLAN.", actor=world.claire, at=NOON)

    with pytest.raises(NotPossible, match="attend la décision du client"):
        merged(world, source, received("11:07"))


def test_the_events_stay_where_they_happened(world: World, received: Make) -> None:
    source, into = received("10:00"), received("11:07")
    merged(world, source, into)

    assert [event.kind for event in response_clock.history(source)] == ["opened", "closed"]
    assert [event.kind for event in response_clock.history(into)] == ["opened", "merged"]


def test_the_source_is_closed_and_names_what_it_was_merged_into(world: World, received: Make) -> None:
    source, into = received("10:00"), received("11:07")
    merged(world, source, into)
    source.refresh_from_db()

    assert (source.status, source.merged_into, source.queue_rank) == (Status.CLOSED, into, None)
    assert event_of(source, Event.Kind.CLOSED).data == {"before": "new", "merged_into": into.number}


def test_who_works_on_it_goes_on_unless_somebody_has_the_other(world: World, received: Make) -> None:
    source, into = received("10:00"), received("11:07")
    Ticket.objects.filter(pk=source.pk).update(assignee=world.hugo)

    assert merged(world, source, into).assignee == world.hugo


def test_merging_twice_changes_nothing(world: World, received: Make) -> None:
    source, into = received("10:00"), received("11:07")
    for _time in range(2):
        merged(world, source, into)

    assert into.events.filter(kind=Event.Kind.MERGED).count() == 1
    assert len(merge_mails()) == 1


# --- Who is told --------------------------------------------------------------------------------------------


def test_the_requester_is_told_once_and_from_when_to_when(world: World, received: Make) -> None:
    source, into = received("11:07"), received("11:30")
    merged(world, source, into, at("11:40"))
    [mail] = merge_mails()

    assert (mail.to, mail.subject) == (world.jean.email, f"[{into.number}] Demandes fusionnées")
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

    assert (mail.language, mail.text.splitlines()[0]) == ("en", "Hello Jean,")


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
