"""What is asked for beside "what happens", by family, and the one text that it becomes (CH-III.2)."""

from __future__ import annotations

import pytest
from django.utils import translation

from contracts import coverage
from contracts.models import Channel, Product
from tests.world import FORTIGATE, SWITCH, World
from tickets import guidance


def test_what_happens_alone_stays_as_it_was_written() -> None:
    assert (
        guidance.composed({"description": " Le tunnel tombe. ", "since": " ", "tried": None})
        == "Le tunnel tombe."
    )


def test_the_answers_are_introduced_in_their_order() -> None:
    told = {"description": "Le tunnel tombe.", "tried": "Redémarré.", "since": "Ce matin."}

    assert guidance.composed(told) == (
        "Le tunnel tombe.\n\nDepuis quand\u00a0: Ce matin.\n\nCe qui a été essayé\u00a0: Redémarré."
    )


def test_they_are_introduced_in_the_language_of_who_writes() -> None:
    with translation.override("en"):
        assert (
            guidance.composed({"description": "It drops.", "since": "Monday"})
            == "It drops.\n\nSince when: Monday"
        )


def _examples(world: World, serial: str) -> guidance.Guidance:
    verdict = coverage.verdict(world.jean, serial, Channel.WEB, "incident", world.at)
    return guidance.of_verdict(verdict, is_assistance=False)


def test_a_firewall_and_no_product_have_other_examples(world: World) -> None:
    assert "Tunnel" in str(_examples(world, FORTIGATE).description)
    assert "Tunnel" not in str(_examples(world, "").description)


def test_a_family_that_was_set_by_hand_holds(world: World) -> None:
    Product.objects.filter(name="FortiGate 100F").update(family="switch")

    assert "VLAN" in str(_examples(world, FORTIGATE).description)


@pytest.mark.parametrize("serial", ["", FORTIGATE, SWITCH])
def test_assistance_asks_what_is_wanted(world: World, serial: str) -> None:
    verdict = coverage.verdict(world.marc, serial, Channel.WEB, "assistance", world.at)

    assert "installer" in str(guidance.of_verdict(verdict, is_assistance=True).description)
