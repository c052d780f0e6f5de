"""Finding tickets: what finds them, what a customer never finds, and rows that stay true whatever happens."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User
from tests.tickets.attaching import attach
from tests.world import STORMSHIELD, World
from tickets import search
from tickets.actions import replying
from tickets.models import Attachment, Message, Ticket, TicketWords


def _found(user: User, words: str) -> list[str]:
    rows = search.found(Ticket.objects.visible_to(user), user, words)
    return sorted(ticket.subject for ticket in rows)


@pytest.mark.parametrize(
    "words",
    [
        "CST-2026-000001",
        "cst-2026-000001",
        "2026-000001",
        "1",
        "FG100F-PREM-0001",
        "fg100f prem",
        "prem0001",
        "00f-prem",
        "reseau",
        "RÉSEAU",
        "reseau coup",
        "regles",
        "petit",
        "schema",
    ],
)
def test_a_ticket_is_found_by_what_stands_in_it(world: World, words: str) -> None:
    ticket = world.ticket(subject="Réseau coupé", body="Les règles de filtrage sont perdues.")
    attach(ticket, "Schéma du site.pdf")
    world.ticket(world.jean, serial="", subject="Autre chose", body="Rien à voir.")

    assert "Réseau coupé" in _found(world.jean, words)


@pytest.mark.parametrize("words", ["reseau zzz", "zzz", "%", "'", "eseau", "@o1", "& | !"])
def test_nothing_is_found_by_what_does_not(world: World, words: str) -> None:
    world.ticket(subject="Réseau coupé")

    assert _found(world.jean, words) == []


def test_no_words_leave_all(world: World) -> None:
    world.ticket(subject="Réseau coupé")

    assert _found(world.jean, "  ") == ["Réseau coupé"]


def test_an_internal_note_is_found_by_no_customer(world: World) -> None:
    ticket = world.ticket(subject="Réseau coupé")
    replying.note(ticket, world.words(world.claire, "Client pénible."), at=world.at)
    attach(ticket, "confidentiel.txt", internal=True)

    assert _found(world.jean, "penible") == []
    assert _found(world.jean, "confidentiel") == []


def test_the_ticket_of_another_is_not_found(world: World) -> None:
    world.ticket(subject="Réseau coupé")

    assert _found(world.marc, "reseau") == []


def test_a_reseller_finds_what_its_customer_wrote(world: World) -> None:  # CH-II.2
    world.ticket(world.paul, serial=STORMSHIELD, subject="Accès lent")

    assert _found(world.jean, "acces") == ["Accès lent"]


def test_a_new_name_finds_what_its_bearer_asked(world: World) -> None:
    world.ticket(subject="Réseau coupé")

    User.objects.filter(pk=world.jean.pk).update(full_name="Jean Grandjean")

    assert _found(world.jean, "grandjean") == ["Réseau coupé"]
    assert _found(world.jean, "jean petit") == []


def test_a_text_of_a_million_words_is_kept_and_its_beginning_found(world: World) -> None:
    body = " ".join(f"m{number:x}" for number in range(200_000))
    world.ticket(subject="Très long", body=body)

    assert _found(world.jean, "m3e8") == ["Très long"]


def test_a_thread_beyond_measure_still_takes_messages(world: World) -> None:
    ticket = world.ticket(subject="Très long")
    for part in range(12):
        body = " ".join(f"w{part}x{number:x}" for number in range(3_000))
        replying.reply(ticket, world.words(world.jean, body), at=world.at)

    assert ticket.messages.count() == 13
    assert _found(world.jean, "w0x1") == ["Très long"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("123", True),
        ("2026-123", True),
        ("CST-2026-000123", True),
        ("FG100F-PREM-0001", True),
        ("tunnel", False),
    ],
)
def test_what_names_a_ticket_as_a_whole_is_known(world: World, words: str, names: bool) -> None:
    assert (search.named(words, world.at) is not None) is names


@pytest.mark.parametrize("seed", range(3))
def test_the_rows_kept_are_those_made_anew(world: World, seed: int) -> None:
    chance = random.Random(seed)
    tickets = [world.ticket(subject=f"Sujet {number}") for number in range(4)]
    tickets.append(world.ticket(world.sophie, subject="Du client"))
    verbs: list[Callable[[Ticket], object]] = [
        lambda one: replying.reply(one, world.words(world.claire, f"Réponse {chance.random()}"), at=world.at),
        lambda one: replying.note(one, world.words(world.claire, "Note cachée"), at=world.at),
        lambda one: attach(one, f"fichier-{chance.randrange(99)}.txt"),
        lambda one: Ticket.objects.filter(pk=one.pk).update(subject=f"Objet {chance.randrange(99)}"),
        lambda one: Ticket.objects.filter(pk=one.pk).update(reseller=None, serial="X-1"),
        lambda one: Ticket.objects.filter(pk=one.pk).update(organisation=world.marc.organisation),
        lambda one: Message.objects.filter(ticket=one, by_centre=True).update(internal=True),
        lambda one: Message.objects.filter(ticket=one, by_centre=False).update(body="Repris."),
        lambda one: Attachment.objects.filter(message__ticket=one).delete(),
        lambda one: Attachment.objects.filter(message__ticket=one).update(name="nouveau.cfg"),
    ]

    for _ in range(40):
        chance.choice(verbs)(chance.choice(tickets))

    with connection.cursor() as cursor:
        cursor.execute("SELECT ticket_id FROM tickets_ticketwords WHERE words <> cst_ticket_words(ticket_id)")
        assert cursor.fetchall() == []
    assert TicketWords.objects.count() == 5
