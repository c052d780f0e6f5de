"""What is said to somebody who lives by another clock than the centre: Paris times named, theirs beside them (CH-I)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from accounts.reading import as_read_by
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla import explain
from sla.models import latest_version, working_time
from tests.world import PARIS, TUESDAY, World
from tickets import deadlines, history
from tickets.actions.qualifying import Qualification, qualify

LATER = TUESDAY + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def lives_in(person: User, zone: str, language: str = "fr") -> None:
    person.time_zone, person.language = zone, language
    person.save()


def mail_to(person: User) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=person.email).latest("created_at")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "Première réponse au plus tard\u00a0: mardi 13 octobre 14h37\n"),
        ("Europe/Brussels", "Première réponse au plus tard\u00a0: mardi 13 octobre 14h37\n"),
        ("America/Guadeloupe", "mardi 13 octobre 14h37 heure de Paris (8h37 chez vous)\n"),
        ("Pacific/Noumea", "mardi 13 octobre 14h37 heure de Paris (23h37 chez vous)\n"),
    ],
)
def test_a_mail_names_the_clock_of_its_deadline(world: World, zone: str, said: str) -> None:
    lives_in(world.jean, zone)

    world.ticket()

    assert said in mail_to(world.jean).text


@pytest.mark.parametrize(
    ("zone", "theirs"), [("America/Guadeloupe", "(8:37 "), ("Pacific/Noumea", "(23:37 ")]
)
def test_an_english_mail_tells_both_clocks_its_own_way(world: World, zone: str, theirs: str) -> None:
    lives_in(world.jean, zone, "en")

    world.ticket()

    text = mail_to(world.jean).text
    assert "Tuesday" in text and "14:37" in text and theirs in text


def test_a_deadline_that_falls_on_another_day_there_names_it(world: World) -> None:
    with timezone.override(ZoneInfo("Pacific/Noumea")):
        text = deadlines.short_due(datetime(2026, 10, 13, 17, 0, tzinfo=PARIS), TUESDAY)

    assert text == "17h00 heure de Paris (mercredi 2h00 chez vous)"


def test_the_explanation_says_whose_times_it_counts_with(world: World) -> None:
    lives_in(world.jean, "America/Guadeloupe")
    ticket = world.ticket()

    with as_read_by(world.jean):
        text = deadlines.of_ticket(ticket, TUESDAY).text

    assert text.startswith("14h37 = reçu 11h07") and text.endswith(", heures de Paris")


def test_a_mail_of_many_is_written_late_in_the_zone_of_its_reader(world: World) -> None:
    lives_in(world.jean, "America/Guadeloupe")
    with outbox.together():
        world.ticket()
    assert mail_to(world.jean).recipe is not None

    outbox.send_due(TUESDAY)

    assert "14h37 heure de Paris (8h37 chez vous)" in mail_to(world.jean).text


def test_a_moved_deadline_is_told_on_both_clocks(world: World) -> None:
    lives_in(world.jean, "America/Guadeloupe")
    ticket = world.ticket()

    qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=LATER)

    text = mail_to(world.jean).text
    assert "16h37 heure de Paris (10h37 chez vous), au lieu de" in text
    assert "14h37 heure de Paris (8h37 chez vous)" in text


def test_a_mail_is_in_the_zone_of_its_reader_not_of_who_acts(world: World) -> None:
    lives_in(world.claire, "Pacific/Noumea")
    ticket = world.ticket()

    with timezone.override(ZoneInfo(world.claire.time_zone)):
        qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=LATER)

    assert "chez vous" not in mail_to(world.jean).text


def test_the_history_tells_a_move_on_both_clocks(world: World) -> None:
    lives_in(world.jean, "Pacific/Noumea")
    ticket = world.ticket()
    qualify(ticket, Qualification(2, ticket.serial, "incident"), actor=world.claire, at=LATER)

    with as_read_by(world.jean):
        said = history.lines(ticket, world.jean)[-1].text

    assert "16h37 heure de Paris (mercredi 1h37 chez vous)" in said


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Europe/Paris", "fr", "CST ouvert, pause à 12h30"),
        ("America/Guadeloupe", "fr", "CST ouvert, pause à 12h30 heure de Paris (6h30 chez vous)"),
        ("Pacific/Noumea", "fr", "CST ouvert, pause à 12h30 heure de Paris (21h30 chez vous)"),
    ],
)
def test_whether_the_centre_is_open_is_told_on_both_clocks(
    world: World, zone: str, language: str, said: str
) -> None:
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        status = explain.opening_status(working_time(latest_version()), TUESDAY)

    assert status.sentence == said


@pytest.mark.parametrize("zone", ["America/Guadeloupe", "Pacific/Noumea"])
@pytest.mark.parametrize("page", ["/portail/", "/portail/incidents/"])
def test_the_pages_of_the_portal_tell_both_clocks(world: World, client: Client, zone: str, page: str) -> None:
    lives_in(world.jean, zone)
    world.ticket()
    client.force_login(world.jean)

    html = client.get(page).content.decode()

    assert "14h37 heure de Paris (" in html


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Brussels"])
def test_who_lives_by_the_clock_of_paris_reads_nothing_more(world: World, client: Client, zone: str) -> None:
    lives_in(world.jean, zone)
    ticket = world.ticket()
    client.force_login(world.jean)

    html = client.get(ticket.get_absolute_url()).content.decode()

    assert "14h37" in html and "chez vous" not in html and "de Paris" not in html
