"""Who of an organisation is told of what concerns it as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User


def managers_or_all(people: Iterable[User]) -> list[User]:
    """The managers among `people`; where there is none, all of them: somebody is told."""
    everybody = list(people)
    return [person for person in everybody if person.role == User.Role.MANAGER] or everybody
