"""The verdict card of the portal's pages: what the page itself offers or says is not said a second time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from contracts.sentences import VerdictText


def card(text: VerdictText, *, without_steps: Collection[str]) -> VerdictText:
    """`text` without its next step when its code is one of `without_steps`, and without articles said already."""
    step, rules = text.next_step, text.rules_text
    return replace(
        text,
        next_step=None if step is not None and step.code in without_steps else step,
        rules_text="" if rules and rules in text.text else rules,
    )
