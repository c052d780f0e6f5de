"""The coverage table of the demo world, row by row."""

from __future__ import annotations

import pytest

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

JEAN, LEA, MARC = (
    "jean.petit@reseau-plus.example",
    "lea.noel@reseau-plus.example",
    "marc.blanc@alpes-securite.example",
)
SOPHIE, PAUL = "sophie.bernard@clinique-lilas.example", "paul.dubois@menuiserie-dubois.example"
ANNE = "anne.girard@lycee-cimes.example"
STRANGER = "inconnu@ailleurs.example"

ROWS = [
    # CH-II.1, CH-II.2, CH-III.1: Premium opens every channel to the reseller and to the end customer
    *[
        (who, FORTIGATE, channel, "incident", "accepted", "covered")
        for who in (JEAN, SOPHIE)
        for channel in ("web", "mail", "phone")
    ],
    # CH-III.1: vendor maintenance is by mail
    (JEAN, STORMSHIELD, "mail", "incident", "accepted", "covered"),
    (LEA, STORMSHIELD, "mail", "incident", "accepted", "covered"),
    (JEAN, STORMSHIELD, "web", "incident", "redirected", "channel_not_included"),
    (JEAN, STORMSHIELD, "phone", "incident", "redirected", "channel_not_included"),
    # CH-II.2: without Premium the reseller assures the first level
    *[
        (PAUL, STORMSHIELD, channel, "incident", "redirected", "contact_your_reseller")
        for channel in ("web", "mail", "phone")
    ],
    # CH-0
    (MARC, EXPIRED_AP, "web", "incident", "refused", "contract_expired"),
    (ANNE, EXPIRED_AP, "web", "incident", "refused", "contract_expired"),
    # CH-IV.1
    (JEAN, OUT_OF_CATALOGUE, "mail", "incident", "refused", "product_not_in_catalogue"),
    (JEAN, OLD_VERSION, "web", "incident", "refused", "version_not_supported"),
    # nobody learns what others own
    (MARC, FORTIGATE, "web", "incident", "to_check", "product_unknown"),
    (MARC, "NO-SUCH-SERIAL", "web", "incident", "to_check", "product_unknown"),
    (SOPHIE, STORMSHIELD, "web", "incident", "to_check", "product_unknown"),
    (STRANGER, FORTIGATE, "mail", "incident", "to_check", "requester_unknown"),
    (STRANGER, "", "mail", "incident", "to_check", "requester_unknown"),
    (JEAN, "", "mail", "incident", "to_check", "product_to_identify"),
    # CH-PS
    (JEAN, "", "web", "assistance", "accepted", "covered"),
    (MARC, SWITCH, "web", "assistance", "redirected", "no_ps_credit"),
    # CH-III.3
    (SOPHIE, FORTIGATE, "web", "remote_session", "accepted", "covered"),
    (JEAN, STORMSHIELD, "mail", "remote_session", "refused", "remote_session_needs_premium"),
    (JEAN, STORMSHIELD, "web", "remote_session", "refused", "remote_session_needs_premium"),
]


@pytest.mark.parametrize(("who", "serial", "channel", "kind", "outcome", "reason"), ROWS)
def test_the_demo_world(
    world: World, who: str, serial: str, channel: str, kind: str, outcome: str, reason: str
) -> None:
    verdict = coverage.verdict(who, serial, channel, kind, TUESDAY)

    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_another_s_serial_and_a_serial_that_does_not_exist_get_the_same_words(world: World) -> None:
    from contracts import sentences

    foreign = sentences.say(coverage.verdict(MARC, FORTIGATE, "web", "incident", TUESDAY))
    missing = sentences.say(coverage.verdict(MARC, "FG100F-PREM-9999", "web", "incident", TUESDAY))

    assert foreign.text.replace(FORTIGATE, "…") == missing.text.replace("FG100F-PREM-9999", "…")
    assert (foreign.title, foreign.level_text, foreign.rules_text) == (
        missing.title,
        missing.level_text,
        missing.rules_text,
    )


def test_the_verdict_takes_three_queries_at_most(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for who, serial, channel, kind, *_rest in ROWS:
        with django_assert_max_num_queries(3):
            coverage.verdict(who, serial, channel, kind, TUESDAY)
