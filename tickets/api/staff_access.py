"""The centre's work by program: for engineers and leads, as the console is (tickets/console/access.py).

Out of sight is 404; whoever sees the ticket but is not of the centre is told so, 403.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

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
    def deciding(self, number: str, *, beside: Ticket | None = None) -> Iterator[Ticket]:
        """The same, to decide on (`deciding` below). Raises etags.Changed too."""
        with deciding(self.request, self.ticket(number), beside=beside) as locked:
            yield locked


@contextmanager
def deciding(request: Request, ticket: Ticket, *, beside: Ticket | None = None) -> Iterator[Ticket]:
    """`ticket` fresh and locked until the end of the block, and as If-Match says that it stands, or etags.Changed.

    What is decided inside is decided on what the program has seen. `beside` is locked with it, both in the order of
    their keys, as whoever needs two does (tickets/actions/merging.py).
    """
    with transaction.atomic():
        keys = {ticket.pk, beside.pk if beside is not None else ticket.pk}
        locked = {pk: lock(Ticket(pk=pk)) for pk in sorted(keys)}[ticket.pk]
        require_match(request, tag_of(locked))
        yield locked


def checked(form: Form) -> dict[str, Any]:
    """What the form of the page makes of what was sent. Raises ValidationError, field by field, in the page's words."""
    if form.is_valid():
        return form.cleaned_data
    raise serializers.ValidationError(
        {
            "non_field_errors" if name == "__all__" else name: [
                ErrorDetail(str(error["message"]), error["code"] or "invalid") for error in errors
            ]
            for name, errors in form.errors.get_json_data().items()
        }
    )
