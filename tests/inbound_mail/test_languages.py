"""In which language somebody unknown wrote, and is answered."""

from __future__ import annotations

import pytest

from inbound_mail import deciding, languages
from inbound_mail.parsing import parse
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World

STRANGER = "stranger@elsewhere.example"
ENGLISH = "Hello, the firewall that we bought from you is not reachable since this morning. Please call us."


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (ENGLISH, "en"),
        ("Dear team,\n\nWe cannot reach the VPN. Thank you for your help.\n\nKind regards", "en"),
        ("Bonjour, notre pare-feu ne répond plus depuis ce matin. Merci de nous appeler.", "fr"),
        (
            "Bonjour,\n\nERROR: the tunnel is down, not for the first time.\n\nMerci de votre aide, le VPN est à nous.",
            "fr",
        ),
        ("Guten Tag, die Firewall ist seit heute morgen nicht erreichbar.", "fr"),
        ("show version", "fr"),
        ("", "fr"),
    ],
    ids=["english", "english polite", "french", "french around a log", "german", "a command", "nothing"],
)
def test_only_what_is_plainly_english_is_answered_in_english(body: str, language: str) -> None:
    assert languages.of_mail(parse(raw_mail(STRANGER, "Question", body))) == language


def test_what_is_quoted_says_nothing_of_its_author(world: World) -> None:
    quoted = "\n".join(f"> {line}" for line in [ENGLISH] * 5)
    body = f"Bonjour, voici ce que nous avons.\n\nOn Mon, Oct 12, 2026 Bob <bob@x.example> wrote:\n{quoted}\n"

    assert languages.of_mail(parse(raw_mail(STRANGER, body=body))) == "fr"


def test_a_mail_without_words_is_answered_in_the_language_of_its_subject() -> None:
    assert languages.of_mail(parse(raw_mail(STRANGER, "The VPN is down, please call us", ""))) == "en"


def test_an_unknown_sender_who_writes_english_is_explained_in_english(world: World) -> None:
    arrive(raw_mail(STRANGER, "Firewall down", ENGLISH))

    told = OutgoingMail.objects.get(to=STRANGER)
    assert told.language == "en" and told.text.startswith("Hello")


def test_an_engineer_s_answer_to_them_is_framed_in_english(world: World) -> None:
    mail = arrive(raw_mail(STRANGER, "Firewall down", ENGLISH))
    sent = deciding.answer(mail, "Please write.", actor=world.claire, at=TUESDAY, submission_key="a", read=0)

    assert sent.outgoing.language == "en"


def test_a_known_person_keeps_their_own_language(world: World) -> None:
    arrive(raw_mail("jean.petit@reseau-plus.example", "Firewall down", ENGLISH))

    assert OutgoingMail.objects.get(to="jean.petit@reseau-plus.example").language == "fr"
