"""Addresses: known persons are found however theirs is spelt, and what no header of ours may carry never gets there."""

from __future__ import annotations

import email
from email.policy import default

import pytest
from django.db import connection

from accounts.models import User
from inbound_mail.models import InboundMail, Mailbox, Status
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.smtp import Receiver
from tests.world import TUESDAY, World
from tickets.models import Ticket


@pytest.mark.parametrize(
    "sender",
    [
        "JEAN.PETIT@RESEAU-PLUS.EXAMPLE",
        "Jean Petit <Jean.Petit@Reseau-Plus.example>",
        '"jean.petit"@reseau-plus.example',
        '"Petit, Jean" <"jean.petit"@reseau-plus.example>',
        "=?utf-8?q?Jean_Petit?= <jean.petit@reseau-plus.example>",
        "jean.petit@reseau-plus.example (Jean Petit)",
    ],
)
def test_a_known_person_is_found_whatever_case_and_quotes(world: World, sender: str) -> None:
    mail = arrive(f"From: {sender}\n".encode() + raw_mail(None))

    assert mail.ticket is not None and mail.ticket.requester == world.jean


@pytest.mark.parametrize("stored", ["jean@société.example", "jean@xn--socit-esab.example"])
@pytest.mark.parametrize("written", ["Jean@Société.example", "jean@XN--socit-esab.example"])
def test_a_known_person_of_an_accented_domain_is_found_in_either_script(
    world: World, stored: str, written: str
) -> None:
    User.objects.filter(pk=world.jean.pk).update(email=stored)

    assert arrive(f"From: {written}\n".encode() + raw_mail(None)).status == Status.TICKET


@pytest.mark.parametrize(
    "sender",
    [
        f"{'a' * 64}@{'b' * 200}.example",
        f"{'a' * 300}@elsewhere.example",
        "a@b",
        "jean petit@elsewhere.example",
        '"a b"@elsewhere.example',
        "jean@[127.0.0.1]",
        "jean@elsewhere..example",
        "jean@-elsewhere.example",
        "postmaster",
        "@",
    ],
)
def test_an_address_that_cannot_be_written_to_is_held_and_stops_nothing(
    world: World, receiver: Receiver, sender: str
) -> None:
    mail = arrive(f"From: {sender}\n".encode() + raw_mail(None))
    outbox.send_due(TUESDAY)

    assert mail.status == Status.HELD
    assert not OutgoingMail.objects.exclude(status="sent").exists()


def test_a_mail_from_our_own_domain_by_somebody_unknown_is_held(world: World) -> None:
    assert arrive(raw_mail("direction@exer.fr")).reason == "requester_unknown"


@pytest.mark.parametrize(
    "sender", ["support@exer.fr", "Support+billing@exer.fr", "support+cst-2026-000001.0@exer.fr"]
)
def test_a_mail_from_our_support_address_is_never_answered(world: World, sender: str) -> None:
    mail = arrive(raw_mail(sender))

    assert mail.reason == "own_address" and not OutgoingMail.objects.exists()


def test_a_mail_from_another_mailbox_of_ours_is_never_answered(world: World) -> None:
    Mailbox.objects.create(name="Anglais", address="Support-EN@exer.example")

    assert arrive(raw_mail("support-en@exer.example")).reason == "own_address"
    assert not OutgoingMail.objects.exists()


# --- What leaves ----------------------------------------------------------------------------------------------

INJECTIONS = [
    "Panne\r\nBcc: victim@elsewhere.example",
    "=?utf-8?q?Panne=0D=0ABcc:_victim=40elsewhere.example?=",
    "=?utf-8?b?UGFubmUNCkJjYzogdmljdGltQGVsc2V3aGVyZS5leGFtcGxl?=",
    "Panne\u2028Bcc: victim@elsewhere.example",
    "Panne\x0bBcc: victim@elsewhere.example\x00",
    "Panne\x85Bcc: victim@elsewhere.example",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("sender", ["jean.petit@reseau-plus.example", "stranger@elsewhere.example"])
def test_header_injection_through_the_subject_adds_no_header(
    world: World, receiver: Receiver, sender: str, value: str
) -> None:
    arrive(f"Subject: {value}\n".encode() + raw_mail(sender, None))
    outbox.send_due(TUESDAY)

    [raw] = receiver.received
    assert email.message_from_bytes(raw, policy=default)["Bcc"] is None
    assert b"\nBcc" not in raw


@pytest.mark.parametrize("value", INJECTIONS)
def test_header_injection_through_names_and_message_ids_adds_no_header(
    world: World, receiver: Receiver, value: str
) -> None:
    head = (
        f"From: {value} <jean.petit@reseau-plus.example>\nMessage-ID: <{value}@x>\nReferences: <{value}@x>\n"
    )
    arrive(head.encode() + raw_mail(None, named={"message_id": "<second@poste.example>"}))
    outbox.send_due(TUESDAY)

    assert all(b"\nBcc" not in raw for raw in receiver.received)
    assert not OutgoingMail.objects.exclude(status="sent").exists()


@pytest.mark.parametrize(
    "message_id", ["<é@x>", "<a b@x>", f"<{'x' * 800}@x>", "<>", "no brackets", "<a>\x00<b>"]
)
def test_a_message_id_that_no_header_carries_does_not_keep_the_acknowledgement(
    world: World, receiver: Receiver, message_id: str
) -> None:
    arrive(f"Message-ID: {message_id}\n".encode() + raw_mail(named={"message_id": None}))  # type: ignore[dict-item]
    outbox.send_due(TUESDAY)

    assert len(receiver.received) == 1


def test_null_bytes_anywhere_are_no_error(world: World) -> None:
    raw = raw_mail(subject="Pan\x01ne").replace(b"\x01", b"\x00").replace(b"tunnel IPsec", b"tunnel\x00IPsec")

    mail = arrive(b"X-\x00: \x00\n" + raw)

    assert mail.status == Status.TICKET and InboundMail.objects.get().error == ""
    assert Ticket.objects.get().subject == "Panne"


def test_sql_in_every_header_is_words(world: World) -> None:
    words = "'; DROP TABLE tickets_ticket; --"
    arrive(
        raw_mail(subject=words, body=words, named={"references": words, "x_original_to": words, "cc": words})
    )

    assert Ticket.objects.get().subject == words
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_ticket")
        assert cursor.fetchone() == (1,)
