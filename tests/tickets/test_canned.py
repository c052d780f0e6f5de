"""The variables of canned replies: filled in with the ticket's words, refused when no ticket has them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.world import TUESDAY, World
from tickets import canned
from tickets.canned import UnknownVariable
from tickets.models import CannedReply

LATER = TUESDAY + timedelta(minutes=20)


def test_each_variable_says_a_word_of_the_ticket(world: World) -> None:
    ticket = world.ticket()
    text = "{{prenom}} {{ nom }} {{client}} {{numero}} {{serie}} {{produit}} {{version}} {{contrat}} {{moi}}"
    filled = canned.fill(text, canned.values(ticket, world.claire, LATER))

    assert filled.text == (
        f"Jean Jean Petit Réseau Plus {ticket.number} FG100F-PREM-0001 Fortinet FortiGate 100F 7.4.3 EX-2024-0117"
        " Claire Martin"
    )
    assert filled.gaps == ()


def test_the_deadline_is_told_with_its_day(world: World) -> None:  # CH-V.2
    filled = canned.fill("Avant {{ echeance }}.", canned.values(world.ticket(), world.claire, LATER))

    assert filled.text == "Avant mardi 13 octobre 14h37."


def test_a_deadline_that_nobody_was_told_is_a_gap(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)

    assert canned.values(ticket, world.claire, LATER)["echeance"] == ""


def test_a_word_that_the_ticket_lacks_stays_as_a_gap(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    filled = canned.fill("Votre {{ produit }}, {{ serie }}", canned.values(ticket, world.claire, LATER))

    assert filled.text == "Votre [produit\u00a0?], [serie\u00a0?]"
    assert filled.gaps == ("produit", "serie")


def test_words_are_in_the_language_of_the_one_who_reads_them(world: World) -> None:
    ticket = world.ticket()
    world.jean.language = "en"
    world.jean.save()
    ticket.refresh_from_db()

    assert canned.values(ticket, world.claire, LATER)["echeance"].startswith("Tuesday")


def test_who_reads_english_gets_the_english_text_where_there_is_one(world: World) -> None:
    world.jean.language = "en"
    both, french = CannedReply(text="Bonjour", text_en="Hello"), CannedReply(text="Bonjour")

    assert canned.in_language_of(both, world.jean) == "Hello"
    assert canned.in_language_of(french, world.jean) == "Bonjour"
    assert canned.in_language_of(both, world.sophie) == "Bonjour"


def test_an_unknown_variable_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownVariable, match=r"\{\{ prenon \}\}.*\{\{ prenom \}\}"):
        canned.check("Bonjour {{ prenon }},")


def test_an_unknown_variable_like_none_of_ours_is_told_all_of_them() -> None:
    with pytest.raises(UnknownVariable, match=r"xyz.*prenom, nom, client"):
        canned.check("{{ xyz }}")


@pytest.mark.parametrize("text", ["Bonjour {{ prenom", "prenom }}", "{{ {{ prenom }}"])
def test_braces_that_are_not_closed_are_refused(text: str) -> None:
    with pytest.raises(UnknownVariable, match="accolade"):
        canned.check(text)


def test_a_text_made_to_be_slow_to_check_is_not() -> None:
    started = time.process_time()

    with pytest.raises(UnknownVariable, match="accolade"):
        canned.check("{{" + " " * 10_000)

    assert time.process_time() - started < 1


def test_the_words_of_a_customer_are_never_read_as_variables(world: World) -> None:
    ticket = world.ticket(subject="{{ moi }}")
    filled = canned.fill("{{ objet }}", canned.values(ticket, world.claire, LATER))

    assert filled.text == "{{ moi }}"
