"""Mails that name a merged ticket go where its conversation goes on, if their sender sees that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from inbound_mail import purging
from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets import reply_address
from tickets.actions import closing
from tickets.actions.merging import merge
from tickets.models import Status as TicketStatus
from tickets.models import Ticket

CLAIRE = "claire.martin@exer.example"
NOON = TUESDAY + timedelta(hours=1)
LATER = TUESDAY + timedelta(days=31)


@pytest.fixture
def into(world: World) -> Ticket:
    return world.ticket(received_at=TUESDAY - timedelta(hours=1))


@pytest.fixture
def source(world: World, into: Ticket) -> Ticket:
    """Jean's first mail, merged into his request by the portal."""
    ticket = arrive(raw_mail(message_id="<mine@poste.example>", body="FG100F-PREM-0001 en panne")).ticket
    assert ticket is not None
    merge(ticket, into, actor=world.claire, at=NOON)
    return Ticket.objects.get(pk=ticket.pk)


def test_an_answer_to_its_signed_address_goes_on_where_it_was_merged(source: Ticket, into: Ticket) -> None:
    mail = arrive(raw_mail(to=reply_address.for_number(source.number), body="Toujours en panne."), NOON)

    assert (mail.status, mail.reason, mail.ticket) == (Status.MESSAGE, "reply", into)
    assert mail.message is not None and mail.message.ticket == into


def test_so_does_an_answer_to_a_mail_that_we_sent_about_it(source: Ticket, into: Ticket) -> None:
    ours = OutgoingMail.objects.get(topic=f"ticket:{source.pk}").message_id

    assert arrive(raw_mail(in_reply_to=ours), NOON).ticket == into


def test_so_does_an_answer_to_one_s_own_mail(source: Ticket, into: Ticket) -> None:
    assert arrive(raw_mail(in_reply_to="<mine@poste.example>"), NOON).ticket == into


def test_so_does_its_number_in_the_subject(source: Ticket, into: Ticket) -> None:
    assert arrive(raw_mail(subject=f"Re: [{source.number}] panne"), NOON).ticket == into


def test_who_does_not_see_the_ticket_that_goes_on_gets_nowhere_near_it(
    world: World, source: Ticket, into: Ticket
) -> None:
    theirs = world.organisation_of(world.marc)
    Ticket.objects.filter(pk=into.pk).update(organisation=theirs, reseller=theirs)
    mail = arrive(raw_mail(to=reply_address.for_number(source.number)), NOON)

    assert mail.status == Status.TICKET and mail.ticket not in {source, into}
    assert mail.related_ticket == into


def test_an_answer_reopens_the_ticket_that_goes_on(world: World, source: Ticket, into: Ticket) -> None:
    closing.close(into, actor=world.claire, at=NOON)
    mail = arrive(raw_mail(to=reply_address.for_number(source.number)), NOON + timedelta(days=2))
    source.refresh_from_db()
    into.refresh_from_db()

    assert (mail.reason, mail.ticket) == ("reopened", into)
    assert (source.status, into.status) == (TicketStatus.CLOSED, TicketStatus.OPEN)


def test_an_engineer_who_took_part_in_it_answers_where_it_goes_on(
    world: World, into: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    source = world.ticket()
    Ticket.objects.filter(pk=source.pk).update(assignee=world.claire)
    merge(source, into, actor=world.hugo, at=NOON)
    passed = "mx.exer.fr; dmarc=pass header.from=exer.example"
    mail = arrive(
        raw_mail(CLAIRE, to=reply_address.for_number(source.number), authentication_results=passed), NOON
    )

    assert (mail.reason, mail.ticket) == ("staff_answer", into)


def test_a_backup_stays_until_the_end_of_the_ticket_that_took_it_over(world: World, into: Ticket) -> None:
    mail = arrive(raw_mail(files=[("fw.conf", b"set password hunter2")]))
    assert mail.ticket is not None
    merge(mail.ticket, into, actor=world.claire, at=NOON)
    while_open = purging.purge_sources(closed_before=LATER - timedelta(days=30), at=LATER)
    closing.close(into, actor=world.claire, at=LATER)

    assert while_open == 0
    assert purging.purge_sources(closed_before=LATER - timedelta(days=30), at=LATER) == 0
    assert purging.purge_sources(closed_before=LATER + timedelta(days=1), at=LATER) == 1
