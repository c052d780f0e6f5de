"""Who follows a ticket by program: told, taken off the list."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import Strict
from api.schema import operation
from tickets.actions.following import colleagues, follow, unfollow
from tickets.api import examples
from tickets.api.changing import TicketResource
from tickets.models import Ticket


class FollowerShown(serializers.Serializer[Any]):
    """Somebody who is told of the ticket; `may_remove`: by whoever reads this."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    may_remove = serializers.BooleanField()


class FollowersShown(serializers.Serializer[Any]):
    """All of them, in the order of time."""

    results = FollowerShown(many=True)


class FollowerAdding(Strict):
    """A colleague of one's own organisation, by id; oneself when nobody is named."""

    person = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class Followers(TicketResource):
    """Who follows, of those whom the page of the ticket names to the same reader."""

    @operation(
        _("Voir qui suit un ticket"),
        tag="tickets",
        answers=FollowersShown,
        answered={"results": [examples.FOLLOWER]},
        operation_id="followers_list",
    )
    def get(self, request: Request, number: str) -> Response:
        """All of them: whom customers tell, and to the centre its own people too."""
        ticket = self.ticket(number)
        return Response(FollowersShown({"results": _told(ticket, self.person)}).data)

    @operation(
        _("Suivre un ticket, ou prévenir un collègue"),
        tag="tickets",
        sends=FollowerAdding,
        answers=FollowersShown,
        status=201,
        sent={"person": 2},
        answered={"results": [examples.FOLLOWER]},
        operation_id="followers_add",
    )
    def post(self, request: Request, number: str) -> Response:
        """Who follows now; twice changes nothing."""
        ticket = self.ticket(number)
        person = _colleague(self.person, self.sent(FollowerAdding).get("person", self.person.pk))
        follow(ticket, person, actor=self.person, at=timezone.now())
        return Response(FollowersShown({"results": _told(ticket, self.person)}).data, status=201)


class FollowerAddress(TicketResource):
    """One who follows."""

    @operation(_("Ne plus prévenir quelqu’un"), tag="tickets", status=204, operation_id="followers_remove")
    def delete(self, request: Request, number: str, pk: int) -> Response:
        """Oneself, or whom one added."""
        ticket = self.ticket(number)
        if not any(row["id"] == pk for row in _told(ticket, self.person)):
            return Response(status=204)
        unfollow(ticket, get_object_or_404(User, pk=pk), actor=self.person, at=timezone.now())
        return Response(status=204)


def _told(ticket: Ticket, reader: User) -> list[dict[str, Any]]:
    """Whom the pages name: engineers who follow are the centre's own business, and whoever left is told nothing."""
    rows = (
        ticket.followers.filter(person__is_active=True).select_related("person__organisation").order_by("pk")
    )
    if not reader.is_engineer:
        rows = rows.filter(person__role__in=User.CUSTOMER_ROLES)
    return [
        {
            "id": row.person_id,
            "name": row.person.full_name,
            "organisation": str(row.person.organisation or ""),
            "may_remove": reader.pk in {row.person_id, row.added_by_id}
            or (reader.is_engineer and row.person.is_engineer),
        }
        for row in rows
    ]


def _colleague(actor: User, pk: int) -> User:
    """The person of the actor's own organisation with this id. Raises ValidationError for any other."""
    found = colleagues(actor).filter(pk=pk).first()
    if found is None:
        sentence = gettext("Choisissez une personne de votre organisation.")
        raise serializers.ValidationError({"person": [ErrorDetail(sentence, "unknown_person")]})
    return found
