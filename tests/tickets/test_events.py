"""The history is append-only, in the database itself."""

from __future__ import annotations

import pytest
from django.db import InternalError, transaction

from tests.world import World
from tickets.models import Event


def test_an_event_is_never_changed(world: World) -> None:
    world.ticket()
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        Event.objects.update(kind="closed")


def test_an_event_is_never_deleted(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        ticket.events.all()._raw_delete(using="default")
