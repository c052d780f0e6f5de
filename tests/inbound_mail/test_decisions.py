"""What an engineer decides on the page of a mail, and what of it is never lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from inbound_mail import deciding
from inbound_mail.models import InboundMail, MailAnswer, RawMail, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import FORTIGATE, TUESDAY, World
from tickets.actions.writing import NotPossible
from tickets.drafting import submission
from tickets.models import Event, Ticket

STRANGER = "stranger@elsewhere.example"
JEAN = "jean.petit@reseau-plus.example"


@pytest.fixture
def claire(world: World, client: Client) -> Client:
    """Her browser."""
    client.force_login(world.claire)
    return client


def address(name: str, mail: InboundMail) -> str:
    return reverse(f"mails:{name}", args=[mail.pk])


def page(client: Client, mail: InboundMail, **query: str) -> str:
    """The words of a mail's page, with plain spaces."""
    text = client.get(address("mail", mail), query).content.decode()
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_an_answer_leaves_once_however_often_it_is_sent(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    form = {
        "answer-body": "Qui êtes-vous ?",
        "answer-read": "0",
        "submission_key": submission.new(world.claire).token,
    }
    for _turn in range(2):
        assert claire.post(address("answer", mail), form).status_code == 302

    assert MailAnswer.objects.get().body == "Qui êtes-vous ?"
    assert "Qui êtes-vous ?" in page(claire, mail)


def test_an_answer_that_a_colleague_crossed_keeps_its_words(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    deciding.answer(mail, "Le mien", actor=world.hugo, at=TUESDAY, submission_key="other", read=0)
    answer = claire.post(address("answer", mail), {"answer-body": "Le deuxième", "answer-read": "0"})
    again = answer.content.decode()

    assert answer.status_code == 422
    assert "Le deuxième</textarea>" in again and "Le mien" in again and "partie entre-temps" in again
    assert 'name="answer-read" value="1"' in again


def test_words_for_a_mail_that_became_a_ticket_meanwhile_are_shown_again(
    world: World, claire: Client
) -> None:
    mail = arrive(raw_mail(STRANGER))
    deciding.open_for(mail, world.jean, actor=world.hugo, at=TUESDAY)
    answer = claire.post(address("answer", mail), {"answer-body": "Une longue réponse", "answer-read": "0"})

    assert answer.status_code == 422 and "Une longue réponse</textarea>" in answer.content.decode()
    assert "déjà une suite" in answer.content.decode()


def test_words_of_a_session_that_ended_wait_behind_the_login(world: World, claire: Client) -> None:
    mail, token = arrive(raw_mail(STRANGER)), submission.new(world.claire).token
    claire.logout()
    claire.post(address("answer", mail), {"answer-body": "À ne pas perdre", "submission_key": token})
    claire.force_login(world.claire)

    assert "À ne pas perdre</textarea>" in page(claire, mail) and not MailAnswer.objects.exists()


def test_an_unauthenticated_sender_asks_for_a_box_that_says_the_risk(
    world: World, claire: Client, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail())
    form = {"answer-body": "Bonjour", "answer-read": "0"}

    assert "un imposteur lirait votre réponse" in page(claire, mail) and "DMARC : échec" in page(claire, mail)
    assert claire.post(address("answer", mail), form).status_code == 422
    assert claire.post(address("answer", mail), {**form, "answer-verified": "on"}).status_code == 302


def test_who_cannot_be_answered_has_no_box_and_is_told_why(world: World, claire: Client) -> None:
    shown = page(claire, arrive(raw_mail(STRANGER, auto_submitted="auto-replied")))

    assert "Un robot a écrit ce mail" in shown and "answer-body" not in shown


def test_an_exchange_shows_every_mail_and_every_answer_from_any_of_its_pages(
    world: World, claire: Client
) -> None:
    first = arrive(raw_mail(STRANGER, subject="Un"))
    sent = deciding.answer(first, "Précisez.", actor=world.claire, at=TUESDAY, submission_key="a", read=0)
    second = arrive(raw_mail(STRANGER, subject="Deux", to=sent.outgoing.reply_to))
    sent = deciding.answer(second, "Merci.", actor=world.hugo, at=TUESDAY, submission_key="b", read=0)
    third = arrive(raw_mail(STRANGER, subject="Trois", in_reply_to=sent.outgoing.message_id))

    for mail in (first, second, third):
        shown = page(claire, mail)
        assert all(word in shown for word in ("L’échange", "Un", "Précisez.", "Deux", "Merci.", "Trois"))


def test_a_long_exchange_asks_as_much_as_a_short_one(
    world: World, claire: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mail = arrive(raw_mail(STRANGER))
    for turn in range(8):
        sent = deciding.answer(
            mail, "Précisez.", actor=world.claire, at=TUESDAY, submission_key=str(turn), read=0
        )
        mail = arrive(raw_mail(STRANGER, in_reply_to=sent.outgoing.message_id))
    with django_assert_max_num_queries(21):
        page(claire, mail)


def test_the_sender_s_other_mails_stand_beside_it(world: World, claire: Client) -> None:
    for turn in range(7):
        mail = arrive(raw_mail(STRANGER, subject=f"Mail {turn}"), TUESDAY + timedelta(minutes=turn))
    shown = page(claire, mail)

    assert all(f"Mail {turn}</a>" in shown for turn in (1, 2, 3, 4, 5)) and "Mail 0</a>" not in shown


def test_a_mail_is_attached_by_its_ticket_s_number(world: World, claire: Client) -> None:
    ticket, mail = world.ticket(), arrive(raw_mail(STRANGER))
    answer = claire.post(address("attachment", mail), {"attachment-number": f" {ticket.number.lower()} "})

    assert answer.status_code == 302 and ticket.number in answer["Location"]
    assert InboundMail.objects.get().ticket == ticket


@pytest.mark.parametrize("number", ["CST-2026-999999", "", "123"])
def test_a_number_of_no_ticket_comes_back_with_its_sentence(
    world: World, claire: Client, number: str
) -> None:
    mail = arrive(raw_mail(STRANGER))
    answer = claire.post(address("attachment", mail), {"attachment-number": number})

    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert InboundMail.objects.get().status == Status.HELD


# --- Opening, seen before it is done ------------------------------------------------------------------------


def test_the_verdict_and_the_deadline_are_seen_before_a_ticket_is_opened(
    world: World, claire: Client
) -> None:
    mail = arrive(raw_mail(STRANGER, subject=f"Panne {FORTIGATE}"))
    shown = page(claire, mail, pour=JEAN)

    assert "Au nom de Jean Petit, Réseau Plus" in shown and "14h37" in shown and FORTIGATE in shown
    assert not Ticket.objects.exists()


def test_what_was_seen_is_what_is_opened(world: World, claire: Client) -> None:  # CH-V.2
    mail = arrive(raw_mail(STRANGER, subject=f"Panne {FORTIGATE}"))
    seen = claire.get(address("mail", mail), {"pour": JEAN}).context["preview"]
    claire.post(address("opening", mail), {"opening-address": JEAN})
    ticket = Ticket.objects.get()

    assert (seen.deadline.due, seen.verdict.reason) == (ticket.due_at, ticket.verdict.reason)


def test_a_refusal_is_seen_before_it_is_sent(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER, subject="Panne ASA5506-EOL-0001"))

    assert "Enregistrer, et envoyer ce refus" in page(claire, mail, pour=JEAN)


def test_a_known_sender_is_proposed_with_the_verdict_at_once(world: World, claire: Client) -> None:
    assert "Au nom de Jean Petit" in page(claire, arrive(raw_mail(subject=FORTIGATE, precedence="bulk")))


def test_of_an_unauthenticated_sender_no_verdict_is_shown_unasked(
    world: World, claire: Client, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail(subject=FORTIGATE))

    assert "Au nom de" not in page(claire, mail) and "Au nom de Jean Petit" in page(claire, mail, pour=JEAN)


def test_people_of_the_sender_s_organisation_are_proposed(world: World, claire: Client) -> None:
    shown = page(claire, arrive(raw_mail("accueil@reseau-plus.example")))

    assert f"?pour={JEAN.replace('@', '%40')}" in shown or f"?pour={JEAN}" in shown
    assert "Marc Blanc" not in shown


def test_a_domain_of_several_organisations_proposes_nobody(world: World, claire: Client) -> None:
    for person, name in ((world.jean, "jean"), (world.sophie, "sophie")):
        person.email = f"{name}@provider.example"
        person.save()

    assert not claire.get(address("mail", arrive(raw_mail("x@provider.example")))).context["proposed"]


@pytest.mark.parametrize("asked", [STRANGER, "claire.martin@exer.example", "\x00", "x" * 300])
def test_an_address_of_no_customer_has_no_verdict_and_says_so(
    world: World, claire: Client, asked: str
) -> None:
    mail = arrive(raw_mail(STRANGER))
    answer = claire.get(address("mail", mail), {"pour": asked})

    assert answer.status_code == 200 and answer.context["preview"] is None


# --- Aside and back, the source -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "before"),
    [(raw_mail(STRANGER), Status.HELD), (raw_mail(STRANGER, precedence="bulk"), Status.AUTOMATIC)],
)
def test_a_mail_put_aside_is_taken_up_as_it_was(
    world: World, claire: Client, raw: bytes, before: Status
) -> None:
    mail = arrive(raw)
    claire.post(address("discard", mail), {"discard-reason": "publicité"})
    claire.post(address("take_up", mail))
    mail.refresh_from_db()

    assert (mail.status, mail.decision) == (before, "Repris (il était écarté\u00a0: publicité)")


def test_a_quarantined_mail_put_aside_is_taken_up_in_quarantine(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    InboundMail.objects.update(status=Status.QUARANTINED, reason="processing_failed", error="x")
    deciding.discard(mail, "illisible", actor=world.claire, at=TUESDAY)

    assert deciding.take_up(mail, actor=world.claire, at=TUESDAY).status == Status.QUARANTINED


def test_only_what_is_aside_is_taken_up(world: World) -> None:
    with pytest.raises(NotPossible, match="n’est pas écarté"):
        deciding.take_up(arrive(raw_mail()), actor=world.claire, at=TUESDAY)


def test_a_quarantined_mail_shows_its_error_and_what_to_do(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    InboundMail.objects.update(
        status=Status.QUARANTINED, reason="processing_failed", error="KeyError: 'x'", attempts=5
    )
    shown = page(claire, mail)

    assert (
        "au bout de 5 essais" in shown and "KeyError: &#x27;x&#x27;" in shown and "Rejouez le mail" in shown
    )


def test_the_source_is_read_as_text_escaped_and_recorded(world: World, claire: Client) -> None:
    body = "<script>alert(1)</script>\n" + "x" * 70_000
    mail = arrive(raw_mail(body=body, files=[("fw.conf", b"set password x")]))
    answer = claire.get(address("source_text", mail))
    shown = answer.content.decode()

    assert "&lt;script&gt;alert(1)" in shown and "<script>alert" not in shown and "Les premiers" in shown
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(kind=Event.Kind.ATTACHMENT_OPENED, ticket=mail.ticket).count() == 1


def test_a_purged_source_is_gone_as_text_too(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(files=[("fw.conf", b"x")]))
    RawMail.objects.update(sealed=b"", purged_at=TUESDAY)

    assert claire.get(address("source_text", mail)).status_code == 410


def test_a_file_of_a_held_mail_is_saved_and_recorded(
    world: World, claire: Client, caplog: pytest.LogCaptureFixture
) -> None:
    mail = arrive(raw_mail(STRANGER, files=[("trace.log", b"un"), ("page.html", b"<script>")]))
    with caplog.at_level("INFO", "inbound_mail"):
        answer = claire.get(reverse("mails:file", args=[mail.pk, 1]))

    assert answer.content == b"<script>" and answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert f"User {world.claire.pk} downloaded the source of mail {mail.pk}" in caplog.text
    assert claire.get(reverse("mails:file", args=[mail.pk, 2])).status_code == 404
