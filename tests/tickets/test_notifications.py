"""Who is told what, in whose words."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contracts.models import Contract, ContractLine, Device, Product
from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World
from tickets import history, parties
from tickets.actions import closing, following, reminding, replying
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


def wants_all(person: User) -> None:
    person.mail_scope = User.MailScope.ORGANISATION
    person.save()


def test_a_follower_is_told_what_those_who_asked_are_told(world: World) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    replying.reply(ticket, world.words(world.claire, "Nous regardons."), at=LATER)
    closing.close(ticket, actor=world.claire, at=LATER + timedelta(minutes=1))

    texts = [
        mail.text for mail in OutgoingMail.objects.filter(to=world.lea.email).order_by("created_at", "pk")
    ]
    assert len(texts) == 3  # added, answered, closed
    assert "Nous regardons." in texts[1] and "est clos" in texts[2]


def test_who_follows_and_wants_all_has_one_mail(world: World) -> None:
    wants_all(world.lea)
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    replying.reply(ticket, world.words(world.claire, "Nous regardons."), at=LATER)

    assert OutgoingMail.objects.filter(to=world.lea.email, text__contains="Nous regardons.").count() == 1


def test_a_follower_who_left_the_organisation_is_told_nothing(world: World) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)
    world.lea.organisation = world.organisation_of(world.marc)
    world.lea.save()

    replying.reply(ticket, world.words(world.claire, "Nous regardons."), at=LATER)

    assert not OutgoingMail.objects.filter(to=world.lea.email, text__contains="Nous regardons.").exists()


def test_who_wants_all_hears_of_a_colleagues_request_and_its_deadline(world: World) -> None:
    wants_all(world.lea)

    world.ticket()

    text = latest(world.lea.email).text
    assert world.jean.full_name in text and "mardi 13 octobre 14h37" in text


def test_who_wants_all_at_a_reseller_hears_of_its_customers_requests(world: World) -> None:  # CH-II.1
    wants_all(world.lea)

    ticket = world.ticket(world.sophie)

    assert OutgoingMail.objects.filter(to=world.lea.email, topic=f"ticket:{ticket.pk}").count() == 1


def test_who_wants_all_hears_nothing_of_another_organisation(world: World) -> None:
    wants_all(world.marc)

    world.ticket()

    assert not OutgoingMail.objects.filter(to=world.marc.email).exists()


def test_who_wants_all_is_not_reminded_of_what_others_are_asked(world: World) -> None:
    wants_all(world.lea)
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, "Un schéma ?"), at=LATER)
    before = OutgoingMail.objects.filter(to=world.lea.email).count()

    reminding.remind(ticket, actor=world.claire, at=LATER + timedelta(days=1))

    assert OutgoingMail.objects.filter(to=world.lea.email).count() == before


def test_fifty_people_cost_an_answer_no_more_questions_of_who_they_are(world: World) -> None:
    ticket = world.ticket()
    counts = []
    for number in (1, 10):
        for each in range(number):
            User.objects.create_user(
                f"q{number}-{each}@reseau-plus.example",
                organisation=world.jean.organisation,
                role="member",
                mail_scope=User.MailScope.ORGANISATION,
            )
        with CaptureQueriesContext(connection) as asked:
            parties.people(ticket)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 4
