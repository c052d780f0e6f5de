"""What somebody reads, in their language and time zone: whoever writes it may have others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from accounts.models import User


@contextmanager
def as_read_by(person: User) -> Iterator[None]:
    """Within, sentences are in the language of `person` and instants in their zone."""
    with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
        yield
