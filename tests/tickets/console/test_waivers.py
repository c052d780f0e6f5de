"""All waivers, for the leads: what they find, for which period, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.period import Period
from tests.tickets.console.reading import words
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.waiving import waive
from tickets.console import waivers
from tickets.console.waivers import Wanted
from tickets.models import Ticket

As = Callable[[User], Client]
PAGE = "/console/derogations/"


def waived(
    world: World, reason: str = "Signé.", by: User | None = None, at: datetime = TUESDAY, **changes: str
) -> Ticket:
    ticket = world.ticket(world.marc, **{"serial": EXPIRED_AP, **changes})
    return waive(ticket, reason, actor=by or world.claire, at=at)


def subjects(client: Client, **query: str) -> list[str]:
    return [waiver.ticket.subject for waiver in client.get(PAGE, query).context["waivers"]]


def exported(client: Client, **query: str) -> list[list[str]]:
    response = client.get(reverse("console:waivers_csv"), query)
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_a_line_says_who_opened_what_for_whom_against_which_verdict_and_why(world: World, as_: As) -> None:
    ticket = waived(world, "Renouvellement signé.", world.hugo)

    page = words(as_(world.hugo).get(PAGE))

    for expected in (
        ticket.number,
        "Alpes Sécurité",
        "Non couvert",
        "s’est terminé",
        "Renouvellement signé.",
    ):
        assert expected in page
    assert "Hugo Leroy" in page and "nouveau" in page


def test_the_latest_comes_first(world: World, as_: As) -> None:
    waived(world, subject="avant", at=TUESDAY)
    waived(world, subject="après", at=TUESDAY + timedelta(minutes=1))

    assert subjects(as_(world.hugo)) == ["après", "avant"]


def test_the_state_is_that_of_now(world: World, as_: As) -> None:
    closing.close(waived(world), actor=world.claire, at=TUESDAY)

    assert "clos" in words(as_(world.hugo).get(PAGE))


def test_the_verdict_is_the_one_that_it_went_against(world: World, as_: As) -> None:
    ticket = waived(world)
    qualify(ticket, Qualification(2, "X465-PREM-0002", "incident"), actor=world.claire, at=TUESDAY)

    [waiver] = as_(world.hugo).get(PAGE).context["waivers"]
    assert (waiver.ticket.verdict.reason, waiver.verdict.reason) == ("covered", "contract_expired")


def test_a_request_that_was_with_the_reseller_is_there_too(world: World, as_: As) -> None:  # CH-II.2
    waive(world.ticket(world.paul, serial=STORMSHIELD), "Urgence.", actor=world.claire, at=TUESDAY)

    assert "Menuiserie Dubois" in words(as_(world.hugo).get(PAGE))


def test_this_month_is_counted_in_paris(world: World, as_: As) -> None:
    first = TUESDAY.replace(day=1, hour=0, minute=0)
    for at in (first - timedelta(minutes=1), first, TUESDAY):
        waived(world, at=at, received_at=first - timedelta(days=1))  # type: ignore[arg-type]

    page = words(as_(world.hugo).get(PAGE))

    assert "2 accordées en octobre 2026" in page


def test_one_finds_those_of_an_engineer(world: World, as_: As) -> None:
    waived(world, by=world.claire, subject="de Claire")
    waived(world, by=world.hugo, subject="de Hugo")

    assert subjects(as_(world.hugo), par=str(world.claire.pk)) == ["de Claire"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"depuis": "2026-10-13"}, ["le 13 à minuit", "le 14 à 23h59"][::-1]),
        ({"jusqu": "2026-10-13"}, ["le 13 à minuit", "le 12 à 23h59"]),
        ({"depuis": "2026-10-13", "jusqu": "2026-10-13"}, ["le 13 à minuit"]),
        ({"depuis": "2026-10-15"}, []),
    ],
)
def test_a_period_holds_both_its_days(world: World, as_: As, query: dict[str, str], found: list[str]) -> None:
    midnight = TUESDAY.replace(hour=0, minute=0)
    for subject, at in (
        ("le 12 à 23h59", midnight - timedelta(minutes=1)),
        ("le 13 à minuit", midnight),
        ("le 14 à 23h59", midnight + timedelta(days=2, minutes=-1)),
    ):
        waived(world, at=at, subject=subject)

    assert subjects(as_(world.hugo), **query) == found


def test_a_mistake_in_the_search_is_said_and_everything_shown(world: World, as_: As) -> None:
    waived(world)

    response = as_(world.hugo).get(PAGE, {"depuis": "2026-10-14", "jusqu": "2026-10-13"})

    assert response.status_code == 422
    assert "La fin est avant le début." in words(response)
    assert len(response.context["waivers"]) == 1


def test_without_any_the_page_says_so(world: World, as_: As) -> None:
    client = as_(world.hugo)

    assert "Aucune dérogation n’a été accordée." in words(client.get(PAGE))
    assert "ne répond à cette recherche" in words(client.get(PAGE, {"depuis": "2026-10-14"}))


def test_a_page_holds_fifty_in_as_many_queries_as_one(world: World, as_: As) -> None:
    client = as_(world.hugo)
    waived(world)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    cost()
    one = cost()
    for place in range(51):
        waived(world, subject=f"{place}")

    assert cost() == one
    assert len(subjects(client)) == 50


def test_the_latest_are_found_by_their_index(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # as with many rows
        plan = waivers.granted(Wanted(period=Period(TUESDAY.date())))[: waivers.PAGE_SIZE].explain()

    assert "event_waivers" in plan and "Sort" not in plan


@pytest.mark.parametrize("route", ["console:waivers", "console:waivers_csv"])
@pytest.mark.parametrize("who", ["claire", "ines", "jean"])
def test_it_is_for_leads_alone(world: World, as_: As, who: str, route: str) -> None:
    assert as_(getattr(world, who)).get(reverse(route)).status_code == 403


def test_the_rail_leads_there_for_leads_alone(world: World, as_: As) -> None:
    assert PAGE in as_(world.hugo).get("/console/").content.decode()
    assert PAGE not in as_(world.claire).get("/console/").content.decode()


# --- The file -----------------------------------------------------------------------------------------------


def test_the_export_holds_what_the_list_does(world: World, as_: As) -> None:
    ticket = waived(world, "Signé.", world.hugo)
    waived(world, by=world.claire)

    header, row = exported(as_(world.hugo), par=str(world.hugo.pk))

    assert header[:3] == ["Date", "Accordée par", "Ticket"]
    assert row[:3] == ["13/10/2026 11:07", "Hugo Leroy", ticket.number]
    assert row[-2:] == ["Signé.", "nouveau"]


def test_no_cell_of_the_export_is_a_formula(world: World, as_: As) -> None:
    waived(world, '=HYPERLINK("http://x")', subject="+cmd|' /C calc'!A0", serial=EXPIRED_AP)

    _header, row = exported(as_(world.hugo))

    assert [cell for cell in row if cell.startswith("'")] == [
        "'+cmd|' /C calc'!A0",
        '\'=HYPERLINK("http://x")',
    ]


def test_the_export_is_a_download_with_its_day(world: World, as_: As) -> None:
    response = as_(world.hugo).get(reverse("console:waivers_csv"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="derogations-2026-10-13.csv"'


# --- The ticket ---------------------------------------------------------------------------------------------


def test_the_page_of_the_ticket_says_who_opened_it_and_why_to_the_centre(world: World, as_: As) -> None:
    ticket = waived(world, "Renouvellement signé.", world.hugo)

    response = as_(world.claire).get(f"/console/tickets/{ticket.number}/")

    page = words(response)
    panel = page.index("Dérogation Renouvellement signé. Hugo Leroy")
    assert panel < page.index("Actions")


def test_the_customer_reads_that_it_is_exceptional_and_not_why(world: World, as_: As) -> None:
    ticket = waived(world, "Client difficile.")

    page = words(as_(world.marc).get(ticket.get_absolute_url()))

    assert "ouvert à titre exceptionnel" in page
    assert "difficile" not in page
