"""What a reseller passes on: the original mail is understood, its author proposed to nobody but their own reseller."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from accounts.models import User
from inbound_mail import contacts, hints
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import Forwarded
from inbound_mail.parsing import parse
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import World
from tickets.models import Attachment, Message

SOPHIE = "sophie.bernard@clinique-lilas.example"
WORDS = "Bonjour, le FGT60FTK20012345 ne répond plus. Sév. 2.\nSophie"
NBSP = "\u00a0"
INLINE = {
    "gmail": f"---------- Forwarded message ---------\nDe : Sophie Bernard <{SOPHIE}>\n"
    f"Date: lun. 12 oct. 2026 à 10:22\nSubject: Panne\nTo: Jean Petit <jean.petit@reseau-plus.example>\n\n\n{WORDS}",
    "outlook": f"De{NBSP}: Sophie Bernard <{SOPHIE}>\nEnvoyé{NBSP}: lundi 12 octobre 2026 10:22\n"
    f"À{NBSP}: Jean Petit <jean.petit@reseau-plus.example>\nObjet{NBSP}: Panne\n\n{WORDS}",
    "outlook_ancien": f"-----Message d'origine-----\nDe : Sophie Bernard [mailto:{SOPHIE}] \n"
    f"Envoyé : lundi 12 octobre 2026 10:22\nÀ : Jean Petit\nObjet : Panne\n\n{WORDS}",
    "apple": f"Début du message réexpédié :\n\nDe: Sophie Bernard <{SOPHIE}>\nObjet: Panne\n"
    f"Date: 12 octobre 2026 à 10:22:33 UTC+2\nÀ: Jean Petit <jean.petit@reseau-plus.example>\n\n{WORDS}",
    "thunderbird": f"-------- Message transféré --------\nSujet : \tPanne\nDate : \tMon, 12 Oct 2026 10:22:33 +0200\n"
    f"De : \tSophie Bernard <{SOPHIE}>\nPour : \tJean Petit <jean.petit@reseau-plus.example>\n\n{WORDS}",
    "iphone": f"Envoyé de mon iPhone\n\nDébut du message transféré :\n\n> De: Sophie Bernard <{SOPHIE}>\n"
    f"> Date: 12 octobre 2026 à 10:22:33 UTC+2\n> À: jean.petit@reseau-plus.example\n> Objet: Panne\n> \n"
    + "\n".join(f"> {line}" for line in WORDS.split("\n")),
    "anglais": f"Begin forwarded message:\n\nFrom: Sophie Bernard <{SOPHIE}>\nSubject: Panne\n"
    f"Date: 12 October 2026 at 10:22:33 CEST\nTo: jean.petit@reseau-plus.example\n\n{WORDS}",
    "zimbra": f'----- Mail transféré -----\nDe: "Sophie Bernard" <{SOPHIE}>\nÀ: "Jean Petit" <jean@x.example>\n'
    f"Envoyé: Lundi 12 Octobre 2026 10:22:33\nObjet: Panne\n\n{WORDS}",
}


def attached(subject: str = "Panne", body: str = WORDS, around: str = "") -> bytes:
    inside = EmailMessage()
    inside["From"], inside["Subject"] = f"Sophie Bernard <{SOPHIE}>", subject
    inside["Date"] = "Mon, 12 Oct 2026 10:22:33 +0200"
    inside.set_content(body)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "jean.petit@reseau-plus.example",
        "support@exer.fr",
        "TR: Panne",
    )
    mail["Message-Id"] = "<transfert@poste.example>"
    mail.set_content(around)
    mail.add_attachment(inside)
    return mail.as_bytes()


@pytest.mark.parametrize("program", INLINE)
def test_a_mail_passed_on_in_the_text_is_understood(program: str) -> None:
    parsed = parse(raw_mail(subject="TR: Panne", body=f"Bonjour, voir ci-dessous.\n\n{INLINE[program]}"))

    found = parsed.forwarded
    assert found is not None
    assert (found.address, found.name, found.subject, found.text) == (
        SOPHIE,
        "Sophie Bernard",
        "Panne",
        WORDS,
    )
    assert "2026" in found.date


def test_a_mail_attached_whole_is_understood() -> None:
    parsed = parse(attached(around="Bonjour, voir la pièce jointe."))

    assert parsed.forwarded == Forwarded(
        SOPHIE, "Sophie Bernard", "Panne", "Mon, 12 Oct 2026 10:22:33 +0200", WORDS
    )
    assert parsed.reply == "Bonjour, voir la pièce jointe."


@pytest.mark.parametrize("around", ["", "Envoyé de mon iPhone", "Jean Petit\nRéseau Plus\n04 76 00 00 00"])
def test_the_words_of_a_mail_attached_without_a_word_are_read_in_its_place(around: str) -> None:
    parsed = parse(attached(around=around))

    assert parsed.reply.startswith(around)
    assert parsed.reply.endswith(
        f"Date\u00a0: Mon, 12 Oct 2026 10:22:33 +0200\nObjet\u00a0: Panne\n\n{WORDS}"
    )
    assert [file.name for file in parsed.attachments] == ["Panne.eml"]


def test_an_answer_that_quotes_passes_nothing_on() -> None:
    assert parse(raw_mail(subject="RE: Panne", body=f"Merci.\n\n{INLINE['outlook']}")).forwarded is None


def test_the_copy_in_a_bounce_is_passed_on_by_nobody() -> None:
    raw = (
        attached()
        .replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status")
        .replace(b"From: jean.petit@reseau-plus.example", b"From: MAILER-DAEMON@mx.example")
    )

    parsed = parse(raw)

    assert (parsed.automatic, parsed.forwarded) == ("bounce", None)


# --- In the ticket ------------------------------------------------------------------------------------------


def forwarded_by(sender: str) -> InboundMail:
    return arrive(raw_mail(sender, subject="TR: Panne", body=f"Voir ci-dessous.\n\n{INLINE['gmail']}"))


def test_the_ticket_is_the_resellers_under_the_subject_without_prefix(world: World) -> None:
    mail = forwarded_by(world.jean.email)

    assert mail.ticket is not None
    assert (mail.ticket.requester, mail.ticket.subject, mail.subject) == (world.jean, "Panne", "TR: Panne")


def test_the_author_is_proposed_as_contact_to_the_reseller_that_answers_for_them(world: World) -> None:
    mail = forwarded_by(world.jean.email)

    assert mail.hints["forwarded"] == {"address": SOPHIE, "name": "Sophie Bernard", "subject": "Panne"}
    assert mail.hints["contact"] == {
        "address": SOPHIE,
        "name": world.sophie.full_name,
        "organisation": "Clinique des Lilas",
    }


def test_the_author_is_no_contact_of_another_reseller(world: World) -> None:
    mail = forwarded_by(world.marc.email)

    assert mail.status in {Status.TICKET, Status.REFUSED}
    assert "contact" not in mail.hints


def test_a_colleague_of_a_known_customer_is_proposed_by_their_domain(world: World) -> None:
    unknown = Forwarded("accueil@clinique-lilas.example", "Accueil", "", "", "")

    assert contacts.of(unknown, world.jean.organisation) == {
        "address": "accueil@clinique-lilas.example",
        "name": "Accueil",
        "organisation": "Clinique des Lilas",
    }
    assert contacts.of(unknown, world.marc.organisation) is None


def test_the_domain_of_a_provider_names_no_customer(world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(email="clinique.lilas@orange.fr")
    neighbour = Forwarded("quelqu.un@orange.fr", "Quelqu’un", "", "", "")

    assert contacts.of(neighbour, world.jean.organisation) is None


def test_serial_and_severity_are_found_in_what_is_passed_on() -> None:
    parsed = parse(attached(around="Voir la pièce jointe, merci."))

    found = hints.read(parsed, None)

    assert (found.serial, found.severity) == ("FGT60FTK20012345", 2)


def test_an_attached_mail_is_a_file_of_the_ticket_and_its_words_stand_in_the_thread(world: World) -> None:
    mail = arrive(attached())

    assert mail.ticket is not None
    assert WORDS in Message.objects.get(ticket=mail.ticket, by_centre=False).body
    assert Attachment.objects.get().name == "Panne.eml"
