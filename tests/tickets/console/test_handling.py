"""Each action through its page: what it does, what it says, and what comes back when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.decision import Reason
from contracts.models import Vendor
from cst.demo import cast
from outbound_mail.models import OutgoingMail
from tests.tickets.console.reading import Answered, words
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, TUESDAY, World
from tickets.actions import closing, escalating, replying
from tickets.actions.escalating import Case
from tickets.drafting import submission
from tickets.models import Event, Status, Ticket

As = Callable[[User], Client]


def act(client: Client, ticket: Ticket, route: str, **data: Any) -> Answered:
    return client.post(reverse(f"console:{route}", args=[ticket.number]), data)


def said(client: Client, ticket: Ticket) -> str:
    return words(client.get(reverse("console:ticket", args=[ticket.number])))


def opened_panel(response: Answered) -> Any:
    return next(panel.form for panel in response.context["panels"] if panel.open)


def fortinet() -> Vendor:
    return Vendor.objects.get(name="Fortinet")


def test_qualifying_recomputes_the_deadline_from_the_start(world: World, as_: As) -> None:  # CH-V.2
    ticket, client = world.ticket(severity=1), as_(world.claire)
    act(client, ticket, "qualification", severity="4", serial=FORTIGATE, kind="incident")
    ticket.refresh_from_db()

    assert (ticket.severity, ticket.commitment_minutes) == (4, 720)
    assert "Qualifié : couvert, première réponse avant" in said(client, ticket)


def test_qualifying_with_a_serial_recomputes_the_verdict(world: World, as_: As) -> None:
    ticket, client = world.ticket(channel="mail", serial="", severity=None), as_(world.claire)
    act(client, ticket, "qualification", severity="2", serial=" fg100f-prem-0001 ", kind="incident")
    after = Ticket.objects.get(pk=ticket.pk)

    assert after.verdict.reason is Reason.COVERED
    assert after.device is not None


def test_qualifying_an_uncovered_product_refuses_and_tells_the_requester(world: World, as_: As) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    mails = OutgoingMail.objects.count()
    act(as_(world.claire), ticket, "qualification", severity="2", serial=OLD_VERSION, kind="incident")
    ticket.refresh_from_db()

    assert ticket.status == Status.REFUSED
    assert OutgoingMail.objects.count() == mails + 1


def test_qualifying_needs_an_impact(world: World, as_: As) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    response = act(as_(world.claire), ticket, "qualification", serial="XYZ", kind="incident")

    assert response.status_code == 422
    assert "Choisissez l’impact" in words(response)
    assert opened_panel(response)["serial"].value() == "XYZ"


def test_assistance_has_no_severity(world: World, as_: As) -> None:  # CH-PS
    ticket = world.ticket()
    act(as_(world.claire), ticket, "qualification", serial="", severity="2", kind="assistance")
    ticket.refresh_from_db()

    assert (ticket.kind, ticket.severity, ticket.due_at) == ("assistance", None, None)


@pytest.mark.parametrize("wrong", [{"severity": "9"}, {"kind": "party"}, {"serial": "x" * 61}])
def test_a_wrong_qualification_changes_nothing(world: World, as_: As, wrong: dict[str, str]) -> None:
    ticket = world.ticket()
    data = {"severity": "2", "serial": FORTIGATE, "kind": "incident", **wrong}

    assert act(as_(world.claire), ticket, "qualification", **data).status_code == 422
    ticket.refresh_from_db()
    assert ticket.severity == 1


def test_an_ended_ticket_is_not_qualified(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    response = act(
        as_(world.claire), ticket, "qualification", severity="2", serial=FORTIGATE, kind="incident"
    )

    assert response.status_code == 422
    assert "rouvrez-le pour le qualifier" in words(response)


def test_one_click_takes_a_ticket(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "assignment", assignee=world.claire.pk)
    ticket.refresh_from_db()

    assert ticket.assignee == world.claire
    assert "Ticket affecté à Claire Martin" in said(client, ticket)


def test_a_ticket_may_be_nobody_s_again(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "assignment", assignee=world.hugo.pk)
    act(client, ticket, "assignment", assignee="")
    ticket.refresh_from_db()

    assert ticket.assignee is None


@pytest.mark.parametrize("person", ["jean", "ines"])
def test_a_ticket_goes_to_engineers_only(world: World, as_: As, person: str) -> None:
    ticket = world.ticket()
    response = act(as_(world.claire), ticket, "assignment", assignee=getattr(world, person).pk)

    assert response.status_code == 422
    assert "Choisissez un ingénieur du CST." in words(response)
    assert getattr(world, person).full_name not in str(opened_panel(response)["assignee"])


def test_escalating_an_answered_ticket_puts_it_at_the_vendor(world: World, as_: As) -> None:  # CH-V.1
    ticket, client = world.ticket(), as_(world.claire)
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    act(client, ticket, "vendor_cases", vendor=fortinet().pk, number="FTNT-1", summary="Analyse en cours.")
    ticket.refresh_from_db()

    assert ticket.status == Status.AT_VENDOR
    assert "Escaladé chez Fortinet, dossier FTNT-1" in said(client, ticket)


def test_escalating_before_the_first_answer_says_that_the_customer_waits(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "vendor_cases", vendor=fortinet().pk, number="FTNT-1", summary="")
    ticket.refresh_from_db()

    assert ticket.status == Status.NEW
    assert "le client attend encore une première réponse" in said(client, ticket)


def test_a_case_number_that_another_ticket_bears_is_refused(world: World, as_: As) -> None:
    other = world.ticket()
    escalating.escalate(other, Case(fortinet(), "FTNT-1", ""), actor=world.claire, at=TUESDAY)
    response = act(
        as_(world.claire),
        world.ticket(),
        "vendor_cases",
        vendor=fortinet().pk,
        number="FTNT-1",
        summary="Mon résumé",
    )

    assert response.status_code == 422
    assert "est déjà rattaché à un ticket" in words(response)
    assert opened_panel(response)["summary"].value() == "Mon résumé"


def test_a_case_needs_its_number(world: World, as_: As) -> None:
    response = act(as_(world.claire), world.ticket(), "vendor_cases", vendor=fortinet().pk, number="")

    assert "Indiquez le numéro que le constructeur a donné." in words(response)


def test_the_vendor_is_proposed_from_the_product(world: World, as_: As) -> None:
    ticket = world.ticket()
    page = as_(world.claire).get(reverse("console:ticket", args=[ticket.number]))
    form = next(panel.form for panel in page.context["panels"] if panel.form.intent == "escalation")

    assert form["vendor"].value() == fortinet().pk


def test_a_waiver_opens_a_refused_request_and_its_clock(world: World, as_: As) -> None:
    ticket, client = world.ticket(world.marc, serial=EXPIRED_AP), as_(world.claire)
    act(client, ticket, "waiver", reason="Renouvellement signé.")
    ticket.refresh_from_db()

    assert (ticket.status, ticket.waived) == (Status.NEW, True)
    assert ticket.due_at is not None
    assert "a accordé une dérogation : Renouvellement signé." in said(client, ticket)


def test_a_waiver_needs_a_reason(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    response = act(as_(world.claire), ticket, "waiver", reason=" ")
    ticket.refresh_from_db()

    assert response.status_code == 422
    assert ticket.status == Status.REFUSED


def test_an_open_request_needs_no_waiver(world: World, as_: As) -> None:
    response = act(as_(world.claire), world.ticket(), "waiver", reason="Pour voir")

    assert response.status_code == 422
    assert "Cette demande est déjà ouverte." in words(response)
    assert opened_panel(response)["reason"].value() == "Pour voir"


def test_an_estimate_waits_for_the_customer(world: World, as_: As) -> None:  # CH-PS
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "estimates", hours="1", minutes="30", description="Revue des règles.")
    ticket.refresh_from_db()

    assert ticket.status == Status.WAITING_CUSTOMER
    assert ticket.estimates.get().minutes == 90
    assert "Estimation de 1h30 envoyée au client" in said(client, ticket)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hours": "0", "minutes": "0"}, "Une estimation est de 0h15 au moins"),
        ({"description": ""}, "Dites au client ce qui sera fait."),
        ({"minutes": "75"}, "59"),
    ],
)
def test_a_wrong_estimate_is_explained(world: World, as_: As, wrong: dict[str, str], sentence: str) -> None:
    ticket = world.ticket()
    data = {"hours": "1", "minutes": "0", "description": "Revue.", **wrong}
    response = act(as_(world.claire), ticket, "estimates", **data)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not ticket.estimates.exists()


def test_closing_and_reopening(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "closure")
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED

    act(client, ticket, "reopening")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_second_click_on_close_writes_nothing_more(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "closure")
    act(client, ticket, "closure")

    assert ticket.events.filter(kind=Event.Kind.CLOSED).count() == 1


def test_what_is_not_ended_is_not_reopened(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "reopening")

    assert "Ce ticket n’est pas terminé." in said(client, ticket)


def test_an_action_typed_into_an_ended_session_is_there_after_login(world: World, client: Client) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    token = submission.new(world.claire).token
    away = act(client, ticket, "waiver", reason="Longue raison.", intent="waiver", submission_key=token)
    client.post(away["Location"], {"login": world.claire.email, "password": cast.PASSWORD})
    page = client.get(reverse("console:ticket", args=[ticket.number]))

    assert opened_panel(page)["reason"].value() == "Longue raison."
