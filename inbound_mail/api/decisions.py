"""What an engineer decides on a mail, by program: one address a decision, the page's verb behind each.

Each answers the mail as it stands then, with its tag; If-Match names the one that it was decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.etags import require_match
from api.fields import Empty, Strict, TextField
from api.schema import View, operation
from inbound_mail import deciding
from inbound_mail.api import examples
from inbound_mail.api.shown import MailRead, read, tag_of
from inbound_mail.console.forms import AnswerForm, AttachmentForm, DiscardForm, OpeningForm
from inbound_mail.console.views.mail import found
from inbound_mail.deciding.locking import lock
from inbound_mail.models import InboundMail
from tickets.api.showing import address
from tickets.api.staff_access import StaffResource, checked
from tickets.api.submitted import key_of
from tickets.drafting.request_form import BODY_MAX

_VERIFIED = _("Vous avez vérifié cette adresse autrement que par ce mail")


class MailOpening(Strict):
    """In whose name a mail is opened."""

    address = serializers.CharField(max_length=254, help_text=_("D’un revendeur ou d’un client final connu"))
    verified = serializers.BooleanField(default=False, help_text=_VERIFIED)


class MailAttachment(Strict):
    """The ticket that a mail belongs to."""

    number = serializers.CharField(max_length=20, help_text=_("Numéro du ticket"))


class MailReply(Strict):
    """An answer to its sender, without a ticket."""

    body = TextField(max_length=BODY_MAX)
    read = serializers.IntegerField(
        default=0, min_value=0, max_value=10_000, help_text=_("answers du mail, tel que vous l’avez lu")
    )
    verified = serializers.BooleanField(default=False, help_text=_VERIFIED)


class MailDiscard(Strict):
    """Why a mail is put aside."""

    reason = TextField(max_length=500, help_text=_("Lue par l’équipe"))


def decides(
    summary: Promise, operation_id: str, sends: type[Strict], sent: dict[str, Any], code: int = 200
) -> Callable[[View], View]:
    """A POST that decides on the mail of its address and answers it."""
    return operation(
        summary,
        tag="mails",
        operation_id=operation_id,
        sends=sends,
        sent=sent,
        answers=MailRead,
        answered=examples.DECIDED,
        status=code,
        is_guarded=True,
    )


class Decision(StaffResource):
    """An address that decides on a mail."""

    @contextmanager
    def on(self, pk: UUID) -> Iterator[tuple[InboundMail, User]]:
        """The mail, locked, as If-Match says that it stands, and who decides. Raises etags.Changed, Http404."""
        person = self.require_engineer()
        row = found(pk)
        with transaction.atomic():
            locked = lock(row)
            require_match(self.request, tag_of(locked))
            yield locked, person


class Opening(Decision):
    """Open it as a ticket in the name of a customer, who is told."""

    @decides(
        _("Ouvrir un mail au nom d’un client"),
        "mails_open",
        MailOpening,
        {"address": "jean.petit@reseau-plus.example", "verified": True},
        status.HTTP_201_CREATED,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """201, with the ticket's address in `Location`."""
        person = self.require_engineer()
        said = _as_on_the_page(OpeningForm, self.sent(MailOpening))
        with self.on(pk) as (mail, _person):
            ticket = deciding.open_for(
                mail, said["address"], actor=person, at=timezone.now(), verified=said["verified"]
            )
        return _answer(pk, status.HTTP_201_CREATED, address(ticket))


class Attachment(Decision):
    """Attach it to a ticket."""

    @decides(
        _("Rattacher un mail à un ticket"),
        "mails_attach",
        MailAttachment,
        {"number": "CST-2026-000001"},
        status.HTTP_201_CREATED,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """As its author's reply, or as an internal note. 201, with the ticket's address in `Location`."""
        person = self.require_engineer()
        said = _as_on_the_page(AttachmentForm, self.sent(MailAttachment))
        with self.on(pk) as (mail, _person):
            message = deciding.attach(mail, said["number"], actor=person, at=timezone.now())
        return _answer(pk, status.HTTP_201_CREATED, address(message.ticket))


class Answer(Decision):
    """Answer its sender by mail."""

    @decides(
        _("Répondre à l’expéditeur, sans ticket"),
        "mails_answer",
        MailReply,
        {"body": "Bonjour, de quel matériel s’agit-il\u202f?", "read": 0},
        status.HTTP_201_CREATED,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """The same Idempotency-Key answers once."""
        person = self.require_engineer()
        said = _as_on_the_page(AnswerForm, self.sent(MailReply))
        with self.on(pk) as (mail, _person):
            deciding.answer(
                mail,
                said["body"],
                actor=person,
                at=timezone.now(),
                submission_key=key_of(request, person),
                read=said["read"] or 0,
                verified=said["verified"],
            )
        return _answer(pk, status.HTTP_201_CREATED)


class Replay(Decision):
    """Let the worker take it again."""

    @decides(_("Traiter un mail à nouveau"), "mails_replay", Empty, {})
    def post(self, request: Request, pk: UUID) -> Response:
        """It waits for the worker then."""
        self.require_engineer()
        self.sent(Empty)
        with self.on(pk) as (mail, person):
            deciding.replay(mail, actor=person, at=timezone.now())
        return _answer(pk)


class Discard(Decision):
    """Put it aside; its bytes are kept."""

    @decides(
        _("Écarter un mail"), "mails_discard", MailDiscard, {"reason": "Publicité, sans rapport avec le CST."}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """For a reason."""
        person = self.require_engineer()
        said = _as_on_the_page(DiscardForm, self.sent(MailDiscard))
        with self.on(pk) as (mail, _person):
            deciding.discard(mail, said["reason"], actor=person, at=timezone.now())
        return _answer(pk)


class TakeUp(Decision):
    """Take it up again."""

    @decides(_("Reprendre un mail écarté"), "mails_take_up", Empty, {})
    def post(self, request: Request, pk: UUID) -> Response:
        """It is what it was before it was put aside."""
        self.require_engineer()
        self.sent(Empty)
        with self.on(pk) as (mail, person):
            deciding.take_up(mail, actor=person, at=timezone.now())
        return _answer(pk)


def _as_on_the_page(form: type[forms.Form], said: dict[str, Any]) -> dict[str, Any]:
    """What the page's form makes of the fields, or what it says is wrong with them. Raises ValidationError."""
    return checked(form({f"{form.prefix}-{name}": value for name, value in said.items()}))


def _answer(pk: UUID, code: int = 200, place: str = "") -> Response:
    """The mail as it stands now."""
    mail = found(pk)
    headers = {"ETag": tag_of(mail), **({"Location": place} if place else {})}
    return Response(read(mail), status=code, headers=headers)
