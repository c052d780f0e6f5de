"""The list of incidents as a file: its length, its hours."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.world import World
from tickets.portal import exports

As = Callable[[User], Client]


def rows(client: Client) -> list[list[str]]:
    """The lines under the header, read after the request is over, as a server sends them."""
    answer = client.get("/portail/incidents/liste.csv?voir=tous")
    raw = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(raw), delimiter=";"))[1:]


@pytest.mark.parametrize(("tickets", "is_cut"), [(2, False), (3, True)])
def test_a_file_that_does_not_hold_all_says_so(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch, tickets: int, is_cut: bool
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for _ticket in range(tickets):
        world.ticket()

    found = rows(as_(world.jean))

    assert (len(found), len(found[-1]) == 1) == (2 + is_cut, is_cut)


def test_its_hours_are_those_of_its_reader(world: World, as_: As) -> None:
    User.objects.filter(pk=world.jean.pk).update(time_zone="America/New_York")
    world.ticket()

    assert rows(as_(world.jean))[0][11] == "2026-10-13T05:07:00-04:00"
