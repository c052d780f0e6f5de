"""Mail of machines: out of office, bounces, lists. Kept and shown, never answered, and no clock or state moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbound_mail.models import InboundMail, Status
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.smtp import Receiver
from tests.world import TUESDAY, World
from tickets import reply_address
from tickets.actions import closing, replying
from tickets.models import Ticket

LATER = TUESDAY + timedelta(hours=1)


def out_of_office(ticket: Ticket, **headers: str) -> bytes:
    """Jean's mailbox answers a mail about `ticket` by itself."""
    told = OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}").latest("created_at")
    return raw_mail(
        subject=f"Réponse automatique : {told.subject}",
        body="Absent jusqu’à lundi.",
        to=reply_address.for_number(ticket.number),
        named={"in_reply_to": told.message_id, **headers},
    )


def bounce_of(told: OutgoingMail, action: str, status: str) -> bytes:
    """A delivery report (RFC 3464) about a mail of ours."""
    return (
        f"From: MAILER-DAEMON@mx.reseau-plus.example\nTo: {told.reply_to or 'support@exer.fr'}\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        "--x\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
        "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {told.to}\nAction: {action}\nStatus: {status}\n\n"
        f"--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: {told.message_id}\nSubject: x\n\n--x--\n"
    ).encode()


@pytest.mark.parametrize("close", [False, True])
def test_out_of_office_reopens_nothing_touches_no_clock_and_is_not_answered(
    world: World, close: bool
) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    if close:
        closing.close(ticket, actor=world.claire, at=TUESDAY)
    before = Ticket.objects.values("status", "due_at", "waiting_since", "queue_rank").get()
    sent = OutgoingMail.objects.count()

    mail = arrive(out_of_office(ticket), LATER)

    assert mail.status == Status.AUTOMATIC and mail.ticket == ticket
    assert Ticket.objects.values("status", "due_at", "waiting_since", "queue_rank").get() == before
    assert OutgoingMail.objects.count() == sent


def test_out_of_office_a_hundred_times_sends_nothing(world: World) -> None:
    ticket = world.ticket()
    sent = OutgoingMail.objects.count()

    for number in range(20):
        arrive(out_of_office(ticket, x_number=str(number)), LATER + timedelta(minutes=number))

    assert OutgoingMail.objects.count() == sent


@pytest.mark.parametrize(("action", "status"), [("failed", "5.1.1"), ("delayed", "4.4.1")])
def test_a_bounce_is_never_answered_and_finds_its_ticket_by_the_inner_message_id(
    world: World, action: str, status: str
) -> None:
    ticket = world.ticket()
    told = OutgoingMail.objects.get()

    mail = arrive(bounce_of(told, action, status), LATER)

    assert (mail.status, mail.reason, mail.ticket) == (Status.AUTOMATIC, "bounce", ticket)
    assert OutgoingMail.objects.count() == 1
    told.refresh_from_db()
    assert told.returned_for_good is (action == "failed") and told.returned_at == LATER


def test_a_bounce_of_a_bounce_ends_there(world: World) -> None:
    world.ticket()
    told = OutgoingMail.objects.get()
    inner = bounce_of(told, "failed", "5.1.1")

    arrive(inner, LATER)
    arrive(inner.replace(b"MAILER-DAEMON@mx", b"postmaster@mx"), LATER + timedelta(minutes=1))

    assert OutgoingMail.objects.count() == 1
    assert set(InboundMail.objects.values_list("reason", flat=True)) == {"bounce"}


def test_a_forged_bounce_that_knows_no_message_id_of_ours_silences_nobody(
    world: World, receiver: Receiver
) -> None:
    world.ticket()
    told = OutgoingMail.objects.get()
    forged = bounce_of(told, "failed", "5.1.1").replace(told.message_id.encode(), b"<guess@exer.fr>")

    arrive(forged)
    outbox.send_due(TUESDAY)

    assert len(receiver.received) == 1


def test_everything_that_leaves_by_itself_says_so(world: World, receiver: Receiver) -> None:
    arrive(raw_mail())
    arrive(raw_mail("stranger@elsewhere.example"))
    outbox.send_due(TUESDAY)

    assert len(receiver.received) == 2
    for raw in receiver.received:
        head = raw.partition(b"\r\n\r\n")[0]
        assert b"Auto-Submitted: auto-replied" in head and b"X-Auto-Response-Suppress: All" in head
        assert b"X-CST-Loop: support@exer.fr" in head


def test_our_own_mail_coming_back_is_never_answered(world: World, receiver: Receiver) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    outbox.send_due(TUESDAY)
    sent = OutgoingMail.objects.count()

    mails = [arrive(raw, LATER) for raw in receiver.received]

    assert {mail.status for mail in mails} == {Status.AUTOMATIC} and len(mails) == 2
    assert OutgoingMail.objects.count() == sent and ticket.messages.filter(automatic=False).count() == 2


def test_who_lost_sight_of_the_ticket_between_queueing_and_sending_gets_nothing(
    world: World, receiver: Receiver
) -> None:
    mail = arrive(raw_mail())
    assert mail.ticket is not None
    Ticket.objects.filter(pk=mail.ticket.pk).update(
        organisation=world.organisation_of(world.marc), reseller=world.organisation_of(world.marc)
    )

    outbox.send_due(TUESDAY)

    assert receiver.received == [] and OutgoingMail.objects.get().status == "withheld"
