"""The webhooks of an organisation by program: listed, and added."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.listing import PageQuery, page, paged
from api.resources import Resource
from api.schema import operation
from webhooks import changing
from webhooks.api import access, examples
from webhooks.api.bodies import WebhookWish
from webhooks.api.shapes import WebhookShown
from webhooks.changing import Wish

ORDER = ("-created_at", "-id")


class Webhooks(Resource):
    """Those of the organisation of whoever asks."""

    @operation(
        _("Lister les webhooks"),
        tag="webhooks",
        asks=PageQuery,
        answers=paged(WebhookShown),
        answered=examples.page(examples.WEBHOOK),
        operation_id="webhooks_list",
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        self.asked(PageQuery)
        return page(request, access.in_sight(self.person), ORDER, WebhookShown)

    @operation(
        _("Créer un webhook"),
        tag="webhooks",
        sends=WebhookWish,
        answers=WebhookShown,
        status=201,
        sent=examples.WISH,
        answered=examples.WEBHOOK,
        operation_id="webhooks_create",
    )
    def post(self, request: Request) -> Response:
        """Without its secret, which is asked for apart: answers of a POST are kept for a day."""
        access.in_sight(self.person)
        wish = Wish(**self.sent(WebhookWish, person=self.person))
        row = changing.subscribe(wish, by=self.person, at=timezone.now())
        address = request.build_absolute_uri(reverse("api:webhook", args=[row.pk]))
        return Response(WebhookShown(row).data, status=status.HTTP_201_CREATED, headers={"Location": address})
