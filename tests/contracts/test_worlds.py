"""The verdict against the charter restated (charter_restated.py): a thousand random worlds, six questions each."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from contracts import coverage
from contracts.decision import Reason
from tests.contracts.charter_restated import Answer, answer
from tests.contracts.worlds import Asked, RandomWorld, Rows, stored, worlds

# The same worlds on every machine and every day: what fails here fails for whoever runs it next.
THOUSAND = settings(
    max_examples=1000,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def given_answer(rows: Rows, asked: Asked) -> Answer:
    verdict = coverage.verdict(
        rows.requester(asked),
        asked.typed,
        asked.question.channel,
        asked.question.kind,
        asked.at,
        escalated=asked.question.escalated,
    )
    return Answer(
        str(verdict.outcome),
        str(verdict.reason),
        verdict.contract.number if verdict.contract else None,
        verdict.level,
        verdict.provisional_level,
    )


@pytest.mark.django_db
def test_in_a_thousand_worlds_the_verdict_is_what_the_charter_says() -> None:
    met: Counter[str] = Counter()

    @THOUSAND
    @given(worlds())
    def each(drawn: RandomWorld) -> None:
        with stored(drawn) as rows:
            cases = [
                (asked, given_answer(rows, asked), answer(list(drawn.lines), asked.question))
                for asked in drawn.asked
            ]
        met.update(said.reason for _asked, _given, said in cases)

        wrong = [case for case in cases if case[1] != case[2]]
        assert not wrong, f"asked, given, said by the charter: {wrong[0]}"

    each()

    # The worlds are worth their time: none of the answers is a rarity in them.
    assert min(met[reason] for reason in Reason) >= 50, met
