"""Who a program acts for: what it asks first, and when a token is about to expire."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation, User
from api import tokens
from api.fields import InstantField
from api.models import ApiToken, Scope
from api.resources import Resource
from api.schema import operation


class MyOrganisation(serializers.Serializer[Any]):
    """Whom the account acts for."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Organisation.Kind.choices)


class MyToken(serializers.Serializer[Any]):
    """The token that asks."""

    name = serializers.CharField()
    expires_at = InstantField(source="expiry")


class Account(serializers.Serializer[Any]):
    """The account that a token or a session acts for."""

    name = serializers.CharField(source="full_name")
    organisation = MyOrganisation(allow_null=True)
    role = serializers.ChoiceField(choices=User.Role.choices, allow_blank=True)
    language = serializers.ChoiceField(choices=User._meta.get_field("language").choices or ())
    time_zone = serializers.CharField()
    is_program = serializers.BooleanField(help_text=_("Le compte d’un programme, et de personne"))


class Me(Account):
    """The same, and what may be done."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices),
        help_text=_("Ce que le jeton permet\u202f; d’une session, ce qu’un jeton pourrait permettre"),
    )
    token = MyToken(allow_null=True, help_text=_("null pour une session"))


class Myself(Resource):
    """The account that asks; any token may."""

    reads = None

    @operation(
        _("Pour qui l’on agit"),
        tag="me",
        operation_id="me",
        answers=Me,
        answered={
            "name": "ERP (programme)",
            "organisation": {"id": 12, "name": "Réseau Plus", "kind": "reseller"},
            "role": "member",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "is_program": True,
            "scopes": ["read", "open"],
            "token": {"name": "ERP", "expires_at": "2027-01-11T11:07:00+01:00"},
        },
    )
    def get(self, request: Request) -> Response:
        """Name, organisation, role, language; what the token permits and until when."""
        token = request.auth if isinstance(request.auth, ApiToken) else None
        scopes = token.scopes if token is not None else tokens.scopes_of(self.person)
        return Response(
            {**Account(self.person).data, "scopes": scopes, "token": MyToken(token).data if token else None}
        )
