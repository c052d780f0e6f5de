from __future__ import annotations

import json

import pytest

from contracts import coverage, frozen
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World


@pytest.mark.parametrize("serial", [FORTIGATE, EXPIRED_AP, "", "NO-SUCH-SERIAL"])
def test_a_verdict_survives_json(world: World, serial: str) -> None:
    verdict = coverage.verdict(world.marc, serial, "web", "incident", TUESDAY)

    assert frozen.thaw(json.loads(json.dumps(frozen.freeze(verdict)))) == verdict
