"""Who is told what, in whose words."""

from __future__ import annotations

from datetime import timedelta

from contracts.models import Contract, ContractLine, Device, Product
from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World
from tickets import history
from tickets.actions import closing, replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.waiving import waive

LATER = TUESDAY + timedelta(minutes=20)


def latest(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("created_at")


def test_a_deadline_in_a_mail_bears_its_day(world: World) -> None:
    world.ticket()

    assert "mardi 13 octobre 14h37" in latest(world.jean.email).text


def test_a_waiver_after_the_promised_instant_promises_nothing(world: World) -> None:
    late = TUESDAY + timedelta(days=2)
    waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=late)

    text = latest(world.marc.email).text
    assert "à titre exceptionnel" in text
    assert "14h37" not in text and "Non couvert" not in text


def test_a_request_that_turns_out_to_be_covered_tells_its_deadline(world: World) -> None:  # CH-V.2
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=LATER)

    assert "16h37" in latest(world.jean.email).text


def test_a_provisional_deadline_is_not_told_by_the_history_either(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualify(ticket, Qualification(3, "", "incident"), actor=world.claire, at=LATER)

    assert "échéance" not in " ".join(line.text for line in history.lines(ticket, world.jean))
    assert "échéance" in " ".join(line.text for line in history.lines(ticket, world.claire))


def test_a_product_bought_since_is_found_when_the_engineer_qualifies(world: World) -> None:
    ticket = world.ticket(serial="NEW-SERIAL-1")
    device = Device.objects.create(serial="NEW-SERIAL-1", product=Product.objects.get(name="FortiGate 100F"))
    ContractLine.objects.create(contract=Contract.objects.get(number="EX-2024-0117"), device=device)

    changed = qualify(ticket, Qualification(1, "NEW-SERIAL-1", "incident"), actor=world.claire, at=LATER)
    assert changed.verdict.reason == "covered"


def test_the_requester_is_told_of_an_end_that_is_not_their_own(world: World) -> None:
    closing.close(world.ticket(), actor=world.claire, at=LATER)
    assert "est clos" in latest(world.jean.email).text

    before = OutgoingMail.objects.count()
    closing.close(world.ticket(), actor=world.jean, at=LATER)
    assert OutgoingMail.objects.count() == before + 1  # the acknowledgement of the opening alone


def test_an_answer_is_not_repeated_to_its_author(world: World) -> None:
    ticket = world.ticket()
    before = OutgoingMail.objects.filter(to=world.jean.email).count()
    replying.reply(ticket, world.words(world.jean), at=LATER)

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == before


def test_what_a_person_opens_in_the_portal_is_always_acknowledged(world: World) -> None:
    for _ in range(12):
        world.ticket(channel="web")

    assert OutgoingMail.objects.filter(to=world.jean.email).count() == 12


def test_a_promise_that_moves_is_told_however_many_do(world: World) -> None:
    tickets = [world.ticket() for _ in range(12)]
    for ticket in tickets:
        qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=LATER)

    moved = OutgoingMail.objects.filter(to=world.jean.email, text__startswith="Échéance modifiée")
    assert moved.count() == 12
