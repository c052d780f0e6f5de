"""A mail as a program of the centre reads it: what its page in the console says, and the tag of how it stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from api import etags
from api.fields import InstantField
from inbound_mail import authentication
from inbound_mail.addresses import Address
from inbound_mail.authentication import Trust
from inbound_mail.console import facts, page, proposals
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import sentence

DECISIONS = ("opening", "attachment", "answer", "replay", "discard", "take_up")


class MailStatus(serializers.Serializer[Any]):
    """What became of a mail."""

    code = serializers.ChoiceField(Status.values)
    text = serializers.CharField()


class MailReason(serializers.Serializer[Any]):
    """Why."""

    code = serializers.CharField()
    text = serializers.CharField()


class MailSender(serializers.Serializer[Any]):
    """Who wrote, as the mail says."""

    address = serializers.CharField()
    name = serializers.CharField()


class MailListed(serializers.Serializer[InboundMail]):
    """A mail in a list; its rows come with their ticket and mailbox."""

    id = serializers.UUIDField()
    page = serializers.SerializerMethodField(help_text=_("La page, pour une personne"))
    status = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    sender = serializers.SerializerMethodField()
    subject = serializers.CharField()
    received_at = InstantField(help_text=_("Arrivé au CST\u00a0: les délais comptent de là"))
    mailbox = serializers.CharField(source="mailbox.name", default=None, allow_null=True)
    ticket = serializers.CharField(source="ticket.number", default=None, allow_null=True)
    may_be_decided = serializers.BooleanField(help_text=_("Attend la décision d’un ingénieur, ou l’admet"))

    def get_page(self, mail: InboundMail) -> str:
        return f"{settings.BASE_URL}{mail.get_absolute_url()}"

    @extend_schema_field(MailStatus)
    def get_status(self, mail: InboundMail) -> dict[str, str]:
        return {"code": mail.status, "text": mail.get_status_display()}

    @extend_schema_field(MailReason)
    def get_reason(self, mail: InboundMail) -> dict[str, str]:
        return {"code": mail.reason, "text": sentence(mail)}

    @extend_schema_field(MailSender)
    def get_sender(self, mail: InboundMail) -> dict[str, str]:
        return {"address": mail.from_address, "name": mail.from_name}


class MailProof(serializers.Serializer[Any]):
    """Whether the sender is who it says."""

    code = serializers.ChoiceField([each.value for each in Trust])
    text = serializers.CharField()


class MailHeader(serializers.Serializer[Any]):
    """One header, decoded."""

    name = serializers.CharField()
    value = serializers.CharField()


class MailFile(serializers.Serializer[Any]):
    """A file that came along."""

    name = serializers.CharField()
    size = serializers.IntegerField(help_text=_("Octets"))
    type = serializers.CharField(help_text=_("Ce que l’expéditeur en dit"))


class MailContent(serializers.Serializer[Any]):
    """What a mail says, read as its page reads it: text, never its HTML."""

    reply_to = serializers.ListField(child=serializers.CharField())
    to = serializers.ListField(child=serializers.CharField())
    cc = serializers.ListField(child=serializers.CharField())
    dated = InstantField(allow_null=True, help_text=_("Ce qu’en dit l’expéditeur"))
    automatic = serializers.ChoiceField(["no", "auto-reply", "bounce", "list"])
    authentication = MailProof()
    text = serializers.CharField(help_text=_("Ce qui est écrit dans ce mail"))
    quoted = serializers.CharField(help_text=_("Ce qu’il cite"))
    files = MailFile(many=True)
    headers = MailHeader(many=True)


class MailRequester(serializers.Serializer[Any]):
    """A customer in whose name it might be opened."""

    address = serializers.CharField()
    name = serializers.CharField()


class MailRead(MailListed):
    """A mail with its content; `content` is null once its bytes were erased."""

    related_ticket = serializers.CharField(
        source="related_ticket.number",
        default=None,
        allow_null=True,
        help_text=_("Le ticket qu’il nomme sans en être"),
    )
    answers = serializers.SerializerMethodField(help_text=_("Réponses déjà parties"))
    decision = serializers.CharField()
    decided_by = serializers.CharField(source="decided_by.full_name", default=None, allow_null=True)
    decided_at = InstantField(allow_null=True)
    decisions = serializers.SerializerMethodField(help_text=_("Ce qui peut être décidé maintenant"))
    requesters = serializers.SerializerMethodField(help_text=_("Au nom de qui l’ouvrir, peut-être"))
    content = serializers.SerializerMethodField()

    def get_answers(self, mail: InboundMail) -> int:
        return mail.answers.count()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(DECISIONS)))
    def get_decisions(self, mail: InboundMail) -> list[str]:
        may = page.possible(mail, self._parsed)
        may["discard"] = may["decide"]
        return [each for each in DECISIONS if may[each]]

    @extend_schema_field(MailRequester(many=True))
    def get_requesters(self, mail: InboundMail) -> list[dict[str, str]]:
        if self._parsed is None or not page.possible(mail, self._parsed)["opening"]:
            return []
        people = proposals.requesters(mail, self._parsed)
        return [{"address": person.email, "name": person.full_name} for person in people]

    @extend_schema_field(MailContent(allow_null=True))
    def get_content(self, mail: InboundMail) -> dict[str, Any] | None:
        return None if self._parsed is None else MailContent(_content(mail, self._parsed)).data

    @property
    def _parsed(self) -> ParsedMail | None:
        found: ParsedMail | None = self.context["parsed"]
        return found


def answer_read(request: Any, mail: InboundMail) -> Response:
    """`mail` with its tag, or 304 to whoever has it already."""
    return etags.answer(request, tag_of(mail), read(mail))


def read(mail: InboundMail) -> dict[str, Any]:
    """All of `mail`, read from its bytes."""
    parsed = parse(mail.raw.content) if mail.raw.purged_at is None else None
    return MailRead(mail, context={"parsed": parsed}).data


def tag_of(mail: InboundMail) -> str:
    """The tag of how `mail` stands: what came never changes, what was decided does."""
    decided = (mail.status, mail.reason, mail.ticket_id, mail.message_id, mail.decision, mail.decided_at)
    erased = mail.raw.purged_at
    return etags.etag(mail.pk, *decided, mail.answers.count(), erased, translation.get_language())


def _content(mail: InboundMail, parsed: ParsedMail) -> dict[str, Any]:
    files = [{"name": each.name, "size": each.size, "type": each.content_type} for each in parsed.attachments]
    return {
        "reply_to": _addresses(parsed.reply_to),
        "to": _addresses(parsed.to),
        "cc": _addresses(parsed.cc),
        "dated": parsed.date,
        "automatic": parsed.automatic,
        "authentication": {
            "code": authentication.of_sender(mail, parsed).value,
            "text": facts.authenticated(mail, parsed)[0],
        },
        "text": parsed.reply,
        "quoted": parsed.quoted,
        "files": files,
        "headers": [{"name": name, "value": value} for name, value in parsed.headers],
    }


def _addresses(addresses: tuple[Address, ...]) -> list[str]:
    return [each.address for each in addresses if each.address]
