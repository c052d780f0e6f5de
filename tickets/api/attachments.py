"""The files on a ticket by program: listed, and opened, where the page of the ticket shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from api import listing
from api.fields import InstantField
from api.listing import PageQuery
from api.resources import Resource
from api.schema import operation
from tickets.actions.writing import NotPossible
from tickets.api import examples
from tickets.api.access import ticket_named
from tickets.attachments import content
from tickets.models import Attachment, AttachmentCategory
from tickets.visibility import visible_attachments


class AttachmentShown(serializers.Serializer[Any]):
    """A file on a message; without `url` once its bytes were erased."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text=_("Octets"))
    category = serializers.ChoiceField(AttachmentCategory.values)
    content_type = serializers.CharField(help_text=_("D’après le contenu"))
    sha256 = serializers.CharField()
    message = serializers.UUIDField(source="message_id")
    created_at = InstantField()
    purged_at = InstantField(allow_null=True)
    url = serializers.SerializerMethodField()

    def get_url(self, row: Attachment) -> str | None:
        if not row.file:
            return None
        return f"{settings.BASE_URL}{reverse('api:attachment_content', args=[row.pk])}"


class TicketAttachments(Resource):
    """The files on a ticket, oldest first."""

    @operation(
        _("Lister les fichiers d’un ticket"),
        tag="files",
        asks=PageQuery,
        answers=listing.paged(AttachmentShown),
        answered={"next": None, "previous": None, "results": [examples.ATTACHMENT]},
        operation_id="attachments_list",
    )
    def get(self, request: Request, number: str) -> Response:
        """A page of them: those of the messages that their reader may read."""
        ticket = ticket_named(self.person, number)
        self.asked(PageQuery)
        rows = visible_attachments(self.person).filter(message__ticket=ticket)
        return listing.page(request, rows, ("created_at", "id"), AttachmentShown)


class _Bytes(DefaultContentNegotiation):
    """Errors are JSON whatever is accepted: what is answered is the file, of its own type."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class AttachmentContent(Resource):
    """The bytes of a file."""

    content_negotiation_class = _Bytes

    @operation(
        _("Télécharger un fichier"),
        tag="files",
        answers=OpenApiTypes.BINARY,
        media="application/octet-stream",
        operation_id="attachments_download",
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The file. Raises NotPossible once its bytes were erased."""
        rows = visible_attachments(self.person).select_related("message__ticket")
        attachment = get_object_or_404(rows, pk=pk)
        if not attachment.file:
            raise NotPossible(gettext("La sauvegarde %(name)s a été effacée") % {"name": attachment.name})
        return content.opened(attachment, by=self.person, at=timezone.now())
