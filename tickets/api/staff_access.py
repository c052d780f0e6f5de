"""The centre's work by program: for engineers and leads, as the console is (tickets/console/access.py).

Out of sight is 404; whoever sees the ticket but is not of the centre is told so, 403.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from api.etags import require_match
from api.models import Scope
from api.resources import Resource
from tickets.actions.writing import lock
from tickets.api.access import ticket_named
from tickets.api.showing import tag_of
from tickets.models import Ticket


class StaffResource(Resource):
    """An address that is the centre's, reading included."""

    reads = writes = Scope.STAFF

    def require_engineer(self) -> User:
        """Who asks, if they are of those who work on tickets. Raises PermissionDenied."""
        if not self.person.is_engineer:
            raise PermissionDenied
        return self.person

    def ticket(self, number: str) -> Ticket:
        """The ticket that the address names. Raises Http404, PermissionDenied."""
        found = ticket_named(self.person, number)
        self.require_engineer()
        return found

    @contextmanager
    def deciding(self, number: str) -> Iterator[Ticket]:
        """The same, fresh and locked until the end of the block, and as If-Match says that it stands.

        What is decided inside is decided on what the program has seen. Raises etags.Changed too.
        """
        found = self.ticket(number)
        with transaction.atomic():
            locked = lock(found)
            require_match(self.request, tag_of(locked))
            yield locked
