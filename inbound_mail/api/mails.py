"""The mails that arrived, and one of them, by program."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import listing
from api.listing import PageQuery, paged
from api.schema import operation
from inbound_mail.api import examples, shown
from inbound_mail.api.shown import MailListed, MailRead
from inbound_mail.console.views.mail import found
from inbound_mail.models import ADDRESS_LENGTH, InboundMail, Status
from tickets.api.staff_access import StaffResource


class MailsQuery(PageQuery):
    """What narrows the list."""

    status = serializers.ChoiceField(Status.values, required=False)
    mailbox = serializers.CharField(required=False, max_length=100, help_text=_("Le nom d’une boîte"))
    sender = serializers.CharField(
        required=False, max_length=ADDRESS_LENGTH, help_text=_("Une adresse entière")
    )


class Mails(StaffResource):
    """The mails that arrived, the latest first; those that wait are `?status=held` and `?status=quarantined`."""

    @operation(
        _("Lister le courrier reçu"),
        tag="mails",
        asks=MailsQuery,
        answers=paged(MailListed),
        answered={"next": None, "previous": None, "results": [examples.LISTED]},
        operation_id="mails_list",
    )
    def get(self, request: Request) -> Response:
        """Without their content."""
        self.require_engineer()
        asked = self.asked(MailsQuery)
        rows = InboundMail.objects.select_related("ticket", "mailbox")
        if "status" in asked:
            rows = rows.filter(status=asked["status"])
        if "mailbox" in asked:
            rows = rows.filter(mailbox__name=asked["mailbox"])
        if "sender" in asked:
            rows = rows.filter(from_address=asked["sender"].lower())
        return listing.page(request, rows, ("-stored_at", "-id"), MailListed)


class Mail(StaffResource):
    """One mail."""

    @operation(
        _("Lire un mail, et ce qui peut en être décidé"),
        tag="mails",
        answers=MailRead,
        answered=examples.READ,
        operation_id="mails_read",
        is_tagged=True,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What became of it and what it says, with the tag that a decision is made on."""
        self.require_engineer()
        return shown.answer_read(request, found(pk))
