"""Finding tickets for the centre: by what was said, what names them, what they are; rows that stay true."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.attaching import attach
from tests.world import STORMSHIELD, World
from tickets import full_text, full_text_words
from tickets.actions import assigning, replying
from tickets.actions.escalating import Case, escalate
from tickets.actions.merging import merge
from tickets.full_text import Found, Narrowing
from tickets.models import Attachment, Message, Ticket, TicketText


def _search(user: User, words: str, world: World, narrowing: Narrowing | None = None) -> Found:
    return full_text.found(user, words, full_text_words.read(words), narrowing or Narrowing(), world.at)


def _found(user: User, words: str, world: World, narrowing: Narrowing | None = None) -> list[str]:
    hits = _search(user, words, world, narrowing).hits
    subjects = dict(Ticket.objects.values_list("pk", "subject"))
    return [subjects[hit.ticket] for hit in hits]


# --- Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "reseau",
        "RÉSEAUX",
        "coupé",
        "coupures",
        "regle filtrage",
        '"règles de filtrage"',
        "filtr*",
        "filtrag",
        "réseau -commutateur",
        "7.4.4",
        "vpn",
        "interface",
        "jean petit",
        "jean.petit@reseau-plus.example",
        "réseau plus",
        "fortigate",
        "schema",
        "FG100F-PREM-0001",
        "fg100f prem",
        "prem-0001",
    ],
)
def test_a_ticket_is_found_by_what_was_said_on_it(world: World, words: str) -> None:
    ticket = world.ticket(
        subject="Réseau coupé",
        body="Depuis la coupure, les règles de filtrage du tunnel/VPN en 7.4.4 sont perdues sur l’interface.",
    )
    attach(ticket, "Schéma du site.pdf")

    assert _found(world.claire, words, world) == ["Réseau coupé"]


@pytest.mark.parametrize(
    "words",
    [
        "reseau zzz",
        '"filtrage de règles"',
        "eseau",
        "réseau -filtrage",
        "le",
        "@o1",
        "%",
        "'",
        "@snew",
    ],
)
def test_nothing_is_found_by_what_does_not_stand_there(world: World, words: str) -> None:
    world.ticket(subject="Réseau coupé", body="Les règles de filtrage sont perdues.")

    assert _found(world.claire, words, world) == []


def test_a_word_that_nobody_wrote_finds_longer_ones(world: World) -> None:
    world.ticket(subject="Deux équipements")

    answer = _search(world.claire, "équipem", world)

    assert len(answer.hits) == 1
    assert answer.beginning


def test_html_in_a_text_is_words(world: World) -> None:
    world.ticket(subject="Bannière", body="<script>alert('pirate')</script><b>gras</b>")

    assert _found(world.claire, "pirate", world) == ["Bannière"]
    assert _found(world.claire, "gras", world) == ["Bannière"]


def test_an_internal_note_is_found_by_the_centre_alone(world: World) -> None:
    ticket = world.ticket(subject="Réseau coupé")
    replying.note(ticket, world.words(world.claire, "Client pénible."), at=world.at)
    attach(ticket, "confidentiel.txt", internal=True)

    for words in ("penible", "confidentiel"):
        assert _found(world.claire, words, world) == ["Réseau coupé"]
        assert _found(world.jean, words, world) == []
        assert _found(world.sophie, words, world) == []


def test_the_subject_counts_more_than_a_message(world: World) -> None:
    world.ticket(subject="Tunnel instable", body="Rien d’autre.")
    world.ticket(subject="Accès lent", body="Le tunnel aussi, peut-être.")

    assert _found(world.claire, "tunnel", world) == ["Tunnel instable", "Accès lent"]


def test_of_what_counts_the_same_the_latest_comes_first(world: World) -> None:
    for day in (1, 3, 2):
        at = world.at - timedelta(days=day)
        world.ticket(subject=f"Tunnel il y a {day} jours", body="Voilà.", received_at=at)

    days = [subject.split()[4] for subject in _found(world.claire, "tunnel", world)]

    assert days == ["1", "2", "3"]


def test_what_is_years_old_is_found(world: World) -> None:
    ticket = world.ticket(subject="Vieux tunnel")
    Ticket.objects.filter(pk=ticket.pk).update(received_at=world.at - timedelta(days=3_000))

    assert _found(world.claire, "tunnel", world) == ["Vieux tunnel"]


def test_only_the_latest_are_put_in_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_text, "MOST", 2)
    for day in range(3):
        world.ticket(subject=f"Tunnel {day}", received_at=world.at - timedelta(days=30 * day))

    answer = _search(world.claire, "tunnel", world)

    assert answer.more
    assert sorted(_found(world.claire, "tunnel", world)) == ["Tunnel 0", "Tunnel 1"]


# --- What names a ticket ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["CST-2026-000002", "cst 2026 000002", "2026-2", "2", STORMSHIELD, "sn310std0001", "sn310 std 0001"],
)
def test_what_is_named_as_a_whole_comes_first(world: World, words: str) -> None:
    world.ticket(subject=f"Comme {STORMSHIELD} CST-2026-000002 2 2 2, 2026-2", body=f"sn310 std 0001 {words}")
    world.ticket(world.paul, serial=STORMSHIELD, subject="Celui-là")

    answer = _search(world.claire, words, world)

    assert _found(world.claire, words, world)[0] == "Celui-là"
    assert [hit.named for hit in answer.hits][:2] == [True, False]


@pytest.mark.parametrize("words", ["FTNT-0099881", "ftnt 0099881", "FTNT0099881"])
def test_a_case_of_the_manufacturer_finds_its_ticket(world: World, words: str) -> None:
    ticket = world.ticket()
    escalate(
        ticket, Case(Vendor.objects.get(name="Fortinet"), "FTNT-0099881", ""), actor=world.claire, at=world.at
    )

    [hit] = _search(world.claire, words, world).hits

    assert hit.named


@pytest.mark.parametrize("words", ["00f-prem", "EM-0001", "100f", "0001"])
def test_a_part_of_a_serial_finds_its_tickets(world: World, words: str) -> None:
    world.ticket(subject="Le pare-feu")

    assert _found(world.claire, words, world) == ["Le pare-feu"]


# --- What tickets are ---------------------------------------------------------------------------------------


def test_each_filter_narrows_what_is_found(world: World) -> None:
    mine = world.ticket(subject="Tunnel pris", severity=1)
    world.ticket(world.paul, serial=STORMSHIELD, subject="Tunnel de Paul", severity=3)
    assigning.assign(mine, world.claire, actor=world.claire, at=world.at)
    mine.refresh_from_db()
    assert mine.device is not None
    assert mine.organisation_id is not None

    narrowings = [
        Narrowing(status=mine.status, severity=1),
        Narrowing(severity=1),
        Narrowing(level=mine.level),
        Narrowing(assignee=world.claire.pk),
        Narrowing(products=(mine.device.product_id,)),
    ]
    for narrowing in narrowings:
        assert _found(world.claire, "tunnel", world, narrowing) == ["Tunnel pris"]
        assert _found(world.claire, "", world, narrowing) == ["Tunnel pris"]
    assert _found(world.claire, "tunnel", world, Narrowing(assignee=0)) == ["Tunnel de Paul"]
    assert _found(world.claire, "tunnel", world, Narrowing(organisations=())) == []


def test_days_bound_what_is_found(world: World) -> None:
    for day in (0, 10, 100, 1_000):
        world.ticket(subject=f"Tunnel {day}", received_at=world.at - timedelta(days=day))

    def between(most: int, least: int) -> list[str]:
        ago = [world.at - timedelta(days=days) for days in (most, least)]
        return sorted(_found(world.claire, "tunnel", world, Narrowing(since=ago[0], until=ago[1])))

    assert between(2_000, 50) == ["Tunnel 100", "Tunnel 1000"]
    assert between(20, -1) == ["Tunnel 0", "Tunnel 10"]
    assert between(10, 0) == ["Tunnel 10"]


# --- Rows that stay true ------------------------------------------------------------------------------------


def test_what_was_said_follows_a_merge(world: World) -> None:
    first = world.ticket(subject="Première", body="Le châssis gronde.")
    second = world.ticket(subject="Seconde")

    merge(first, second, actor=world.claire, at=world.at)

    assert _found(world.claire, "gronde", world) == ["Seconde"]


def test_a_thread_beyond_measure_still_takes_messages(world: World) -> None:
    ticket = world.ticket(subject="Très long")
    for part in range(12):
        body = " ".join(f"w{part}x{number:x}" * 4 for number in range(3_000))
        replying.reply(ticket, world.words(world.jean, body), at=world.at)

    assert ticket.messages.count() == 13
    assert _found(world.claire, "tres long", world) == ["Très long"]


@pytest.mark.parametrize("seed", range(3))
def test_the_rows_kept_are_those_made_anew(world: World, seed: int) -> None:
    chance = random.Random(seed)
    vendor = Vendor.objects.get(name="Fortinet")
    tickets = [world.ticket(subject=f"Sujet {number}") for number in range(4)]
    tickets.append(world.ticket(world.sophie, subject="Du client"))
    numbers = iter(range(1000))

    verbs: list[Callable[[Ticket], object]] = [
        lambda one: replying.reply(one, world.words(world.claire, f"Réponse {chance.random()}"), at=world.at),
        lambda one: replying.note(one, world.words(world.claire, "Note cachée"), at=world.at),
        lambda one: attach(one, f"fichier-{chance.randrange(99)}.txt"),
        lambda one: Ticket.objects.filter(pk=one.pk).update(subject=f"Objet {chance.randrange(99)}"),
        lambda one: Ticket.objects.filter(pk=one.pk).update(reseller=None, serial="X-1", severity=None),
        lambda one: Ticket.objects.filter(pk=one.pk).update(organisation=world.marc.organisation),
        lambda one: Ticket.objects.filter(pk=one.pk).update(assignee=world.claire, level=""),
        lambda one: Ticket.objects.filter(pk=one.pk).update(
            received_at=world.at - timedelta(days=chance.randrange(999))
        ),
        lambda one: one.vendor_cases.create(
            vendor=vendor, number=f"V-{next(numbers)}", opened_by=world.claire, opened_at=world.at
        ),
        lambda one: one.vendor_cases.update(ticket=tickets[0], summary="Suivi."),
        lambda one: one.vendor_cases.all().delete(),
        lambda one: Message.objects.filter(ticket=one, by_centre=True).update(internal=True),
        lambda one: Message.objects.filter(ticket=one, by_centre=False).update(body="Repris."),
        lambda one: Message.objects.filter(ticket=one, by_centre=True).update(ticket=tickets[1]),
        lambda one: Attachment.objects.filter(message__ticket=one).delete(),
        lambda one: Attachment.objects.filter(message__ticket=one).update(name="nouveau.cfg"),
    ]

    for _ in range(40):
        chance.choice(verbs)(chance.choice(tickets))

    with connection.cursor() as cursor:
        # The place of a word is that of its message in the thread, or of its coming: no matter.
        cursor.execute(
            "SELECT t.id FROM tickets_tickettext kept JOIN tickets_ticket t ON t.id = kept.ticket_id"
            " WHERE strip(words) <> strip(cst_ticket_text(t.id)) OR t.received_at <> kept.received_at"
        )
        assert cursor.fetchall() == []
    assert TicketText.objects.count() == 5
