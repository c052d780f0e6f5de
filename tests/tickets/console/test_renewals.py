"""The renewals in the console: sales and leads work through them, everybody at the centre reads that one was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.ending import renewals
from contracts.models import Contract, RenewalRequest
from contracts.versions_stated import state_version
from tests.tickets.console.reading import words
from tests.world import OLD_VERSION, TUESDAY, World
from tickets.console import rail

As = Callable[[User], Client]
LIST = "/console/renouvellements/"


def asked(number: str, by: User) -> RenewalRequest:
    row, _is_new = renewals.request(Contract.objects.get(number=number), by=by, at=TUESDAY)
    return row


def counted(person: User) -> dict[str, int | None]:
    groups = rail.groups(person, timezone.now(), "contracts")
    return {item.label: item.count for group in groups for item in group.items}


def test_a_line_says_who_asked_for_what_and_when(world: World, as_: As) -> None:
    asked("EX-2024-0117", world.sophie)

    page = words(as_(world.ines).get(LIST))
    for expected in (
        "EX-2024-0117",
        "Réseau Plus pour Clinique des Lilas",
        "Sophie Bernard",
        "13 octobre, 11h07",
    ):
        assert expected in page


def test_without_request_the_page_says_so(world: World, as_: As) -> None:
    assert "Aucun renouvellement n’est demandé" in words(as_(world.ines).get(LIST))


def test_a_handled_request_goes_behind_and_says_by_whom(world: World, as_: As) -> None:
    first = asked("EX-2024-0117", world.jean)
    asked("EX-2024-0118", world.jean)
    client = as_(world.ines)
    page = words(client.post(reverse("console:renewal_handled", args=[first.pk]), follow=True))

    assert "Renouvellement de EX-2024-0117 : traité." in page
    assert "traité le 13/10/2026 par Inès Faure" in page
    lines = client.get(LIST).context["lines"]
    assert [line.asked.contract.number for line in lines] == ["EX-2024-0118", "EX-2024-0117"]


def test_a_request_that_does_not_exist_is_a_404(world: World, as_: As) -> None:
    assert as_(world.ines).post(reverse("console:renewal_handled", args=[10**12])).status_code == 404


def test_a_contract_that_was_prolonged_meanwhile_says_so(world: World, as_: As) -> None:
    row = asked("EX-2024-0117", world.jean)
    Contract.objects.filter(pk=row.contract_id).update(ends_on=row.ends_on + timedelta(days=366))

    assert "prolongé jusqu’au" in words(as_(world.ines).get(LIST))


def test_the_rail_counts_those_to_handle_for_sales_and_leads(world: World) -> None:
    renewals.handle(asked("EX-2024-0117", world.jean), by=world.ines, at=TUESDAY)
    asked("EX-2024-0118", world.jean)

    assert counted(world.ines)["Renouvellements"] == counted(world.hugo)["Renouvellements"] == 1
    assert "Renouvellements" not in counted(world.claire)


def test_the_list_of_contracts_says_that_it_was_asked_for(world: World, as_: As) -> None:
    asked("EX-2024-0117", world.sophie)

    page = words(as_(world.claire).get(reverse("console:contracts"), {"q": "EX-2024-0117"}))
    assert "Renouvellement demandé le 13/10/2026 par Sophie Bernard" in page


def test_more_requests_take_no_more_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked("EX-2024-0117", world.jean)
    client = as_(world.ines)
    client.get(LIST)
    with django_assert_max_num_queries(40) as first:
        client.get(LIST)
    for number in ("EX-2024-0118", "EX-2025-0342", "EX-2025-0207"):
        asked(number, world.lea)

    with django_assert_max_num_queries(len(first)):
        client.get(LIST)


def test_an_engineer_reads_who_stated_the_version(world: World, as_: As) -> None:  # CH-IV.1
    ticket = world.ticket(serial=OLD_VERSION)
    assert ticket.device is not None
    state_version(ticket.device, "6.4.8", by=world.sophie, at=TUESDAY)

    page = words(as_(world.claire).get(reverse("console:ticket", args=[ticket.number])))
    assert "déclarée par Sophie Bernard le 13/10/2026" in page
