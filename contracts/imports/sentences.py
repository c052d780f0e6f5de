"""What a report says, in the active language: why a line is refused and what to do, what is to be known."""

from __future__ import annotations

from collections.abc import Mapping

Facts = Mapping[str, str | int]


def refusal(code: str, facts: Facts) -> str:
    """Why something cannot be taken over, and what to do about it."""
    return f"{code} {dict(facts)}"


def warning(code: str, facts: Facts) -> str:
    """Something to know that keeps nothing from being applied."""
    return f"{code} {dict(facts)}"


def thing(subject: str, key: str) -> str:
    """One contract, line, device, product or organisation by name."""
    return f"{subject} {key}"
