"""The coverage verdict by program: POST /api/v1/coverage/."""

from __future__ import annotations

from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, World
from tickets.models import Ticket


def test_a_covered_product_is_promised_an_answer(world: World, as_: As) -> None:
    answer = send(as_(world.jean), "coverage/", serial=FORTIGATE.lower(), severity=1)

    assert answer.status_code == 200
    assert answer.json() == {
        "outcome": "accepted",
        "reason": "covered",
        "title": "Couvert",
        "text": "FortiGate 100F n°\u00a0FG100F-PREM-0001, Premium jusqu’au 15/02/2028, portail autorisé "
        "(charte II, III).",
        "rules": ["CH-II.1", "CH-III.1"],
        "level": "premium",
        "contract": "EX-2024-0117",
        "ends_on": "2028-02-15",
        "intent": "open",
        "next_step": {
            "code": "open",
            "text": "Ouvrir la demande",
            "url": "http://localhost:8000/portail/incidents/nouveau/?serial=FG100F-PREM-0001&kind=incident",
        },
        "promise": {
            "due_at": "2026-10-13T15:37:00+02:00",
            "text": "15h37 = reçu 12h07, 0h23 jusqu’à 12h30, pause déjeuner, 1h37 à partir de 14h00 "
            "(sévérité 1, 2h ouvrées)",
        },
    }
    assert not Ticket.objects.exists()


def test_a_level_that_opens_by_mail_says_so(world: World, as_: As) -> None:  # CH-III.1
    found = send(as_(world.jean), "coverage/", serial=STORMSHIELD, severity=2).json()

    assert (found["outcome"], found["reason"], found["intent"]) == (
        "redirected",
        "channel_not_included",
        "mail",
    )
    assert found["next_step"]["url"].startswith("mailto:support@exer.fr")
    assert (found["level"], found["promise"]) == (None, None)


def test_by_mail_the_same_product_is_covered(world: World, as_: As) -> None:
    found = send(as_(world.jean), "coverage/", serial=STORMSHIELD, severity=2, channel="mail").json()

    assert (found["outcome"], found["intent"]) == ("accepted", None)
    assert found["promise"] == {"due_at": None, "text": "Traité dans l’ordre d’arrivée"}


def test_an_expired_contract_is_refused_with_its_end(world: World, as_: As) -> None:
    found = send(as_(world.marc), "coverage/", serial=EXPIRED_AP, severity=1).json()

    assert (found["outcome"], found["reason"], found["intent"]) == ("refused", "contract_expired", "examine")


def test_another_s_product_is_unknown(world: World, as_: As) -> None:
    found = send(as_(world.jean), "coverage/", serial=EXPIRED_AP).json()

    assert (found["outcome"], found["reason"], found["contract"]) == ("to_check", "product_unknown", None)


def test_whoever_only_reads_may_ask(world: World) -> None:
    answer = send(program(world.jean, "read"), "coverage/", serial=FORTIGATE)

    assert (answer.status_code, answer.json()["promise"]) == (200, None)


def test_another_s_name_is_no_question(world: World, as_: As) -> None:
    answer = send(as_(world.jean), "coverage/", serial=EXPIRED_AP, organisation=world.marc.organisation_id)

    assert refused_fields(answer) == {"organisation": "unknown_field"}


def test_the_centre_asks_on_its_own_pages(world: World, as_: As) -> None:
    assert send(as_(world.claire), "coverage/", serial=FORTIGATE).status_code == 403
