"""The address of a feed: who is answered, with what headers, and when no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import leaving
from tests.tickets.feeds.reading import address, calendar
from tests.world import TUESDAY, World
from tickets.actions import remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.feeds import guessing, keys
from tickets.models import CalendarFeed

NOON = TUESDAY + timedelta(hours=1)
SLOT = Slot(TUESDAY.replace(day=15, hour=10, minute=0), 60, "Relever les traces")


def test_whoever_has_the_address_reads_it_without_a_login(world: World, client: Client) -> None:
    answer = client.get(address(world.jean, closures=True))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"].startswith("private")
    assert not answer.cookies


def test_it_says_what_it_is_and_how_often_to_look_again(world: World) -> None:
    found = calendar(address(world.jean, closures=True))

    assert (found["VERSION"], found["X-WR-CALNAME"]) == ("2.0", "CST EXER\u00a0: Bureau")
    assert found["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert found["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert found["X-PUBLISHED-TTL"] == "PT1H"


def test_its_lines_are_as_short_as_the_format_asks(world: World, client: Client) -> None:
    content = client.get(address(world.jean, closures=True)).content

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_it_is_in_the_language_of_its_person(world: World, client: Client) -> None:
    world.jean.language = "en"
    world.jean.save()

    answer = client.get(address(world.jean, closures=True), headers={"Accept-Language": "fr"})

    assert b"Christmas" in answer.content and "Noël".encode() not in answer.content
    assert answer["Content-Language"] == "en"


def test_whoever_has_it_as_it_is_gets_304(world: World, client: Client) -> None:
    path = address(world.jean, closures=True, sessions=True)
    session = remote_sessions.propose(world.ticket(), SLOT, actor=world.claire, at=TUESDAY)
    remote_sessions.agree(session, actor=world.jean, at=TUESDAY, consents=True)
    tag = client.get(path)["ETag"]

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        again = client.get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"].startswith("private")


@pytest.mark.parametrize("secret", ["x", "x" * 43, "..", "%00", "é"])
def test_an_address_that_nobody_made_is_404(world: World, client: Client, secret: str) -> None:
    assert client.get(f"/agenda/{secret}.ics").status_code == 404


def test_a_revoked_one_is_404(world: World, client: Client) -> None:
    path = address(world.jean, closures=True)
    keys.revoke(CalendarFeed.objects.get(), NOON)

    assert client.get(path).status_code == 404


def test_that_of_somebody_who_left_is_404(world: World, client: Client) -> None:
    path = address(world.lea, closures=True)
    leaving.remove(world.lea, by=world.jean, at=NOON)

    assert client.get(path).status_code == 404


def test_wrong_ones_cost_the_same_query_whatever_they_are(
    world: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = address(world.jean, closures=True)
    keys.revoke(CalendarFeed.objects.get(), NOON)

    for wrong in (path, "/agenda/nobody.ics"):
        with django_assert_num_queries(1):
            client.get(wrong)


def test_many_wrong_ones_from_one_network_address_are_told_to_wait(world: World, client: Client) -> None:
    right = address(world.jean, closures=True)

    statuses = [client.get("/agenda/wrong.ics").status_code for _ in range(guessing.MOST_WRONG + 1)]

    assert statuses == [404] * guessing.MOST_WRONG + [429]
    assert client.get("/agenda/wrong.ics")["Retry-After"] == "60"
    assert client.get("/agenda/wrong.ics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert (
        client.get(right).status_code == 200
    )  # providers of calendars fetch for many people from few addresses


def test_its_last_use_is_written_at_most_once_a_minute(
    world: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = address(world.jean, closures=True)
    client.get(path)

    with time_machine.travel(NOON + timedelta(seconds=50), tick=False), django_assert_num_queries(2):
        client.get(path)
    assert CalendarFeed.objects.get().last_used_at == NOON

    with time_machine.travel(NOON + timedelta(seconds=70), tick=False):
        client.get(path)
    assert CalendarFeed.objects.get().last_used_at == NOON + timedelta(seconds=70)


def test_only_the_digest_of_its_secret_is_kept(world: World) -> None:
    row, secret = keys.create(world.jean, "Bureau", closures=True, sessions=False, at=NOON)

    assert len(secret) == 43  # 256 bits
    assert secret not in str(CalendarFeed.objects.values().get())
    assert keys.opened_by(secret) == row


def test_a_name_does_not_break_out_of_its_line(world: World, client: Client) -> None:
    _row, secret = keys.create(world.jean, "A\r\nBEGIN:VEVENT;,", closures=True, sessions=False, at=NOON)

    lines = client.get(f"/agenda/{secret}.ics").content.split(b"\r\n")

    assert "X-WR-CALNAME:CST EXER\u00a0: A BEGIN:VEVENT\\;\\,".encode() in lines
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 11


def test_a_digest_is_whole(world: World) -> None:
    row, _secret = keys.create(world.jean, "Bureau", closures=True, sessions=False, at=NOON)
    row.secret_digest = "short"

    with pytest.raises(ValidationError):
        row.full_clean()
