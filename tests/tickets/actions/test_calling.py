"""A call that was taken: what it opens, from when it counts, and what its answer does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from contracts.decision import Outcome, Reason
from cst.demo import cast
from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, TUESDAY, World, key
from tickets.actions.calling import Call, NewCaller, log_call
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status, Ticket

LATER = TUESDAY + timedelta(minutes=40)


def call(world: World, **changes: object) -> Call:
    """Sophie's, at 11:07, about the Premium FortiGate."""
    said = Call(
        caller=world.sophie,
        called_at=TUESDAY,
        kind="incident",
        serial=FORTIGATE,
        severity=1,
        subject="Plus de VPN",
        body="Tout le site est coupé.",
        submission_key=key(),
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def log(world: World, said: Call, organisation: str = cast.CLINIQUE, by: User | None = None) -> Ticket:
    return log_call(said, cast.organisation(organisation), by=by or world.claire, at=LATER)


def test_the_request_is_the_callers_and_the_engineer_opened_it(world: World) -> None:
    ticket = log(world, call(world))

    assert (ticket.requester, ticket.channel, ticket.verdict.outcome) == (
        world.sophie,
        "phone",
        Outcome.ACCEPTED,
    )
    assert ticket.events.get(kind=Event.Kind.OPENED).actor == world.claire


def test_the_promise_counts_from_when_the_call_came(world: World) -> None:  # CH-V.2
    ticket = log(world, call(world))

    assert ticket.received_at == TUESDAY
    assert ticket.due_at is not None
    assert ticket.due_at < LATER + timedelta(hours=4)
    assert ticket.first_response_at is None


def test_what_was_answered_on_the_phone_is_the_first_response(world: World) -> None:  # CH-V.2
    ticket = log(world, call(world, answer="Basculez sur le lien de secours."))

    assert ticket.first_response_at == TUESDAY
    assert ticket.status == Status.WAITING_CUSTOMER
    answer = ticket.messages.get(by_centre=True)
    assert (answer.channel, answer.author) == ("phone", world.claire)


def test_an_answer_noted_the_day_after_was_given_when_the_call_came(world: World) -> None:
    said = call(world, called_at=TUESDAY - timedelta(days=1), answer="Redémarrez-le.")

    ticket = log(world, said)

    assert ticket.due_at is not None and ticket.first_response_at is not None
    assert ticket.first_response_at <= ticket.due_at


def test_an_answer_may_solve_it(world: World) -> None:
    ticket = log(world, call(world, answer="C’était le câble.", then=Status.RESOLVED))

    assert ticket.status == Status.RESOLVED


def test_the_answer_reaches_the_caller_by_mail_too(world: World) -> None:
    log(world, call(world, answer="Basculez sur le lien de secours."))

    assert OutgoingMail.objects.filter(to=world.sophie.email, text__contains="lien de secours").exists()


def test_an_unknown_caller_becomes_a_contact_who_is_written_to(world: World) -> None:
    new = NewCaller("Karim Benali", "karim@clinique-lilas.example")

    ticket = log(world, call(world, caller=new))

    assert ticket.requester is not None
    assert ticket.requester.organisation == cast.organisation(cast.CLINIQUE)
    assert OutgoingMail.objects.filter(
        to="karim@clinique-lilas.example", text__contains=ticket.number
    ).exists()


def test_an_address_of_somebody_else_writes_nothing(world: World) -> None:
    new = NewCaller("Jean", world.jean.email)

    with pytest.raises(ValidationError):
        log(world, call(world, caller=new))

    assert not Ticket.objects.exists()


def test_what_the_charter_does_not_open_is_kept_as_refused(world: World) -> None:
    ticket = log(world, call(world, caller=world.anne, serial=EXPIRED_AP), cast.LYCEE)

    assert (ticket.status, ticket.verdict.reason) == (Status.REFUSED, Reason.CONTRACT_EXPIRED)


def test_what_is_for_the_reseller_goes_into_its_hands(world: World) -> None:  # CH-II.2
    ticket = log(world, call(world, caller=world.paul, serial=STORMSHIELD), cast.MENUISERIE)

    assert ticket.status == Status.WITH_RESELLER


def test_a_waiver_opens_it_and_keeps_the_verdict(world: World) -> None:
    said = call(
        world, caller=world.anne, serial=EXPIRED_AP, waiver="Bon de commande reçu.", answer="Je regarde."
    )

    ticket = log(world, said, cast.LYCEE)

    assert (ticket.waived, ticket.verdict.reason) == (True, Reason.CONTRACT_EXPIRED)
    assert ticket.first_response_at == TUESDAY


def test_a_waiver_that_is_not_needed_is_none(world: World) -> None:
    ticket = log(world, call(world, waiver="Au cas où."))

    assert not ticket.waived


def test_an_answer_to_what_is_not_open_writes_nothing(world: World) -> None:
    said = call(world, caller=world.anne, serial=EXPIRED_AP, answer="Je regarde.")

    with pytest.raises(NotPossible):
        log(world, said, cast.LYCEE)

    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "changes", [{}, {"answer": "Redémarrez-le."}, {"answer": "Fini.", "then": Status.RESOLVED}]
)
def test_the_same_call_twice_is_one_ticket(world: World, changes: dict[str, object]) -> None:
    said = call(world, **changes)
    first = log(world, said)
    mails = OutgoingMail.objects.count()

    assert log(world, said) == first
    assert (Ticket.objects.count(), OutgoingMail.objects.count()) == (1, mails)


@pytest.mark.parametrize("who", ["ines", "sophie", "jean"])
def test_only_engineers_note_calls(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        log(world, call(world), by=getattr(world, who))


def test_who_is_called_by_a_waiver_is_told_once(world: World) -> None:
    log(world, call(world, caller=world.paul, serial=STORMSHIELD, waiver="Panne générale"), cast.MENUISERIE)

    [told] = OutgoingMail.objects.all()
    assert told.to == world.paul.email
    assert "à titre exceptionnel" in told.text


def test_our_own_address_is_nobody_s(world: World) -> None:
    with pytest.raises(ValidationError, match="la nôtre"):
        log(world, call(world, caller=NewCaller("Le support", "Support@exer.fr")))

    assert not User.objects.filter(email="support@exer.fr").exists()
