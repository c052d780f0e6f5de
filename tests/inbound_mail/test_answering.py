"""Answering a mail without a ticket, and what comes back to that answer."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from inbound_mail import answer_address, deciding
from inbound_mail.deciding import answering
from inbound_mail.models import InboundMail, MailAnswer, Status
from outbound_mail import guards, outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import SUPPORT, arrive, raw_mail
from tests.world import TUESDAY, World, key
from tickets.actions.writing import NotPossible
from tickets.models import Ticket

STRANGER = "stranger@elsewhere.example"
LATER = TUESDAY + timedelta(minutes=10)


def answer(
    world: World, mail: InboundMail, body: str = "Écrivez-nous de votre adresse.", **how: object
) -> MailAnswer:
    given = {"actor": world.claire, "at": LATER, "submission_key": key(), "read": mail.answers.count(), **how}
    return deciding.answer(mail, body, **given)  # type: ignore[arg-type]


def test_the_sender_of_a_held_mail_is_answered_and_no_ticket_is_made(world: World) -> None:
    mail = arrive(raw_mail(STRANGER, subject="Bonjour"))
    sent = answer(world, mail)
    mail.refresh_from_db()

    assert (mail.status, mail.decision, mail.decided_by) == (Status.ANSWERED, "Répondu", world.claire)
    assert (sent.outgoing.to, sent.outgoing.subject) == (STRANGER, "Re: Bonjour")
    assert (
        "Écrivez-nous de votre adresse." in sent.outgoing.text
        and "> Bonjour, le tunnel" in sent.outgoing.text
    )
    assert not Ticket.objects.exists()


def test_the_answer_stands_under_their_mail_in_any_mail_program(world: World) -> None:
    mail = arrive(raw_mail(STRANGER, references="<first@poste.example> <not an id>"))
    built = message_from_bytes(outbox.message(answer(world, mail).outgoing).message().as_bytes())

    assert built["In-Reply-To"] == mail.mail_message_id
    assert built["References"].split() == ["<first@poste.example>", mail.mail_message_id]
    assert built["Reply-To"] == answer_address.for_mail(mail.pk) and built["Auto-Submitted"] is None


def test_a_known_person_is_answered_in_their_language(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    world.jean.language = "en"
    world.jean.save()
    sent = answer(world, arrive(raw_mail()), verified=True)

    assert sent.outgoing.language == "en"


def test_the_same_submission_answers_once(world: World) -> None:
    mail, once = arrive(raw_mail(STRANGER)), key()
    first = answer(world, mail, submission_key=once)

    assert answer(world, mail, submission_key=once, read=0) == first
    assert OutgoingMail.objects.filter(topic=f"mail_answer:{mail.pk}").count() == 1


def test_an_answer_of_a_colleague_is_read_before_another_leaves(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    answer(world, mail)
    with pytest.raises(NotPossible, match="partie entre-temps"):
        answer(world, mail, actor=world.hugo, read=0)
    answer(world, mail, actor=world.hugo, read=1)

    assert MailAnswer.objects.count() == 2


def test_an_unauthenticated_sender_is_answered_only_once_somebody_vouches(
    world: World, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail())
    with pytest.raises(NotPossible, match="vérifiez l’adresse"):
        answer(world, mail)
    answer(world, mail, verified=True)
    mail.refresh_from_db()

    assert mail.decision == "Répondu, adresse vérifiée"


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail(None),
        raw_mail("support@exer.fr"),
        raw_mail("support+autre@exer.fr"),
        raw_mail(STRANGER, auto_submitted="auto-replied"),
        raw_mail(STRANGER, return_path="<>"),
        raw_mail("noreply@elsewhere.example"),
        raw_mail(
            "@".join(["x" * 60, "y" * 60 + "." + "z" * 60 + "." + "a" * 60 + "." + "b" * 20 + ".example"])
        ),
    ],
    ids=["nobody", "ourselves", "ourselves tagged", "a robot", "a null sender", "noreply", "too long"],
)
def test_nobody_is_there_to_be_answered(world: World, raw: bytes) -> None:
    mail = arrive(raw)
    OutgoingMail.objects.all().delete()
    with pytest.raises(NotPossible):
        answer(world, mail)

    assert not OutgoingMail.objects.exists()


def test_a_person_behind_a_mailing_list_is_answered(world: World) -> None:
    mail = arrive(raw_mail(STRANGER, precedence="bulk"))

    assert mail.status == Status.AUTOMATIC
    assert answer(world, mail).outgoing.to == STRANGER


def test_a_mail_in_a_ticket_is_not_answered_beside_it(world: World) -> None:
    with pytest.raises(NotPossible, match="déjà une suite"):
        answer(world, arrive(raw_mail()))


def test_only_engineers_answer(world: World) -> None:
    with pytest.raises(PermissionDenied):
        answer(world, arrive(raw_mail(STRANGER)), actor=world.jean)


def test_an_answer_leaves_even_when_the_mail_is_put_aside_meanwhile(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    sent = answer(world, mail)
    deciding.discard(mail, "répondu", actor=world.claire, at=LATER)

    assert guards.may_receive(sent.outgoing.topic, STRANGER)
    assert not guards.may_receive(sent.outgoing.topic, "other@elsewhere.example")


# --- What comes back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["address", "message id"])
def test_what_they_answer_is_held_beside_their_first_mail(world: World, by: str) -> None:
    mail = arrive(raw_mail(STRANGER))
    sent = answer(world, mail).outgoing
    told = OutgoingMail.objects.count()
    if by == "address":
        back = arrive(raw_mail(STRANGER, to=sent.reply_to), LATER + timedelta(days=2))
    else:
        back = arrive(raw_mail(STRANGER, in_reply_to=sent.message_id), LATER + timedelta(days=2))

    assert (back.status, back.reason, back.follows) == (Status.HELD, "answers_us", mail)
    assert OutgoingMail.objects.count() == told


def test_somebody_else_who_knows_the_address_follows_nothing(world: World) -> None:
    sent = answer(world, arrive(raw_mail(STRANGER))).outgoing
    back = arrive(raw_mail("other@elsewhere.example", to=sent.reply_to), LATER)

    assert (back.reason, back.follows) == ("requester_unknown", None)


def test_a_customer_s_answer_becomes_a_ticket_like_any_request(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail())
    sent = answer(world, mail, verified=True).outgoing
    passed = "mx.exer.fr; dmarc=pass header.from=reseau-plus.example"
    back = arrive(raw_mail(to=sent.reply_to, authentication_results=passed), LATER)

    assert (back.status, back.follows) == (Status.TICKET, mail)


def test_an_out_of_office_answer_stands_in_the_exchange_and_is_answered_by_nobody(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    sent = answer(world, mail).outgoing
    back = arrive(raw_mail(STRANGER, in_reply_to=sent.message_id, auto_submitted="auto-replied"), LATER)

    assert (back.status, back.follows) == (Status.AUTOMATIC, mail)


def test_the_report_that_our_answer_was_not_delivered_stands_in_the_exchange(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    sent = answer(world, mail).outgoing
    report = (
        "From: MAILER-DAEMON@mx.elsewhere.example\r\nTo: support@exer.fr\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.elsewhere.example\r\n\r\n"
        f"Final-Recipient: rfc822; {STRANGER}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {sent.message_id}\r\n\r\n--b--\r\n"
    )
    back = arrive(report.encode(), LATER)

    assert (back.status, back.reason, back.follows) == (Status.AUTOMATIC, "bounce", mail)


@pytest.mark.parametrize("change", ["another key", "another signature", "cut", "another domain"])
def test_an_address_that_we_did_not_sign_names_no_mail(world: World, change: str) -> None:
    ours = answer_address.for_mail(arrive(raw_mail(STRANGER)).pk)
    other = answer_address.for_mail(arrive(raw_mail(STRANGER)).pk)
    signature, theirs = (each.partition("@")[0].rpartition(".")[2] for each in (ours, other))
    forged = {
        "another key": other.replace(theirs, signature),
        "another signature": ours.replace(signature, "0" * 12),
        "cut": ours.replace(signature, signature[:6]),
        "another domain": ours.replace("@exer.fr", "@exer.example"),
    }[change]

    assert answer_address.mail_in(forged) is None and answer_address.mail_in(ours.upper()) is not None


def test_our_reply_address_fits_what_mail_servers_take(world: World) -> None:
    local = answer_address.for_mail(arrive(raw_mail(STRANGER)).pk).partition("@")[0]

    assert (
        len(local) <= 64 and answering.TOPIC == "mail_answer" and SUPPORT.startswith(local.partition("+")[0])
    )
