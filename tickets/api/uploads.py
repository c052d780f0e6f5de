"""Files sent ahead by program, in pieces: begun, appended to, given up; a request or a reply takes them along.

What has arrived stays through a lost connection, for a day (tickets/drafting/pieces.py).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Strict
from api.models import Scope
from api.pieces_parser import PieceParser
from api.problems import problem
from api.resources import Resource
from api.schema import operation
from tickets.api import attached, examples
from tickets.drafting import pieces
from tickets.drafting.pieces import Announced, WrongPlace
from tickets.models import AttachmentCategory, Upload


class UploadBeginning(Strict):
    """A file as it is announced."""

    name = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1, max_value=2**50, help_text=_("Octets"))
    category = serializers.ChoiceField(AttachmentCategory.values, default=AttachmentCategory.OTHER.value)


class UploadShown(serializers.Serializer[Any]):
    """How far a file came: `received` of its `size` bytes; whole, something may take it along."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    category = serializers.ChoiceField(AttachmentCategory.values)
    received = serializers.IntegerField()
    whole = serializers.BooleanField(source="is_whole")


class PieceQuery(Strict):
    """Where a piece begins."""

    start = serializers.IntegerField(min_value=0, max_value=2**50, help_text=_("Octets déjà reçus"))


class Uploads(Resource):
    """The files of whoever asks, on their way."""

    @operation(
        _("Annoncer un fichier"),
        tag="files",
        sends=UploadBeginning,
        answers=UploadShown,
        status=201,
        sent=examples.UPLOAD_BEGINNING,
        answered=examples.UPLOAD,
        operation_id="uploads_begin",
    )
    def post(self, request: Request) -> Response:
        """Where to send it. Raises FileRefused when it is over a limit."""
        announced = Announced(**self.sent(UploadBeginning))
        row = pieces.begin(self.person, attached.new_form(), announced, timezone.now())
        return Response(UploadShown(row).data, status=201)


class UploadAddress(Resource):
    """A file of whoever asks; what belongs to another, or was taken along, is not there."""

    parser_classes = [PieceParser]
    reads = Scope.OPEN

    @operation(
        _("Voir où en est un fichier"),
        tag="files",
        answers=UploadShown,
        answered=examples.UPLOAD,
        operation_id="uploads_read",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """How far it came: the next piece begins there."""
        return Response(UploadShown(get_object_or_404(attached.of(self.person), pk=pk)).data)

    @operation(
        _("Envoyer un morceau"),
        tag="files",
        asks=PieceQuery,
        sends={"application/octet-stream": OpenApiTypes.BINARY},
        answers=UploadShown,
        answered={**examples.UPLOAD, "received": 48213, "whole": True},
        operation_id="uploads_append",
    )
    def patch(self, request: Request, pk: UUID) -> Response | HttpResponse:
        """What is here now; no body asks again for the end of a file that could not be scanned."""
        row = get_object_or_404(attached.of(self.person), pk=pk)
        start = self.asked(PieceQuery)["start"]
        content: Any = request.data
        try:
            pieces.append(self.person, row.pk, start, content if isinstance(content, bytes) else b"")
            return Response(UploadShown(pieces.finish(self.person, row.pk)).data)
        except Upload.DoesNotExist as gone:  # given up, or taken along, while the piece was on its way
            raise Http404 from gone
        except WrongPlace as wrong:
            said = gettext("Le fichier s’arrête à l’octet %d\u00a0: reprenez de là.") % wrong.received
            return problem("wrong_place", said, received=wrong.received)

    @operation(_("Abandonner un fichier"), tag="files", status=204, operation_id="uploads_abandon")
    def delete(self, request: Request, pk: UUID) -> Response:
        """Nothing is kept of it."""
        get_object_or_404(attached.of(self.person), pk=pk)
        pieces.abandon(self.person, pk)
        return Response(status=204)
