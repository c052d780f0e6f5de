"""Stored first, processed in one transaction, as often as it takes, and never twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from inbound_mail import deciding, intake, processing, routing, tasks
from inbound_mail.intake import Fetched
from inbound_mail.models import InboundMail, Mailbox, RawMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, forget_connections, frozen, raw_mail, store
from tests.smtp import Receiver
from tests.world import FORTIGATE, TUESDAY, World
from tickets.models import Message, Ticket

POISON = "poison"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail whose subject is `POISON` fails after it has opened its ticket."""
    put_on = routing.End.put_on

    def fail(end: routing.End, mail: InboundMail) -> None:
        put_on(end, mail)
        if mail.subject == POISON:
            raise ArithmeticError("no such calendar")

    monkeypatch.setattr(routing.End, "put_on", fail)


def test_what_is_stored_waits_with_its_bytes_and_their_hash(world: World) -> None:
    raw = raw_mail()
    mail = store(raw)

    assert mail.status == Status.RECEIVED and RawMail.objects.get().content == raw
    assert len(mail.raw_id) == 64 and not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_never_stored_inside_a_transaction_that_could_be_undone() -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        store(raw_mail())


def test_a_worker_that_died_between_storing_and_processing_loses_nothing(world: World) -> None:
    store(raw_mail())

    assert processing.process_due(frozen(TUESDAY + timedelta(hours=1))) == 1
    assert InboundMail.objects.get().status == Status.TICKET


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = store(raw_mail())
    route = routing.route

    def die(*args: object) -> routing.End:
        route(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(routing, "route", die)
        with pytest.raises(KeyboardInterrupt):
            processing.process_due(frozen(TUESDAY))
    assert not Ticket.objects.exists() and not OutgoingMail.objects.exists()

    assert processing.process_due(frozen(TUESDAY)) == 0  # its next attempt is in a minute
    processing.process_due(frozen(TUESDAY + timedelta(minutes=1)))
    assert (Ticket.objects.count(), InboundMail.objects.get(pk=mail.pk).attempts) == (1, 2)


def test_a_mail_claimed_late_in_a_batch_is_left_alone_by_other_workers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        store(raw_mail())
    now, decide = TUESDAY, routing.decide
    due_for_others: list[bool] = []

    def take_ten_minutes(mail: InboundMail, parsed: ParsedMail, at: datetime) -> routing.End | routing.Asking:
        nonlocal now
        due_for_others.append(InboundMail.objects.filter(pk=mail.pk, next_attempt_at__lte=now).exists())
        now += timedelta(minutes=10)
        return decide(mail, parsed, at)

    monkeypatch.setattr(routing, "decide", take_ten_minutes)

    assert processing.process_due(lambda: now) == 3
    assert due_for_others == [False, False, False]


def test_processing_twice_changes_nothing(world: World) -> None:
    mail = arrive(raw_mail())
    processing.process(mail.pk, TUESDAY)
    InboundMail.objects.update(status=Status.RECEIVED, ticket=None, message=None)
    again = processing.process(mail.pk, TUESDAY)

    assert again.ticket == mail.ticket and Message.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_a_poison_mail_is_quarantined_and_never_stops_the_next(world: World, poisoned: None) -> None:
    bad, good = store(raw_mail(subject=POISON)), store(raw_mail())
    at = TUESDAY
    for delay in [*processing.DELAYS, timedelta(hours=1)]:
        processing.process_due(frozen(at))
        assert InboundMail.objects.get(pk=good.pk).status == Status.TICKET
        at += delay
    bad.refresh_from_db()

    assert (bad.status, bad.reason, bad.attempts) == (Status.QUARANTINED, "processing_failed", 5)
    assert (bad.error, bad.subject) == ("ArithmeticError: no such calendar", POISON)
    assert Ticket.objects.count() == 1


def test_a_mail_that_kills_its_worker_each_time_is_quarantined_alone(world: World) -> None:
    killer = store(raw_mail())
    InboundMail.objects.filter(pk=killer.pk).update(attempts=processing.ATTEMPTS)
    other = store(raw_mail())
    processing.process_due(frozen(TUESDAY))
    killer.refresh_from_db()
    other.refresh_from_db()

    assert (killer.status, other.status, other.attempts) == (Status.QUARANTINED, Status.TICKET, 1)
    assert "died" in killer.error


def test_the_same_mail_twice_is_one_entry_and_a_duplicate(world: World) -> None:
    raw = raw_mail(message_id="<same@poste.example>")
    first, second = arrive(raw), arrive(b"Received: from elsewhere\n" + raw)

    assert (second.status, second.duplicate_of, second.ticket) == (Status.DUPLICATE, first, first.ticket)
    assert Ticket.objects.count() == 1


def test_the_same_mail_a_third_time_is_a_duplicate_of_the_first(world: World) -> None:
    raw = raw_mail(message_id="<same@poste.example>")
    first, _second, third = arrive(raw), arrive(raw), arrive(b"Received: from elsewhere\n" + raw)

    assert (third.status, third.duplicate_of) == (Status.DUPLICATE, first)


def test_the_same_bytes_are_kept_once(world: World) -> None:
    raw = raw_mail()
    arrive(raw)
    arrive(raw)

    assert (RawMail.objects.count(), InboundMail.objects.count()) == (1, 2)


def test_a_message_id_used_again_with_other_words_is_another_mail(world: World) -> None:
    arrive(raw_mail(body="one", message_id="<same@poste.example>"))
    arrive(raw_mail(body="two", message_id="<same@poste.example>"))

    assert Ticket.objects.count() == 2


def test_one_place_on_a_server_is_stored_once(world: World) -> None:
    place = Fetched(Mailbox.objects.create(name="Support", address="support@exer.fr"), 7, 42)
    raw = raw_mail()
    mails = [
        intake.receive(raw, source="imap", received_at=TUESDAY, at=TUESDAY, fetched=place, wake=False)
        for _ in range(2)
    ]

    assert mails[0] == mails[1] and InboundMail.objects.count() == 1


def test_an_arrival_in_the_future_counts_from_now(world: World) -> None:
    mail = intake.receive(
        raw_mail(), source="x", received_at=TUESDAY + timedelta(days=3), at=TUESDAY, wake=False
    )

    assert mail.received_at == TUESDAY


def test_a_mail_too_large_is_refused_unread_and_its_sender_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 5_000)
    monkeypatch.setattr(intake, "KEPT_OF_LARGER", 1_000)
    mails = [arrive(raw_mail(body=f"{number}" * 6_000)) for number in range(2)]

    assert [(mail.status, mail.reason) for mail in mails] == [(Status.REFUSED, "too_large")] * 2
    assert OutgoingMail.objects.count() == 1 and not Ticket.objects.exists()
    assert {(raw.size > 6_000, raw.kept) for raw in RawMail.objects.all()} == {(True, 1_000)}


def test_a_customer_whose_mail_is_too_large_is_led_to_the_portal_and_to_no_incident(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SIZE_LIMIT", 5_000)
    monkeypatch.setattr(intake, "KEPT_OF_LARGER", 1_000)

    arrive(raw_mail(body="x" * 6_000))

    told = OutgoingMail.objects.get()
    assert "/portail/incidents/nouveau/" in told.html and "/portail/incidents/nouveau/" in told.text
    assert "Ouvrir un incident" in told.html and "Voir l’incident" not in told.html
    assert "Envoyez votre demande par le portail" in told.html and "par le portail" in told.text


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_open_one_ticket_a_mail(transactional_world: World) -> None:
    same = raw_mail(subject="doublon")
    for raw in (same, same, raw_mail(), raw_mail(), raw_mail()):
        store(raw)

    def work() -> None:
        processing.process_due(frozen(TUESDAY))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    statuses = sorted(InboundMail.objects.values_list("status", flat=True))
    assert statuses == ["duplicate", "ticket", "ticket", "ticket", "ticket"]
    assert Ticket.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_nothing(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
        forget_connections()
        intake.receive(raw_mail(), source="x", received_at=None, at=TUESDAY)
    forget_connections()

    assert "broker does not answer" in caplog.text
    assert processing.process_due(frozen(TUESDAY)) == 1


def test_the_worker_s_task_takes_what_waits(world: World) -> None:
    store(raw_mail())

    assert tasks.process_waiting() == 1


def test_the_acknowledgement_carries_number_verdict_and_deadline(world: World, receiver: Receiver) -> None:
    mail = arrive(raw_mail(subject=f"Panne {FORTIGATE}", message_id="<panne@poste.example>"))
    outbox.send_due(TUESDAY)
    told = parse(receiver.received[0])

    assert mail.ticket is not None and mail.ticket.number in told.subject
    assert "FortiGate 100F" in told.text and "14h37" in told.text
    assert told.in_reply_to == ("<panne@poste.example>",)
    assert told.header("Auto-Submitted") == "auto-replied"


def test_an_unknown_sender_really_receives_the_explanation(world: World, receiver: Receiver) -> None:
    arrive(raw_mail("stranger@elsewhere.example", subject="Au secours"))
    outbox.send_due(TUESDAY)

    assert "Au secours" in parse(receiver.received[0]).text


def test_the_explanation_of_a_mail_put_aside_meanwhile_is_withheld(world: World, receiver: Receiver) -> None:
    mail = arrive(raw_mail("stranger@elsewhere.example"))
    deciding.discard(mail, "publicité", actor=world.claire, at=TUESDAY)
    outbox.send_due(TUESDAY)

    assert receiver.received == [] and OutgoingMail.objects.get().status == "withheld"


def test_jean_s_answer_to_the_acknowledgement_comes_back_to_his_ticket(world: World) -> None:
    first = arrive(raw_mail())
    told = OutgoingMail.objects.get()
    answer = arrive(raw_mail(subject=f"Re: {told.subject}", to=told.reply_to, in_reply_to=told.message_id))

    assert (answer.status, answer.ticket) == (Status.MESSAGE, first.ticket)


def test_two_helpdesks_answering_each_other_stop_at_once(world: World) -> None:
    arrive(raw_mail())
    told = OutgoingMail.objects.get()
    robot = arrive(raw_mail(subject=f"Re: {told.subject}", to=told.reply_to, auto_submitted="auto-replied"))

    assert robot.status == Status.AUTOMATIC and OutgoingMail.objects.count() == 1
