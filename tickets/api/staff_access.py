"""The centre's work by program: for engineers and leads, as the console is (tickets/console/access.py).

Out of sight is 404; whoever sees the ticket but is not of the centre is told so, 403.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.models import User
from api.models import Scope
from tickets.api.changing import TicketResource
from tickets.models import Ticket


class StaffResource(TicketResource):
    """An address that is the centre's, reading included."""

    reads = writes = Scope.STAFF

    def require_engineer(self) -> User:
        """Who asks, if they are of those who work on tickets. Raises PermissionDenied."""
        if not self.person.is_engineer:
            raise PermissionDenied
        return self.person

    def ticket(self, number: str) -> Ticket:
        """The ticket that the address names. Raises Http404, PermissionDenied."""
        found = super().ticket(number)
        self.require_engineer()
        return found


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
