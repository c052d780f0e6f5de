"""The conversation on a ticket by program: what its reader may read, and a word more."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import listing
from api.fields import InstantField, Strict, TextField
from api.listing import PageQuery
from api.schema import operation
from contracts.models import Channel
from tickets import files, thread
from tickets.actions.replying import Words, reply
from tickets.actions.writing import NotPossible
from tickets.api import attached, examples, submitted
from tickets.api.attachments import AttachmentShown
from tickets.api.changing import TicketResource
from tickets.api.showing import TicketChannel
from tickets.drafting.request_form import BODY_MAX
from tickets.models import Message, Status
from tickets.portal import ticket_page


class AuthorShown(serializers.Serializer[Any]):
    """Who wrote."""

    name = serializers.CharField()
    organisation = serializers.CharField(allow_null=True)


class MessageShown(serializers.Serializer[Any]):
    """A message for the `reader` of the context; whether it is internal is told to the centre alone."""

    id = serializers.UUIDField()
    author = AuthorShown()
    by_centre = serializers.BooleanField(help_text=_("Du CST"))
    automatic = serializers.BooleanField(help_text=_("Absence et autres réponses de machines"))
    channel = TicketChannel()
    sent_at = InstantField()
    body = serializers.CharField()
    quoted = serializers.CharField(help_text=_("Ce qu’un mail citait sous son texte"))
    attachments = AttachmentShown(many=True)
    internal = serializers.BooleanField(
        required=False,
        help_text=_("Note interne. Pour le CST seulement\u00a0: absent de ce que lit un client"),
    )

    def to_representation(self, instance: Message) -> dict[str, Any]:
        author = instance.author
        organisation = author.organisation if author is not None else None
        told = {
            "id": instance.pk,
            "author": {
                "name": instance.author_name or instance.author_address,
                "organisation": organisation.name if organisation else None,
            },
            "by_centre": instance.by_centre,
            "automatic": instance.automatic,
            "channel": {"code": instance.channel, "text": instance.channel_text},
            "sent_at": instance.sent_at,
            "body": instance.body,
            "quoted": instance.quoted,
            "attachments": instance.attachments.all(),
        }
        if self.context["reader"].is_engineer:
            told["internal"] = instance.internal
        return super().to_representation(told)


class MessageSending(Strict):
    """A word on a ticket."""

    body = TextField(trim_whitespace=True, max_length=BODY_MAX)
    uploads = attached.uploads_field()


class AnswerSending(MessageSending):
    """The same by the centre, which says what the ticket waits for then."""

    then = serializers.ChoiceField(
        [Status.WAITING_CUSTOMER.value, Status.OPEN.value],
        default=Status.WAITING_CUSTOMER.value,
        help_text=_("Pour le CST seulement\u00a0: où reste le ticket"),
    )


class TicketMessages(TicketResource):
    """The messages on a ticket, oldest first."""

    @operation(
        _("Lire la conversation"),
        tag="tickets",
        asks=PageQuery,
        answers=listing.paged(MessageShown),
        answered={"next": None, "previous": None, "results": [examples.MESSAGE]},
        operation_id="messages_list",
    )
    def get(self, request: Request, number: str) -> Response:
        """A page of those that their reader may read."""
        ticket = self.ticket(number)
        self.asked(PageQuery)
        rows = thread.messages_of(ticket, self.person)
        return listing.page(request, rows, ("sent_at", "id"), MessageShown, reader=self.person)

    @operation(
        _("Répondre"),
        tag="tickets",
        sends=AnswerSending,
        answers=MessageShown,
        status=201,
        is_guarded=True,
        sent={"body": "Le journal du pare-feu est joint.", "uploads": [examples.UPLOAD["id"]]},
        answered=examples.MESSAGE,
        operation_id="messages_send",
    )
    def post(self, request: Request, number: str) -> Response:
        """The message: by the centre it answers, and stops the clock of the first response (CH-V.2)."""
        person, now = self.person, timezone.now()
        with self.deciding(number) as ticket:
            if ticket.status == Status.CLOSED and not person.is_engineer:
                raise NotPossible(ticket_page.closed_sentence(ticket, person))
            typed = self.sent(AnswerSending if person.is_engineer else MessageSending)
            rows = attached.take(person, typed["uploads"])
            words = Words(
                person,
                typed["body"],
                Channel.WEB,
                submitted.key_of(request, person),
                now,
                attached.read(rows),
            )
            message = reply(ticket, words, at=now, then=Status(typed["then"]) if "then" in typed else None)
            files.discard_uploads(rows)
        return Response(MessageShown(message, context={"reader": person}).data, status=201)
