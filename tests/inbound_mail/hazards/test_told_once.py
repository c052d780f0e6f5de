"""A sender is told once, whoever works: two workers at once, a mail processed again, the same mail twice."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from django.db import connection

from inbound_mail import intake, processing
from inbound_mail.models import InboundMail
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import frozen, raw_mail, store
from tests.world import TUESDAY, World
from tickets.models import Ticket

STRANGER = "stranger@elsewhere.example"


def work_at_once(mails: Sequence[InboundMail]) -> None:
    """One worker a mail, all starting at the same moment."""
    gate = threading.Barrier(len(mails))

    def work(mail: InboundMail) -> None:
        gate.wait(10)
        processing.process(mail.pk, TUESDAY)
        connection.close()

    threads = [threading.Thread(target=work, args=[mail]) for mail in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
def test_an_unknown_sender_is_told_once_by_workers_at_once(transactional_world: World) -> None:
    work_at_once([store(raw_mail(STRANGER, subject=f"Au secours {number}")) for number in range(6)])

    assert set(InboundMail.objects.values_list("status", flat=True)) == {"held"}
    assert OutgoingMail.objects.filter(to=STRANGER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_sender_of_mails_too_large_is_told_once_by_workers_at_once(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 2_000)
    monkeypatch.setattr(intake, "KEPT_OF_LARGER", 1_000)

    work_at_once([store(raw_mail(body=f"{number}" * 3_000)) for number in range(6)])

    assert set(InboundMail.objects.values_list("reason", flat=True)) == {"too_large"}
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_mailbox_with_many_tags_is_told_once_by_workers_at_once(transactional_world: World) -> None:
    work_at_once([store(raw_mail(f"help+{number}@elsewhere.example")) for number in range(6)])

    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_task_run_twice_at_once_opens_one_ticket_and_acknowledges_once(transactional_world: World) -> None:
    mail = store(raw_mail())

    work_at_once([mail, mail, mail])

    assert (Ticket.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert InboundMail.objects.get().status == "ticket"


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_by_two_routes_at_once_is_one_ticket(transactional_world: World) -> None:
    raw = raw_mail()
    routes = [b"Delivered-To: support@exer.fr\n" + raw, b"Received: by hook.provider.example\n" + raw]

    work_at_once([store(each) for each in routes])

    assert (Ticket.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert sorted(InboundMail.objects.values_list("status", flat=True)) == ["duplicate", "ticket"]


def test_an_explanation_that_was_undone_with_its_attempt_is_given_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = store(raw_mail(STRANGER))
    save = InboundMail.save

    def fail(row: InboundMail, *args: object, **named: object) -> None:
        if row.status == "held":
            raise ArithmeticError("the disk is full")
        save(row, *args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(InboundMail, "save", fail)
        processing.process(mail.pk, TUESDAY)
    assert not OutgoingMail.objects.exists()

    processing.process_due(frozen(TUESDAY + processing.DELAYS[0]))
    assert OutgoingMail.objects.filter(to=STRANGER).count() == 1
