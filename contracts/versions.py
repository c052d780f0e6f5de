"""Comparing firmware versions: "7.4.10" is newer than "7.4.9", "EXOS 32.1" newer than "31.7.2"."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"\d+")


def is_older(installed: str, oldest_supported: str) -> bool:
    """True when `installed` is under `oldest_supported`; an unknown version (empty) is given the benefit of doubt."""
    installed_numbers, supported_numbers = _numbers(installed), _numbers(oldest_supported)
    if not installed_numbers or not supported_numbers:
        return False
    length = max(len(installed_numbers), len(supported_numbers))
    return _padded(installed_numbers, length) < _padded(supported_numbers, length)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(version)]


def _padded(numbers: list[int], length: int) -> list[int]:
    return numbers + [0] * (length - len(numbers))
