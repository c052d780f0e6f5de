"""The reseller as first level: what reaches it by itself, and what it passes on to the centre (CH-II.2)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import User
from contracts.models import Contract, Product, SupportLevel
from outbound_mail.models import OutgoingMail

# Paul writes at 11:07; Jean has looked by 14:30.
from tests.tickets.first_level_requests import asked, mails
from tests.world import FORTIGATE, OUT_OF_CATALOGUE, PARIS, STORMSHIELD, SWITCH, TUESDAY, World
from tickets import deadlines, history, permissions
from tickets.actions import closing, merging, replying
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.waiving import waive
from tickets.actions.writing import NotPossible
from tickets.files import NewFile
from tickets.models import Event, Message, Status, Ticket
from tickets.permissions import Action
from tickets.queue_order import Rank

LATER = TUESDAY.replace(hour=14, minute=30)


def escalation(world: World, author: User | None = None, **changes: Any) -> Escalation:
    """What Jean makes of it."""
    words = world.words(author or world.jean, "Liaison vérifiée, certificat refusé.", LATER)
    made = Escalation("SN310 : VPN refusé", STORMSHIELD, 2, words)
    return replace(made, **changes)


def passed_on(world: World, ticket: Ticket | None = None, **changes: Any) -> Ticket:
    return pass_to_centre(ticket or asked(world), escalation(world, **changes), at=LATER).ticket


def own_device(world: World) -> str:
    """A covered device that Réseau Plus bought for itself."""
    Product.objects.filter(name="ASA 5506-X").update(in_catalogue=True)
    return OUT_OF_CATALOGUE


# --- It is passed on to the centre --------------------------------------------------------------------------


def test_what_the_reseller_passes_on_is_the_centre_s_by_the_reseller_s_own_verdict(world: World) -> None:
    ticket = passed_on(world)

    assert (ticket.status, ticket.escalated_by, ticket.requester) == (Status.NEW, world.jean, world.paul)
    assert (ticket.verdict.reason, ticket.verdict.rules, ticket.level) == (
        "covered",
        ("CH-II.2",),
        "standard",
    )
    assert "transmis par Réseau Plus" in ticket.verdict_text.text


def test_it_bears_what_the_reseller_made_of_it_and_the_history_keeps_both(world: World) -> None:
    ticket = passed_on(world, asked(world, subject="VPN en panne", severity=1), severity=3)

    assert (ticket.subject, ticket.severity) == ("SN310 : VPN refusé", 3)
    event = ticket.events.get(kind=Event.Kind.PASSED_TO_CENTRE)
    assert event.data["before"]["subject"] == "VPN en panne"
    assert (event.data["before"]["severity"], event.data["after"]["severity"]) == (1, 3)


def test_the_findings_and_their_files_are_read_by_both_parties(world: World) -> None:
    words = world.words(world.jean, "Certificat refusé.", LATER, files=[NewFile("sn310.log", b"x", "report")])
    ticket = passed_on(world, words=words)

    said = ticket.messages.latest("sent_at")
    assert (said.author, said.internal, said.attachments.get().name) == (world.jean, False, "sn310.log")


def test_without_serial_it_is_a_ticket_to_qualify(world: World) -> None:
    ticket = passed_on(world, serial="")

    assert (ticket.status, ticket.verdict.reason) == (Status.NEW, "product_to_identify")
    assert ticket.reseller == world.jean.organisation
    assert not deadlines.is_told(ticket)


def test_the_clock_counts_from_the_passing_on(world: World) -> None:  # CH-V.2
    """Bought since as Premium for this device: two working hours from 14:30, and not from 11:07."""
    ticket = asked(world)
    Contract.objects.filter(number="EX-2025-0342").update(level=SupportLevel.objects.get(code="premium"))

    ticket = passed_on(world, ticket, severity=1)

    assert ticket.due_at == datetime(2026, 10, 13, 16, 30, tzinfo=PARIS)
    assert "reçu 14h30" in deadlines.of_ticket(ticket, LATER).text


def test_the_order_of_arrival_counts_from_the_passing_on(world: World) -> None:  # CH-V.1
    ticket = asked(world)
    between = world.ticket(
        world.lea, channel="mail", serial=STORMSHIELD, severity=2, received_at=TUESDAY + timedelta(hours=1)
    )

    ticket = passed_on(world, ticket)

    assert (ticket.queue_rank, ticket.queue_key) == (Rank.ARRIVAL, LATER)
    assert between.queue_key is not None and between.queue_key < LATER


def test_the_customer_s_words_before_are_no_question_to_the_centre(world: World) -> None:
    ticket = asked(world)
    replying.reply(ticket, world.words(world.paul, "Alors ?"), at=TUESDAY + timedelta(minutes=5))

    ticket = passed_on(world, ticket)
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER + timedelta(minutes=5))

    ticket.refresh_from_db()
    assert ticket.first_response_at == LATER + timedelta(minutes=5)


def test_a_deadline_before_the_passing_on_was_told_to_nobody(world: World) -> None:
    Contract.objects.filter(number="EX-2025-0342").update(level=SupportLevel.objects.get(code="premium"))
    ticket = passed_on(world, _by_a_closed_premium(world), severity=1)
    ticket = qualify(ticket, Qualification(2, STORMSHIELD, "incident"), actor=world.claire, at=LATER)

    shown = deadlines.of_ticket(ticket, LATER, world.paul)
    assert [(change.before_text, change.after_text) for change in shown.changes] == [
        ("16h30", "mercredi 9h30")
    ]


# --- What the charter does not open -------------------------------------------------------------------------


def test_a_contract_that_has_ended_since_is_refused_with_its_reason(world: World) -> None:  # CH-0
    ticket = asked(world)
    Contract.objects.filter(number="EX-2025-0342").update(ends_on=TUESDAY.date() - timedelta(days=1))

    with pytest.raises(NotPossible, match="s’est terminé le 12/10/2026"):
        passed_on(world, ticket)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.escalated_by) == (Status.WITH_RESELLER, None)
    assert ticket.messages.count() == 1


def test_a_product_out_of_the_catalogue_is_refused(world: World) -> None:  # CH-IV.1
    ticket = asked(world)
    Product.objects.filter(name="SN310").update(in_catalogue=False)

    with pytest.raises(NotPossible, match="catalogue"):
        passed_on(world, ticket)


def test_a_product_of_another_customer_is_none_of_this_one_s(world: World) -> None:
    with pytest.raises(NotPossible, match="Clinique des Lilas"):
        passed_on(world, serial=FORTIGATE)


def test_what_the_reseller_bought_for_itself_is_none_of_its_customer_s(world: World) -> None:
    with pytest.raises(NotPossible, match="Réseau Plus"):
        passed_on(world, serial=own_device(world))


def test_a_serial_that_nobody_knows_runs_on_what_the_customer_holds_not_on_the_reseller_s_best(
    world: World,
) -> None:
    ticket = passed_on(world, serial="NO-SUCH-SERIAL")

    assert (ticket.level, ticket.due_at) == ("standard", None)


def test_a_serial_of_another_reseller_is_one_that_nobody_knows(world: World) -> None:
    ticket = passed_on(world, serial=SWITCH)

    assert (ticket.verdict.reason, ticket.device) == ("product_unknown", None)


def test_what_the_centre_has_already_is_not_passed_on_again(world: World) -> None:
    ticket = passed_on(world)

    with pytest.raises(NotPossible, match="plus entre vos mains"):
        passed_on(world, ticket)


def test_what_was_waived_meanwhile_is_not_passed_on(world: World) -> None:
    ticket = waive(asked(world), "Urgence.", actor=world.claire, at=TUESDAY)

    with pytest.raises(NotPossible, match="plus entre vos mains"):
        passed_on(world, ticket)


def test_a_reseller_that_nobody_was_at_passes_on_what_was_refused_then(world: World) -> None:
    people = User.objects.filter(organisation=world.jean.organisation)
    people.update(is_active=False)
    ticket = asked(world)
    people.update(is_active=True)

    assert passed_on(world, ticket).status == Status.NEW


# --- Who may, and how often ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["paul", "marc", "sophie", "claire", "ines"])
def test_nobody_but_the_reseller_passes_it_on(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        passed_on(world, words=world.words(getattr(world, who), at=LATER))


def test_a_member_passes_on_as_well_as_a_manager(world: World) -> None:
    ticket = passed_on(world, words=world.words(world.lea, at=LATER))

    assert ticket.escalated_by == world.lea


def test_a_reseller_does_not_pass_its_own_request_on(world: World) -> None:
    assert not permissions.may(world.jean, Action.PASS_TO_CENTRE, world.ticket())


def test_the_same_words_twice_pass_on_once(world: World) -> None:
    ticket, same = asked(world), escalation(world)

    first = pass_to_centre(ticket, same, at=LATER)
    second = pass_to_centre(ticket, same, at=LATER)

    assert first == second
    assert ticket.events.filter(kind=Event.Kind.PASSED_TO_CENTRE).count() == 1
    assert len(mails(world.jean, "Demande reçue")) == 1


def test_two_of_the_reseller_at_once_pass_it_on_once(transactional_world: World) -> None:
    world = transactional_world
    ticket = asked(world)
    refused: list[str] = []

    def click(escalated: Escalation) -> None:
        try:
            pass_to_centre(ticket, escalated, at=LATER)
        except NotPossible as error:
            refused.append(str(error))
        connection.close()

    both = [escalation(world), escalation(world, words=world.words(world.lea, at=LATER))]
    threads = [threading.Thread(target=click, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Message.objects.filter(ticket=ticket).count() == 2


# --- Both parties, from then on -----------------------------------------------------------------------------


def test_the_reseller_is_acknowledged_and_the_customer_told(world: World) -> None:
    ticket = passed_on(world)

    assert mails(world.jean, "Demande reçue")[0].subject == f"[{ticket.number}] {ticket.subject}"
    told = mails(world.paul, "Demande transmise au CST")[0]
    assert "Jean Petit, de Réseau Plus" in told.text and "certificat refusé" in told.text


def test_an_answer_of_the_centre_goes_to_both_each_in_a_mail_of_their_own(world: World) -> None:
    ticket = passed_on(world)
    replying.reply(ticket, world.words(world.claire, "Importez la chaîne.", LATER), at=LATER)

    told = OutgoingMail.objects.filter(text__contains="Importez la chaîne.").values_list("to", flat=True)
    assert sorted(told) == [world.jean.email, world.paul.email]


@pytest.mark.parametrize(("who", "other"), [("jean", "paul"), ("paul", "jean")])
def test_either_replies_and_the_other_reads_it(world: World, who: str, other: str) -> None:
    ticket = passed_on(world)
    at = LATER + timedelta(minutes=5)
    replying.reply(ticket, world.words(world.claire, "Alors ?", at), at=at)

    at = LATER + timedelta(minutes=10)
    replying.reply(ticket, world.words(getattr(world, who), "C’est reparti.", at), at=at)

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert "C’est reparti." in mails(getattr(world, other))[-1].text
    assert "C’est reparti." in mails(world.claire)[-1].text


@pytest.mark.parametrize("who", ["jean", "paul"])
def test_either_closes_it(world: World, who: str) -> None:
    closing.close(passed_on(world), actor=getattr(world, who), at=LATER)

    assert Ticket.objects.get().status == Status.CLOSED


def test_qualifying_judges_it_as_the_reseller_s(world: World) -> None:
    ticket = passed_on(world, serial="")

    ticket = qualify(ticket, Qualification(1, STORMSHIELD, "incident"), actor=world.claire, at=LATER)

    assert (ticket.status, ticket.verdict.reason) == (Status.NEW, "covered")
    assert ticket.verdict.is_escalated


def test_qualifying_judges_it_by_the_day_of_the_passing_on(world: World) -> None:  # CH-0
    """Its contract began the day after Paul wrote, and the day that Jean passed it on."""
    ticket = asked(world, channel="mail", serial="", severity=None)
    ticket = qualify(ticket, Qualification(2, STORMSHIELD, "incident"), actor=world.claire, at=TUESDAY)
    Contract.objects.filter(number="EX-2025-0342").update(starts_on=date(2026, 10, 14))
    wednesday = LATER + timedelta(days=1)
    made = escalation(world, serial="", words=world.words(world.jean, at=wednesday))
    ticket = pass_to_centre(ticket, made, at=wednesday).ticket

    ticket = qualify(ticket, Qualification(2, STORMSHIELD, "incident"), actor=world.claire, at=wednesday)

    assert ticket.verdict.reason == "covered"


def test_merging_two_that_were_passed_on_answers_all(world: World) -> None:
    first = passed_on(world)
    second = passed_on(world, words=world.words(world.lea, at=LATER))

    merging.merge(second, first, actor=world.claire, at=LATER)
    replying.reply(first, world.words(world.claire, "À tous.", LATER), at=LATER)

    told = OutgoingMail.objects.filter(text__contains="À tous.").values_list("to", flat=True)
    assert sorted(told) == [world.jean.email, world.lea.email, world.paul.email]


def test_the_history_names_who_passed_it_on(world: World) -> None:
    ticket = passed_on(world)

    for reader in (world.paul, world.jean, world.claire):
        assert "Jean Petit a transmis la demande au CST" in [
            line.text for line in history.lines(ticket, reader)
        ]


def _by_a_closed_premium(world: World) -> Ticket:
    """Paul's, asked while Premium was closed to end customers."""
    SupportLevel.objects.filter(code="premium").update(open_to_end_customers=False)
    return asked(world)


def test_it_stays_the_reseller_s_when_an_engineer_finds_no_product(world: World) -> None:
    ticket = passed_on(world)
    qualify(ticket, Qualification(2, "NO-SUCH-SERIAL", "incident"), actor=world.claire, at=LATER)

    ticket.refresh_from_db()
    assert ticket.reseller == world.jean.organisation


def test_a_request_that_has_another_reseller_by_now_is_not_passed_on(world: World) -> None:
    ticket = asked(world)
    Ticket.objects.filter(pk=ticket.pk).update(reseller=world.marc.organisation)

    with pytest.raises(PermissionDenied):
        passed_on(world, ticket)
