"""Whom a ticket can be given to, by program."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import listing
from api.listing import PageQuery, paged
from api.schema import operation
from tickets.api import staff_examples
from tickets.api.staff_access import StaffResource
from tickets.console.handling_form import engineers


class EngineerNamed(serializers.Serializer[Any]):
    """Somebody of the centre, in short."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="full_name")


class EngineerShown(EngineerNamed):
    """Somebody of the centre who works on tickets."""

    role = serializers.ChoiceField([User.Role.ENGINEER.value, User.Role.LEAD.value])


class Engineers(StaffResource):
    """The engineers and leads of the centre."""

    @operation(
        _("À qui un ticket peut être affecté"),
        tag="centre",
        operation_id="engineers_list",
        asks=PageQuery,
        answers=paged(EngineerShown),
        answered={"next": None, "previous": None, "results": [staff_examples.ENGINEER]},
    )
    def get(self, request: Request) -> Response:
        """One page of them, by their ids."""
        self.require_engineer()
        self.asked(PageQuery)
        return listing.page(request, engineers(), ("id",), EngineerShown)
