"""One webhook by program: read, changed, paused, removed, and its secret."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api import etags
from api.fields import Empty
from api.resources import Resource
from api.schema import operation
from webhooks import changing, pausing
from webhooks.api import access, examples
from webhooks.api.bodies import WebhookChange
from webhooks.api.shapes import SecretShown, WebhookShown
from webhooks.changing import Wish
from webhooks.models import Subscription


class Webhook(Resource):
    """A subscription of the organisation of whoever asks."""

    @operation(
        _("Lire un webhook"),
        tag="webhooks",
        answers=WebhookShown,
        answered=examples.WEBHOOK,
        operation_id="webhook_read",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """With the tag of what people change."""
        return _shown(access.named(self.person, pk))

    @operation(
        _("Modifier un webhook, le mettre en pause ou reprendre"),
        tag="webhooks",
        sends=WebhookChange,
        answers=WebhookShown,
        is_guarded=True,
        sent={"events": ["ticket.opened"], "paused": False},
        answered={**examples.WEBHOOK, "events": ["ticket.opened"]},
        operation_id="webhook_change",
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """What is not named stays."""
        row = access.named(self.person, pk)
        said = self.sent(WebhookChange, person=self.person, known_url=row.url)
        with transaction.atomic():
            locked = changing.lock(row)
            etags.require_match(request, _tag(locked))
            return _shown(self._changed(locked, said))

    @operation(_("Supprimer un webhook"), tag="webhooks", status=204, operation_id="webhook_remove")
    def delete(self, request: Request, pk: UUID) -> Response:
        """With its log."""
        changing.remove(access.named(self.person, pk), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _changed(self, row: Subscription, said: dict[str, Any]) -> Subscription:
        is_paused = said.pop("paused", None)
        if said:
            known = {"name": row.name, "url": row.url, "events": row.events}
            row = changing.keep(row, Wish(**{**known, **said}), by=self.person, at=timezone.now())
        if is_paused is True:
            row = pausing.pause(row, Subscription.Pause.BY_HAND, at=timezone.now(), by=self.person)
        elif is_paused is False:
            row = pausing.resume(row, by=self.person)
        return row


class WebhookSecret(Resource):
    """The secret of a subscription: made anew each time that it is asked for."""

    @operation(
        _("Changer le secret d’un webhook"),
        tag="webhooks",
        sends=Empty,
        answers=SecretShown,
        sent={},
        answered=examples.SECRET,
        operation_id="webhook_secret_change",
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """A new secret, told this once; the former one signs along for a day."""
        row, now = access.named(self.person, pk), timezone.now()
        self.sent(Empty)
        with transaction.atomic():
            changed = changing.change_secret(row, by=self.person, at=now)
            secret = changing.show_secret(changed, by=self.person, at=now)
        return Response(SecretShown({"secret": secret, "former_until": changed.former_until}).data)


def _tag(row: Subscription) -> str:
    """Of what people change alone: what arrives meanwhile is no reason to decide again."""
    return etags.etag(row.pk, row.version, row.paused_at)


def _shown(row: Subscription) -> Response:
    return Response(WebhookShown(row).data, headers={"ETag": _tag(row)})
