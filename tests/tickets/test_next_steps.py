"""The next step of a verdict is one click: a mail to write, or a page that its reader may open."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from contracts import coverage
from tests.world import (
    EXPIRED_AP,
    FORTIGATE,
    OLD_VERSION,
    OUT_OF_CATALOGUE,
    STORMSHIELD,
    SWITCH,
    TUESDAY,
    World,
)
from tickets import next_steps

SITE = "https://support.exer.example"
STEPS = [
    (
        "jean",
        FORTIGATE,
        "incident",
        "covered",
        f"/portail/incidents/nouveau/?serial={FORTIGATE}&kind=incident",
    ),
    ("jean", STORMSHIELD, "incident", "channel_not_included", "mailto:support@exer.fr"),
    (
        "paul",
        STORMSHIELD,
        "incident",
        "contact_your_reseller",
        f"/portail/incidents/nouveau/?serial={STORMSHIELD}",
    ),
    ("marc", SWITCH, "assistance", "no_ps_credit", "mailto:commercial@exer.fr"),
    ("sophie", FORTIGATE, "assistance", "no_ps_credit", "/portail/contrats/EX-2024-0117/"),
    ("marc", EXPIRED_AP, "incident", "contract_expired", "/portail/contrats/EX-2022-0088/"),
    ("anne", EXPIRED_AP, "incident", "contract_expired", "/portail/contrats/EX-2022-0088/"),
    ("jean", OUT_OF_CATALOGUE, "incident", "product_not_in_catalogue", "mailto:commercial@exer.fr"),
    ("jean", OLD_VERSION, "incident", "version_not_supported", f"/portail/produits/?q={OLD_VERSION}"),
    ("jean", STORMSHIELD, "remote_session", "remote_session_needs_premium", "mailto:commercial@exer.fr"),
    ("marc", FORTIGATE, "incident", "product_unknown", "/portail/produits/"),
    ("jean", "", "incident", "product_to_identify", "/portail/produits/"),
]


@pytest.mark.parametrize(("who", "serial", "kind", "reason", "address"), STEPS)
def test_each_reason_leads_somewhere_that_its_reader_may_open(
    world: World, who: str, serial: str, kind: str, reason: str, address: str
) -> None:
    person: User = getattr(world, who)
    verdict = coverage.verdict(person, serial, "web", kind, TUESDAY)
    step = next_steps.said(verdict).next_step
    client = Client()
    client.force_login(person)

    assert verdict.reason == reason
    assert step is not None
    assert step.url.startswith(address)
    assert step.url.startswith("mailto:") or client.get(step.url).status_code == 200


def test_a_contract_that_has_not_begun_is_read_meanwhile(world: World) -> None:
    verdict = coverage.verdict(world.jean, FORTIGATE, "web", "incident", TUESDAY.replace(year=2020))
    step = next_steps.said(verdict).next_step

    assert verdict.reason == "contract_not_started"
    assert step is not None
    assert step.url == "/portail/contrats/EX-2024-0117/"


def test_in_a_mail_the_address_names_the_site(world: World) -> None:
    step = next_steps.said(
        coverage.verdict(world.marc, EXPIRED_AP, "mail", "incident", TUESDAY), site=SITE
    ).next_step

    assert step is not None
    assert step.url == f"{SITE}/portail/contrats/EX-2022-0088/"


def test_who_has_no_account_has_no_page(world: World) -> None:
    step = next_steps.said(
        coverage.verdict("inconnu@ailleurs.example", "", "mail", "incident", TUESDAY)
    ).next_step

    assert step is not None
    assert step.url == ""
