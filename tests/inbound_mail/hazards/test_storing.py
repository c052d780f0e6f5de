"""Stored first, processed then: a mail survives whatever dies, and is one mail by however many ways it comes."""

from __future__ import annotations

import multiprocessing
import os
from datetime import timedelta

import pytest
from django.db import connections

from inbound_mail import deciding, fetching, intake, processing, routing
from inbound_mail.models import InboundMail, Status
from inbound_mail.sources.imap import Folder
from outbound_mail.models import OutgoingMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import arrive, forget_connections, frozen, raw_mail, store
from tests.inbound_mail.test_fetching import fetch, mailbox
from tests.world import TUESDAY, World
from tickets.models import Message, Ticket

ARRIVED = TUESDAY - timedelta(minutes=3)


def _die_before(where: str, mailbox_id: int) -> None:
    """In the child: fetch, and die like a pulled plug when the fetch comes to `where`."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None
    if where == "commit":
        intake._store = lambda *_: os._exit(9)
    else:
        Folder.take = lambda *_: os._exit(9)  # type: ignore[method-assign]
    fetching.fetch(mailbox_id, frozen(TUESDAY))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "stored"), [("commit", 0), ("telling the server", 1)])
def test_a_crash_between_fetch_and_commit_or_after_it_loses_nothing_and_takes_nothing_twice(
    dovecot: Dovecot, transactional_world: World, where: str, stored: int
) -> None:
    row = mailbox(dovecot)
    dovecot.deliver("support", raw_mail(), at=ARRIVED)
    worker = multiprocessing.get_context("fork").Process(target=_die_before, args=[where, row.pk])
    worker.start()
    worker.join(30)
    assert (worker.exitcode, InboundMail.objects.count()) == (9, stored)

    fetch(row)
    processing.process_due(frozen(TUESDAY))

    assert list(InboundMail.objects.values_list("status", flat=True)) == [Status.TICKET]
    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_lost_or_a_task_that_is_lost_leaves_a_row_that_the_sweep_finds(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
        forget_connections()
        intake.receive(raw_mail(), source="x", received_at=None, at=TUESDAY)
    forget_connections()

    assert processing.process_due(frozen(TUESDAY)) == 1
    assert processing.process_due(frozen(TUESDAY + timedelta(days=1))) == 0


def test_a_task_run_twice_changes_nothing(world: World) -> None:
    mail = store(raw_mail())

    for _ in range(2):
        processing.process_due(frozen(TUESDAY))
        processing.process(mail.pk, TUESDAY)

    assert (Ticket.objects.count(), Message.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_a_poison_message_is_quarantined_with_its_error_and_replayed_by_a_click(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = store(raw_mail(subject="poison")), store(raw_mail())
    decide = routing.decide

    def fail(mail: InboundMail, *arguments: object) -> routing.End | routing.Asking:
        if mail.subject == "poison":
            raise ArithmeticError("no such calendar")
        return decide(mail, *arguments)  # type: ignore[arg-type]

    at = TUESDAY
    with monkeypatch.context() as patch:
        patch.setattr(routing, "decide", fail)
        for _ in range(processing.ATTEMPTS):
            processing.process_due(frozen(at))
            at += timedelta(hours=1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == (Status.QUARANTINED, Status.TICKET)
    assert bad.error == "ArithmeticError: no such calendar"

    deciding.replay(bad, actor=world.claire, at=at)
    assert processing.process(bad.pk, at).status == Status.TICKET


def test_the_same_mail_over_imap_and_by_a_webhook_is_one_ticket(world: World) -> None:
    raw = raw_mail(body="Le tunnel tombe toujours à Orléans.")
    first = arrive(b"Received: from mx.exer.fr by imap.exer.fr\nDelivered-To: support@exer.fr\n" + raw)
    again = arrive(
        b"Received: by hook.provider.example\nX-Provider-Spam: 0.1\n" + raw.replace(b"\n", b"\r\n")
    )

    assert (first.status, again.status, again.ticket) == (Status.TICKET, Status.DUPLICATE, first.ticket)
    assert OutgoingMail.objects.count() == 1


def test_a_message_id_reused_with_other_content_loses_neither(world: World) -> None:
    same = "<counter@printer.example>"
    first = arrive(raw_mail(subject="Panne A", message_id=same))
    second = arrive(raw_mail(subject="Panne B", body="Autre chose.", message_id=same))

    assert (first.status, second.status) == (Status.TICKET, Status.TICKET)
    assert first.ticket != second.ticket


def test_mails_without_message_id_are_told_apart_by_their_content(world: World) -> None:
    first, again, other = (
        arrive(raw_mail(body=body, named={"message_id": None}))  # type: ignore[dict-item]
        for body in ("Panne.", "Panne.", "Autre panne.")
    )

    assert (first.status, again.status, other.status) == (Status.TICKET, Status.DUPLICATE, Status.TICKET)
