"""What changes a ticket by program, for whoever sees it; who may what is the verb's to say (tickets/permissions.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from api.etags import require_match
from api.resources import Resource
from tickets.actions.writing import lock
from tickets.api.access import ticket_named
from tickets.api.showing import tag_of
from tickets.models import Ticket


class TicketResource(Resource):
    """An address under a ticket in sight of whoever asks."""

    def ticket(self, number: str) -> Ticket:
        """The ticket that the address names. Raises Http404."""
        return ticket_named(self.person, number)

    @contextmanager
    def deciding(self, number: str) -> Iterator[Ticket]:
        """The same, fresh and locked until the end of the block, and as If-Match says that it stands.

        Raises etags.Changed too.
        """
        found = self.ticket(number)
        with transaction.atomic():
            locked = lock(found)
            require_match(self.request, tag_of(locked))
            yield locked
