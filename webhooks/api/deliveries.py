"""What was sent to a webhook by program: the log, one delivery, a try, and what is sent again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import Empty, InstantField, Strict
from api.listing import PageQuery, page, paged
from api.resources import Resource
from api.schema import operation
from webhooks import changing
from webhooks.api import access, examples
from webhooks.api.shapes import DeliveryShown, DeliveryWhole
from webhooks.delivering import KEPT_FOR
from webhooks.models import Delivery

ORDER = ("-created_at", "-id")


class DeliveriesQuery(PageQuery):
    """Filters of the log."""

    status = serializers.ChoiceField(choices=Delivery.Status.choices, required=False)


class ReplayWish(Strict):
    """What is sent again: what failed of what happened from then on, a month back at most."""

    since = InstantField()


class ReplayShown(serializers.Serializer[Any]):
    """How many deliveries are on their way again."""

    replayed = serializers.IntegerField()


class WebhookDeliveries(Resource):
    """The log of a webhook."""

    @operation(
        _("Lister les livraisons d’un webhook"),
        tag="webhooks",
        asks=DeliveriesQuery,
        answers=paged(DeliveryShown),
        answered=examples.page(examples.DELIVERY),
        operation_id="webhook_deliveries_list",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The newest first."""
        row, asked = access.named(self.person, pk), self.asked(DeliveriesQuery)
        found = row.deliveries.select_related("message")
        if wanted := asked.get("status"):
            found = found.filter(status=wanted)
        return page(request, found, ORDER, DeliveryShown)


class WebhookDelivery(Resource):
    """One delivery."""

    @operation(
        _("Lire une livraison, avec chaque essai"),
        tag="webhooks",
        answers=DeliveryWhole,
        answered=examples.WHOLE,
        operation_id="webhook_delivery_read",
    )
    def get(self, request: Request, pk: UUID, number: int) -> Response:
        """The very text that was sent, and what came back each time."""
        return Response(DeliveryWhole(_named(self.person, pk, number)).data)


class WebhookDeliveryReplay(Resource):
    """One delivery, again."""

    @operation(
        _("Renvoyer une livraison"),
        tag="webhooks",
        sends=Empty,
        answers=DeliveryShown,
        status=202,
        sent={},
        answered=examples.WAITING,
        operation_id="webhook_delivery_replay",
    )
    def post(self, request: Request, pk: UUID, number: int) -> Response:
        """Under the same webhook-id: a receiver that has it already knows it."""
        found = _named(self.person, pk, number)
        self.sent(Empty)
        changing.replay(found, by=self.person, at=timezone.now())
        return Response(DeliveryShown(_named(self.person, pk, number)).data, status=status.HTTP_202_ACCEPTED)


class WebhookReplay(Resource):
    """All that failed, again."""

    @operation(
        _("Renvoyer ce qui a échoué"),
        tag="webhooks",
        sends=ReplayWish,
        answers=ReplayShown,
        status=202,
        sent={"since": "2026-10-13T09:00:00+02:00"},
        answered={"replayed": 3},
        operation_id="webhook_replay",
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What failed of what happened since."""
        row, now = access.named(self.person, pk), timezone.now()
        since = max(self.sent(ReplayWish)["since"], now - KEPT_FOR)
        count = changing.replay_failed(row, since=since, by=self.person, at=now)
        return Response({"replayed": count}, status=status.HTTP_202_ACCEPTED)


class WebhookTest(Resource):
    """A try."""

    @operation(
        _("Envoyer un essai à un webhook"),
        tag="webhooks",
        sends=Empty,
        answers=DeliveryShown,
        status=202,
        sent={},
        answered={**examples.WAITING, "event": "webhook.test", "ticket": ""},
        operation_id="webhook_test",
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """A message that tells of nothing; what came back is in its delivery."""
        row = access.named(self.person, pk)
        self.sent(Empty)
        sent = changing.send_test(row, at=timezone.now())
        return Response(DeliveryShown(sent).data, status=status.HTTP_202_ACCEPTED)


def _named(person: User, pk: UUID, number: int) -> Delivery:
    rows = access.named(person, pk).deliveries.select_related("message", "subscription")
    return get_object_or_404(rows, pk=number)
