"""The manufacturer answers, or does not: silence is told once each time, in hours of the centre (CH-I, CH-V.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import Vendor
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World, key
from tickets import history
from tickets.actions import assigning, closing, escalating, following, hearing_vendors, replying
from tickets.actions.escalating import Case
from tickets.actions.hearing_vendors import VendorWords
from tickets.actions.writing import NotPossible
from tickets.models import Event, Status, VendorCase
from tickets.portal import lists, states

LATER = TUESDAY + timedelta(minutes=20)  # 11:27
# Eight working hours after 11:27 on a Tuesday: 1h03 before lunch, 4h in the afternoon, 2h57 on Wednesday morning.
SILENT = TUESDAY.replace(day=14, hour=11, minute=57)


def case(hours: int | None = 8, **changes: str) -> Case:
    return Case(
        Vendor.objects.get(name="Fortinet"),
        "TAC-4711",
        changes.get("summary", "Un correctif est demandé."),
        silence_hours=hours,
    )


def escalated(world: World, hours: int | None = 8) -> VendorCase:
    """An answered ticket of Claire's that waits at the manufacturer."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER)
    row = escalating.escalate(ticket, case(hours), actor=world.claire, at=LATER)
    row.ticket.refresh_from_db()
    return row


def told(address: str) -> int:
    return OutgoingMail.objects.filter(to=address, text__contains="TAC-4711").count()


def words(**changes: object) -> VendorWords:
    known = {"submission_key": key(), "sent_at": SILENT, "body": "Please try 7.4.8."}
    return VendorWords("Fortinet TAC", "tac@fortinet.example", **{**known, **changes})  # type: ignore[arg-type]


def test_a_silence_is_told_after_its_working_hours_and_once(world: World) -> None:  # CH-I
    row = escalated(world)

    cases = [hearing_vendors.tell_silent(at) for at in (SILENT - timedelta(minutes=1), SILENT, SILENT)]

    assert cases == [0, 1, 0]
    assert told(world.claire.email) == 1
    said = history.lines(row.ticket, world.claire)[-1].text
    assert said == "Le constructeur se tait depuis 8\u00a0h ouvrées, dossier TAC-4711"


def test_the_next_silence_counts_from_the_next_news(world: World) -> None:
    row = escalated(world)
    hearing_vendors.tell_silent(SILENT)

    hearing_vendors.heard(row, actor=world.claire, at=SILENT)

    assert hearing_vendors.tell_silent(SILENT + timedelta(days=2)) == 1
    assert told(world.claire.email) == 2


def test_no_reminder_was_asked_for(world: World) -> None:
    escalated(world, hours=None)

    assert hearing_vendors.tell_silent(SILENT + timedelta(days=30)) == 0


def test_nobody_in_charge_is_the_leads_business(world: World) -> None:
    row = escalated(world)
    assigning.assign(row.ticket, None, actor=world.claire, at=LATER)

    hearing_vendors.tell_silent(SILENT)

    assert (told(world.claire.email), told(world.hugo.email)) == (0, 1)


def test_an_ended_ticket_and_a_closed_case_are_silent_for_good(world: World) -> None:
    row = escalated(world)
    closing.close(row.ticket, actor=world.claire, at=LATER)

    hearing_vendors.tell_silent(SILENT)

    assert told(world.claire.email) == 0


def test_news_bring_the_ticket_back_to_the_centre(world: World) -> None:  # CH-V.1
    row = escalated(world)

    hearing_vendors.heard(row, actor=world.claire, at=SILENT)

    row.refresh_from_db()
    assert (row.heard_at, row.ticket.status) == (SILENT, Status.OPEN)
    assert row.ticket.queue_rank is not None
    assert history.lines(row.ticket, world.hugo)[-1].text == "Nouvelles du constructeur, dossier TAC-4711"


def test_a_mail_of_theirs_is_a_note_that_no_customer_reads(world: World) -> None:
    row = escalated(world)

    message = hearing_vendors.file_mail(row, words(), at=SILENT)

    assert (message.internal, message.author_name) == (True, "Fortinet TAC")
    assert VendorCase.objects.get().heard_at == SILENT
    assert len(history.lines(row.ticket, world.jean)) == 2


def test_the_engineers_in_charge_and_following_are_told(world: World) -> None:
    row = escalated(world)
    following.follow(row.ticket, world.hugo, actor=world.hugo, at=LATER)

    hearing_vendors.file_mail(row, words(), at=SILENT)

    found = OutgoingMail.objects.filter(text__contains="Please try 7.4.8.")
    assert {mail.to for mail in found} == {world.claire.email, world.hugo.email}


def test_the_same_mail_twice_is_one(world: World) -> None:
    row, mail = escalated(world), words()

    both = [hearing_vendors.file_mail(row, mail, at=SILENT) for _ in range(2)]

    assert both[0] == both[1]
    assert row.ticket.events.filter(kind=Event.Kind.VENDOR_HEARD).count() == 1


def test_what_a_robot_wrote_leaves_the_ticket_there(world: World) -> None:
    row = escalated(world)

    hearing_vendors.file_mail(row, words(by_itself=True), at=SILENT)

    row.refresh_from_db()
    assert (row.heard_at, row.ticket.status) == (SILENT, Status.AT_VENDOR)


def test_a_closed_case_gives_the_ticket_back(world: World) -> None:
    row = escalated(world)
    for _ in range(2):
        escalating.close_case(row, actor=world.claire, at=SILENT)

    row.refresh_from_db()
    assert (row.closed_at, row.remind_at, row.ticket.status) == (SILENT, None, Status.OPEN)
    said = [line.text for line in history.lines(row.ticket, world.jean)]
    assert said[-1] == "Claire Martin a clos le dossier TAC-4711 chez Fortinet"


def test_a_case_closed_by_mistake_goes_on(world: World) -> None:
    row = escalating.close_case(escalated(world), actor=world.claire, at=SILENT)

    escalating.reopen_case(row, actor=world.claire, at=SILENT)

    row.refresh_from_db()
    assert (row.closed_at, row.ticket.status) == (None, Status.AT_VENDOR)
    assert row.remind_at is not None


def test_asking_the_vendor_again_counts_anew_and_the_summary_is_told(world: World) -> None:
    row = escalated(world)
    hearing_vendors.tell_silent(SILENT)

    escalating.keep_case(row, case(2, summary="Relancé."), actor=world.claire, at=SILENT)

    row.refresh_from_db()
    assert row.remind_at == SILENT.replace(hour=15, minute=27)  # 33 minutes before lunch, 1h27 after it
    assert "a mis à jour le résumé du dossier TAC-4711" in history.lines(row.ticket, world.jean)[-1].text


def test_a_closed_case_is_not_changed(world: World) -> None:
    row = escalating.close_case(escalated(world), actor=world.claire, at=SILENT)

    with pytest.raises(NotPossible, match="rouvrez-le"):
        escalating.keep_case(row, case(), actor=world.claire, at=SILENT)


def test_a_customer_hears_no_vendor(world: World) -> None:
    with pytest.raises(PermissionDenied):
        hearing_vendors.heard(escalated(world), actor=world.jean, at=SILENT)


def test_the_customer_is_told_the_case_that_is_still_open(world: World) -> None:
    row = escalated(world)
    second = Case(row.vendor, "TAC-4712", "")
    later = escalating.escalate(row.ticket, second, actor=world.claire, at=SILENT)
    escalating.close_case(later, actor=world.claire, at=SILENT)
    ticket = lists.in_sight(world.jean).get(pk=row.ticket_id)

    said = states.standing(ticket, world.jean, SILENT)

    assert "dossier TAC-4711" in said.text
