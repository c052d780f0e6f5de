"""The history is append-only, in the database itself."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from tests.world import World
from tickets.models import Event


def test_an_event_is_never_changed(world: World) -> None:
    world.ticket()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Event.objects.update(kind="closed")


def test_an_event_is_never_deleted(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ticket.events.all()._raw_delete(using="default")
