"""Two requests become one ticket: what the clock makes of it (CH-V.2), what moves, who is told, what is refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from contracts import credit
from contracts.models import Vendor
from sla.models import Commitment
from tests.tickets.merging_requests import (
    NOON,
    Make,
    answer,
    at,
    event_of,
    merge_mails,
    merged,
)
from tests.world import STORMSHIELD, TUESDAY, World
from tickets import clock_audit, history, response_clock
from tickets.actions import estimating, replying
from tickets.actions.escalating import Case, escalate
from tickets.actions.writing import NotPossible
from tickets.assistance import in_force
from tickets.files import NewFile
from tickets.models import Estimate, Event, Status, Ticket

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
