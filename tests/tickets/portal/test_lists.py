"""Home, lists of incidents, products: what each person finds there, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Contract, ContractLine, Device, Product
from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion
from sla.windows import Occasion, Window
from tests.tickets.portal.reading import words
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, SWITCH, World
from tickets.actions import closing, replying
from tickets.drafting import drafts
from tickets.models import Ticket
from tickets.portal import devices

As = Callable[[User], Client]
PAGES = ("/portail/", "/portail/incidents/", "/portail/incidents/?voir=tous", "/portail/produits/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["jean", "lea", "marc", "sophie", "paul", "anne"])
def test_every_customer_finds_a_page(world: World, as_: As, page: str, who: str) -> None:
    assert as_(getattr(world, who)).get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["claire", "hugo", "ines"])
def test_the_portal_is_not_for_the_centre(world: World, as_: As, page: str, who: str) -> None:
    assert as_(getattr(world, who)).get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_logs_in_first(world: World, client: Client, page: str) -> None:
    assert client.get(page).headers["Location"].startswith("/accounts/login/?next=/portail/")


@pytest.mark.parametrize("page", [*PAGES, "/portail/incidents/nouveau/"])
def test_more_tickets_and_devices_cost_no_more_queries(
    world: World, as_: As, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(world.jean)
    _fill(world, 1)
    client.get(page)  # the session and the caches of the process
    with django_assert_max_num_queries(30) as few:
        client.get(page)
    _fill(world, 6)

    with django_assert_max_num_queries(len(few)):
        client.get(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_twelve_queries_at_most(
    world: World, as_: As, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _fill(world, 3)
    client = as_(world.jean)

    with django_assert_max_num_queries(12):
        client.get(page)


def _fill(world: World, count: int) -> None:
    contract = Contract.objects.get(number="EX-2024-0117")
    product = Product.objects.get(name="FortiGate 100F")
    for _ in range(count):
        world.ticket()
        replying.reply(world.ticket(), world.words(world.claire), at=world.at)
        device = Device.objects.create(serial=f"FG-MORE-{Device.objects.count()}", product=product)
        ContractLine.objects.create(contract=contract, device=device)


# --- Home -----------------------------------------------------------------------------------------------


def test_home_greets_and_says_whether_the_centre_is_open(world: World, as_: As) -> None:  # CH-I
    page = words(as_(world.jean).get("/portail/"))

    assert "Bonjour Jean" in page
    assert "CST ouvert, pause à 12h30" in page


def test_home_tells_what_the_usual_week_does_not_say(world: World, as_: As) -> None:  # CH-I
    closed = Occasion.on(date(2026, 10, 22), "Inventaire", Window.from_json(["14:00", "18:00"]))
    CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code="cst"),
        number=2,
        effective_from=date(2026, 10, 13),
        definition=replace(CHARTER, closures=(closed,)).to_json(),
    )

    page = words(as_(world.jean).get("/portail/"))

    assert "Ouvert jeudi 22 octobre, 9h00–12h30 seulement, Inventaire" in page


def test_every_page_says_the_hours_of_the_calendar(world: World, as_: As) -> None:  # CH-I
    CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code="cst"),
        number=2,
        effective_from=date(2026, 10, 13),
        definition=replace(CHARTER, weekly=((Window.from_json(["08:00", "12:00"]),),) * 7).to_json(),
    )

    page = words(as_(world.jean).get("/portail/incidents/"))

    assert "Tous les jours, 8h00–12h00, hors jours fériés" in page


def test_an_answer_that_waits_for_me_stands_first(world: World, as_: As) -> None:
    world.ticket(subject="Pas encore lu")
    replying.reply(world.ticket(subject="À moi de jouer"), world.words(world.claire), at=world.at)

    page = words(as_(world.jean).get("/portail/"))

    assert page.index("Ce qui vous attend") < page.index("À moi de jouer") < page.index("Pas encore lu")
    assert "en attente de votre réponse" in page


def test_my_customers_answer_is_not_mine_to_give(world: World, as_: As) -> None:
    replying.reply(world.ticket(world.sophie), world.words(world.claire), at=world.at)

    page = words(as_(world.jean).get("/portail/"))

    assert "Ce qui vous attend" not in page
    assert "en attente de Clinique des Lilas" in page


def test_what_an_end_customer_passed_on_waits_for_its_reseller(world: World, as_: As) -> None:  # CH-II.2
    world.ticket(world.paul, serial=STORMSHIELD, subject="Accès lent")

    page = words(as_(world.jean).get("/portail/"))

    assert page.index("Ce qui vous attend") < page.index("Accès lent")
    assert "Menuiserie Dubois" in page


def test_the_promise_of_an_open_incident_is_on_its_line(world: World, as_: As) -> None:  # CH-V.2
    world.ticket()

    assert "réponse avant 14h37, reste" in words(as_(world.jean).get("/portail/"))


def test_a_draft_is_found_again_from_home(world: World, as_: As) -> None:
    drafts.save(
        world.jean, f"new-incident:{FORTIGATE}", {"serial": FORTIGATE, "subject": "À moitié"}, world.at
    )

    response = as_(world.jean).get("/portail/")

    assert "brouillon, pas encore envoyé" in words(response)
    assert f"/portail/incidents/nouveau/?serial={FORTIGATE}" in response.content.decode()


def test_home_without_anything_says_so(world: World, as_: As) -> None:
    assert "Aucun incident en cours" in words(as_(world.anne).get("/portail/"))


def test_the_credit_left_is_told_to_the_reseller_alone(world: World, as_: As) -> None:  # CH-PS
    assert "Il reste 6h30" in words(as_(world.jean).get("/portail/"))
    assert "crédit-temps" not in words(as_(world.sophie).get("/portail/"))


# --- The list -------------------------------------------------------------------------------------------


def test_the_list_shows_what_goes_on_and_all_on_demand(world: World, as_: As) -> None:
    world.ticket(subject="Toujours là")
    closing.close(world.ticket(subject="Fini depuis"), actor=world.jean, at=world.at)
    client = as_(world.jean)

    assert "Fini depuis" not in words(client.get("/portail/incidents/"))
    assert "Fini depuis" in words(client.get("/portail/incidents/?voir=tous"))


@pytest.mark.parametrize("looked_for", ["cst-2026-000001", "fg100f-prem", "tunnel"])
def test_a_ticket_is_found_by_number_serial_or_subject(world: World, as_: As, looked_for: str) -> None:
    world.ticket(subject="Le tunnel tombe")
    world.ticket(serial="", subject="Autre chose")

    page = words(as_(world.jean).get("/portail/incidents/", {"q": looked_for}))

    assert "Le tunnel tombe" in page
    assert "Autre chose" not in page


def test_a_search_finds_nothing_of_others(world: World, as_: As) -> None:
    world.ticket(subject="Affaire de Jean")

    assert "Rien ne correspond" in words(as_(world.marc).get("/portail/incidents/", {"q": "Affaire"}))


def test_a_page_holds_twenty(world: World, as_: As) -> None:
    for _ in range(27):
        world.ticket()

    html = as_(world.jean).get("/portail/incidents/").content.decode()

    assert html.count('class="ticket-card') - html.count('class="ticket-card-') == 20
    assert "1 à 20 sur 27" in html


@pytest.mark.parametrize("query", ["voir=rien", "page=zut", "page=99999", "q=%00", "q=%25_"])
def test_a_strange_address_is_no_trouble(world: World, as_: As, query: str) -> None:
    assert as_(world.jean).get(f"/portail/incidents/?{query}").status_code == 200


def test_a_refused_request_leaves_the_current_ones_after_a_while(world: World, as_: As) -> None:
    world.ticket(serial=SWITCH, subject="Récente", received_at=world.at - timedelta(days=2))
    old = world.ticket(world.marc, serial=EXPIRED_AP, received_at=world.at - timedelta(days=20))

    assert old.number not in words(as_(world.marc).get("/portail/incidents/"))
    assert old.number in words(as_(world.marc).get("/portail/incidents/?voir=tous"))
    assert Ticket.objects.count() == 2


# --- Products -------------------------------------------------------------------------------------------


def test_each_device_says_what_covers_it(world: World, as_: As) -> None:  # CH-III.1
    html = as_(world.jean).get("/portail/produits/")

    page = words(html)
    assert "FortiGate 100F FG100F-PREM-0001 · Lille, baie 2 · Clinique des Lilas Couvert" in page
    assert "Joindre le CST portail, mail, téléphone" in page
    assert "ne figure plus à notre catalogue" in page
    assert f"/portail/incidents/nouveau/?serial={FORTIGATE}" in html.content.decode()


def test_a_standard_device_opens_by_mail(world: World, as_: As) -> None:  # CH-III.1
    state = {each.device.serial: each for each in _covered(world, world.jean)}[STORMSHIELD]

    assert (state.opens_here, state.state.title) == (False, "Couvert")
    assert state.mailto.startswith("mailto:support@exer.fr")


def test_an_end_customer_without_premium_is_shown_the_way_to_its_reseller(
    world: World, as_: As
) -> None:  # CH-II.2
    page = words(as_(world.paul).get("/portail/produits/"))

    assert "Transmettre ma demande à Réseau Plus" in page
    assert "FortiGate" not in page


def test_an_ended_contract_is_shown_as_such(world: World) -> None:  # CH-0
    state = {each.device.serial: each.state for each in _covered(world, world.anne)}[EXPIRED_AP]

    assert state.title == "Non couvert"
    assert "s’est terminé" in state.text


def test_the_best_contract_of_a_device_counts_once(world: World) -> None:
    device = Device.objects.get(serial=FORTIGATE)
    ContractLine.objects.create(contract=Contract.objects.get(number="EX-2025-0207"), device=device)

    assert [each.device.serial for each in _covered(world, world.jean)].count(FORTIGATE) == 1


def _covered(world: World, person: User) -> list[devices.CoveredDevice]:
    return devices.covered(list(devices.in_sight(person)), person, world.at, notes={})
