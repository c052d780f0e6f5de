"""Noting a call through its page: what it says before it is saved, what becomes of it, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.decision import Reason
from cst.demo import cast
from tests.tickets.console.reading import Answered, words
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets.drafting import submission
from tickets.models import Status, Ticket

As = Callable[[User], Client]


def address(name: str, route: str = "call_new") -> str:
    return reverse(f"console:{route}", args=[cast.organisation(name).pk])


def call(world: World, **changes: Any) -> dict[str, Any]:
    """The form as Claire sends it after a call of Sophie's at 11:50 about the Premium FortiGate."""
    caller = changes.pop("caller", world.sophie)
    return {
        "submission_key": submission.new(world.claire).token,
        "caller": getattr(caller, "pk", caller),
        "called_at": "2026-10-13T11:50",
        "kind": "incident",
        "serial": FORTIGATE,
        "severity": "1",
        "subject": "Plus de VPN",
        "body": "Tout le site est coupé.",
        "then": "waiting_customer",
        "intent": "open",
        **changes,
    }


def send(world: World, client: Client, name: str = cast.CLINIQUE, **changes: Any) -> Answered:
    return client.post(address(name), call(world, **changes))


def asked_again(response: Answered) -> dict[str, Any]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def test_what_led_here_is_filled_in(world: World, as_: As) -> None:
    query = {"personne": str(world.sophie.pk), "serial": FORTIGATE}
    form = as_(world.claire).get(address(cast.CLINIQUE), query).context["form"]

    assert str(form["caller"].value()) == str(world.sophie.pk)
    assert form["serial"].value() == FORTIGATE
    assert 'value="2026-10-13T12:07"' in str(form["called_at"])


def test_the_page_says_what_to_tell_the_caller(world: World, as_: As) -> None:
    page = words(as_(world.claire).get(address(cast.MENUISERIE), {"serial": STORMSHIELD}))

    assert "Par votre revendeur" in page
    assert "Transmettre à Réseau Plus" in page


def test_typing_a_serial_answers_with_verdict_and_promise(world: World, as_: As) -> None:  # CH-V.2
    typed = {"serial": FORTIGATE, "kind": "incident", "severity": "1", "called_at": "2026-10-13T11:07"}

    page = words(as_(world.claire).post(address(cast.CLINIQUE, "call_coverage"), typed))

    assert "Couvert" in page and "téléphone autorisé" in page
    assert "14h37" in page


def test_the_buttons_come_only_when_they_say_something_else(world: World, as_: As) -> None:
    client, url = as_(world.claire), address(cast.CLINIQUE, "call_coverage")
    same = client.post(url, {"serial": FORTIGATE, "button": "open"})
    other = client.post(url, {"serial": "FG60E-OLD-0001", "button": "open"})

    assert "call-submit" not in same.content.decode()
    assert "Ouvrir à titre exceptionnel" in words(other)


def test_a_noted_call_leads_to_its_ticket_and_its_deadline(world: World, as_: As) -> None:
    client = as_(world.claire)
    response = send(world, client)
    ticket = Ticket.objects.get()

    assert response["Location"] == reverse("console:ticket", args=[ticket.number])
    assert f"Appel noté : {ticket.number}, première réponse avant" in words(client.get(response["Location"]))


def test_an_answered_call_is_answered(world: World, as_: As) -> None:  # CH-V.2
    client = as_(world.claire)
    response = send(world, client, answered="on", answer="Basculez sur le secours.", then="open")
    ticket = Ticket.objects.get()

    assert (ticket.first_response_at, ticket.status) == (ticket.received_at, Status.OPEN)
    assert "Appel noté et répondu" in words(client.get(response["Location"]))


def test_somebody_else_is_written_to_at_the_address_they_give(world: World, as_: As) -> None:
    new = {"contact_name": "Karim Benali", "contact_email": "karim@clinique-lilas.example"}
    send(world, as_(world.claire), caller="autre", **new)

    assert Ticket.objects.get().requester_address == "karim@clinique-lilas.example"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"caller": ""}, "caller"),
        ({"caller": "autre", "contact_email": "a@b.example"}, "contact_name"),
        ({"caller": "autre", "contact_name": "Karim"}, "contact_email"),
        ({"caller": "autre", "contact_name": "Karim", "contact_email": "pas une adresse"}, "contact_email"),
        (
            {"caller": "autre", "contact_name": "J", "contact_email": "jean.petit@reseau-plus.example"},
            "contact_email",
        ),
        ({"called_at": "2026-10-13T12:30"}, "called_at"),
        ({"called_at": "2026-10-01T12:30"}, "called_at"),
        ({"called_at": "hier"}, "called_at"),
        ({"severity": ""}, "severity"),
        ({"body": " "}, "body"),
        ({"answered": "True", "answer": ""}, "answer"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    world: World, as_: As, changes: dict[str, str], field: str
) -> None:
    typed = {"subject": "Un objet", "waiver": "Une raison", **changes}
    response = send(world, as_(world.claire), **typed)

    assert list(asked_again(response)) == [field]
    assert not Ticket.objects.exists()
    for name, value in typed.items():
        assert str(response.context["form"][name].value()) == value


def test_somebody_of_another_organisation_is_no_choice(world: World, as_: As) -> None:
    assert list(asked_again(send(world, as_(world.claire), caller=world.jean))) == ["caller"]


def test_what_the_charter_does_not_open_is_not_opened_by_surprise(world: World, as_: As) -> None:
    response = send(world, as_(world.claire), cast.LYCEE, caller=world.anne, serial=EXPIRED_AP)

    assert "lisez d’abord" in asked_again(response)["__all__"][0]


def test_a_waiver_needs_its_reason(world: World, as_: As) -> None:
    client = as_(world.claire)
    refused = {"caller": world.anne, "serial": EXPIRED_AP, "intent": "waive"}
    assert list(asked_again(send(world, client, cast.LYCEE, **refused))) == ["waiver"]

    send(world, client, cast.LYCEE, **refused, waiver="Bon de commande reçu.")
    ticket = Ticket.objects.get()

    assert (ticket.waived, ticket.verdict.reason) == (True, Reason.CONTRACT_EXPIRED)


def test_a_call_kept_as_it_is_says_so(world: World, as_: As) -> None:
    client = as_(world.claire)
    response = send(world, client, cast.LYCEE, caller=world.anne, serial=EXPIRED_AP, intent="keep")

    assert Ticket.objects.get().status == Status.REFUSED
    assert "expliqué par mail" in words(client.get(response["Location"]))


def test_a_call_handed_to_the_reseller_says_to_whom(world: World, as_: As) -> None:  # CH-II.2
    client = as_(world.claire)
    response = send(world, client, cast.MENUISERIE, caller=world.paul, serial=STORMSHIELD, intent="keep")

    assert "est transmis à Réseau Plus" in words(client.get(response["Location"]))


def test_what_is_not_open_takes_no_answer(world: World, as_: As) -> None:
    refused = {
        "caller": world.anne,
        "serial": EXPIRED_AP,
        "intent": "keep",
        "answered": "on",
        "answer": "Non.",
    }

    assert list(asked_again(send(world, as_(world.claire), cast.LYCEE, **refused))) == ["answer"]


def test_a_second_sending_makes_nothing_twice(world: World, as_: As) -> None:
    client, data = as_(world.claire), call(world)
    first, second = (client.post(address(cast.CLINIQUE), data) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_words_sent_after_the_session_ended_are_there_after_login(world: World, client: Client) -> None:
    url = address(cast.CLINIQUE)
    client.post(url, call(world, subject="Plus rien ne passe"))
    client.force_login(world.claire)

    form = client.get(url).context["form"]

    assert form["subject"].value() == "Plus rien ne passe"
    assert form["called_at"].value() == "2026-10-13T11:50"


def test_assistance_is_asked_without_an_impact(world: World, as_: As) -> None:  # CH-PS
    send(world, as_(world.claire), cast.RESEAU_PLUS, caller=world.jean, kind="assistance", severity="")
    ticket = Ticket.objects.get()

    assert (ticket.kind, ticket.severity, ticket.verdict.is_accepted) == ("assistance", None, True)


def test_a_call_of_last_week_is_judged_on_its_day(world: World, as_: As) -> None:  # CH-0
    day = TUESDAY - timedelta(days=5)
    send(world, as_(world.claire), called_at=f"{day:%Y-%m-%dT%H:%M}")

    assert Ticket.objects.get().verdict.day == day.date()


def test_without_a_subject_what_was_said_makes_one(world: World, as_: As) -> None:
    send(
        world,
        as_(world.claire),
        subject="",
        body="Plus rien ne passe\ndepuis ce matin. " + "Vraiment rien. " * 9,
    )

    subject = Ticket.objects.get().subject
    assert subject.startswith("Plus rien ne passe depuis ce matin.")
    assert len(subject) <= 80


def test_the_only_person_and_the_only_device_are_filled_in(world: World, as_: As) -> None:
    form = as_(world.claire).get(address(cast.MENUISERIE)).context["form"]

    assert str(form["caller"].value()) == str(world.paul.pk)
    assert form["serial"].value() == STORMSHIELD
