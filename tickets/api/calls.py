"""A call that was taken, noted by program: the request it makes, opened in the caller's name (CH-III.1, CH-V.2).

A telephone system knows who calls and when; what was said is an engineer's to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from api.fields import InstantField, TextField
from api.schema import operation
from contracts import coverage, sentences
from contracts.models import Channel
from tickets.actions.calling import Call, log_call
from tickets.actions.judging import OPENED
from tickets.actions.writing import NotPossible, one_line
from tickets.api import showing, staff_examples, submitted
from tickets.api.opening import SupportAsked
from tickets.api.showing import TicketShown, address
from tickets.api.staff_access import StaffResource, checked
from tickets.console.call_form import SOMEBODY_ELSE, THEN, CallForm
from tickets.drafting.request_form import BODY_MAX
from tickets.models import Status, Ticket

_FAR = timedelta(days=366)
_TEXT: dict[str, Any] = {"trim_whitespace": True, "max_length": BODY_MAX}
_LEFT_OUT: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class CallNoting(SupportAsked):
    """Who called when, for what, and what was answered."""

    organisation = serializers.IntegerField(help_text=_("Pour qui la personne appelle"))
    caller = serializers.IntegerField(
        required=False,
        help_text=_("Une personne de cette organisation\u202f; sinon contact_name et contact_email"),
    )
    contact_name = serializers.CharField(max_length=150, **_LEFT_OUT)
    contact_email = serializers.CharField(max_length=254, **_LEFT_OUT)
    contact_phone = serializers.CharField(max_length=40, **_LEFT_OUT)
    called_at = InstantField(
        required=False,
        help_text=_("Quand l’appel est arrivé\u00a0: le délai compte de là\u202f; sinon maintenant"),
    )
    subject = serializers.CharField(
        max_length=300, help_text=_("Sans objet, le début de ce qui a été dit en fait un"), **_LEFT_OUT
    )
    body = TextField(help_text=_("Ce qui a été dit"), **_TEXT)
    answer = TextField(
        help_text=_("Ce qui a été répondu au téléphone\u00a0: la première réponse, à l’heure de l’appel"),
        **_TEXT,
        **_LEFT_OUT,
    )
    then = serializers.ChoiceField([value for value, _label in THEN], default=Status.WAITING_CUSTOMER.value)
    waiver = serializers.CharField(
        max_length=1_000, help_text=_("La raison d’ouvrir ce que la charte n’ouvre pas"), **_LEFT_OUT
    )
    keep = serializers.BooleanField(
        default=False, help_text=_("Noter aussi une demande que la charte n’ouvre pas, sans l’ouvrir")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        read = super().validate(attrs)
        named = any(read[name] for name in ("contact_name", "contact_email", "contact_phone"))
        if named is ("caller" in read):
            sentence = gettext("Dites qui appelle\u00a0: caller, ou contact_name et contact_email.")
            raise serializers.ValidationError({"caller": [ErrorDetail(sentence, "one_of_both")]})
        return read


class Calls(StaffResource):
    """The calls that the centre takes."""

    @operation(
        _("Noter un appel"),
        tag="centre",
        operation_id="calls_note",
        sends=CallNoting,
        sent={
            "organisation": 2,
            "caller": 1,
            "called_at": "2026-10-13T11:07:00+02:00",
            "serial": "FG100F-PREM-0001",
            "severity": 1,
            "body": "Le tunnel IPsec tombe depuis la mise à jour de cette nuit.",
        },
        answers=TicketShown,
        answered={**staff_examples.TICKET, "channel": {"code": "phone", "text": "téléphone"}},
        status=201,
    )
    def post(self, request: Request) -> Response:
        """The request that it makes. What the charter does not open wants a waiver, or to be kept as it is."""
        self.require_engineer()
        typed, now = self.sent(CallNoting), timezone.now()
        with transaction.atomic():
            ticket = self._noted(typed, submitted.key_of(request, self.person), now)
            answer = showing.answer(self, ticket, status=201)
        answer["Location"] = address(ticket)
        return answer

    def _noted(self, typed: dict[str, Any], key: str, now: datetime) -> Ticket:
        known = Ticket.objects.visible_to(self.person).filter(submission_key=key).first()
        if known is not None:
            return known
        organisation = _customer(typed["organisation"])
        form = _form(organisation, typed, now)
        with timezone.override(UTC):  # in which the form's hour is written
            asked = checked(form)
        _refuse_surprise(organisation, asked, keep=typed["keep"] or bool(typed["waiver"]))
        call = Call(
            caller=form.who(),
            called_at=asked["called_at"],
            kind=asked["kind"],
            serial=asked["serial"],
            severity=asked["severity"],
            subject=asked["subject"],
            body=asked["body"],
            submission_key=key,
            answer=asked["answer"],
            then=Status(asked["then"] or Status.WAITING_CUSTOMER),
            waiver=asked["waiver"],
        )
        with _refusals_of_the_address():
            return log_call(call, organisation, by=self.person, at=now)


def _customer(pk: int) -> Organisation:
    customers = Organisation.objects.exclude(kind=Organisation.Kind.CENTRE).select_related("reseller")
    found = customers.filter(pk=pk).first()
    if found is None:
        sentence = gettext("Aucun client n’a cet identifiant.")
        raise serializers.ValidationError({"organisation": [ErrorDetail(sentence, "does_not_exist")]})
    return found


def _form(organisation: Organisation, typed: dict[str, Any], now: datetime) -> CallForm:
    """The page's form, filled in; its hour is written in UTC."""
    # What is far from now the form refuses, as near as it may be; only some of it could be written.
    at = min(max(typed.get("called_at", now), now - _FAR), now + _FAR).astimezone(UTC)
    filled = {
        **typed,
        "subject": one_line(typed["subject"]),
        "caller": str(typed.get("caller", SOMEBODY_ELSE)),
        "called_at": at.strftime("%Y-%m-%dT%H:%M:%S"),
        "answered": bool(typed["answer"]),
    }
    return CallForm(organisation, now, filled)


def _refuse_surprise(organisation: Organisation, asked: dict[str, Any], *, keep: bool) -> None:
    """Raise NotPossible, with the verdict, for what the charter does not open and nobody said what to do about."""
    verdict = coverage.verdict(
        organisation, asked["serial"], Channel.PHONE, asked["kind"], asked["called_at"]
    )
    if verdict.outcome not in OPENED and not keep:
        said = gettext("Rien n’est encore noté\u00a0: lisez d’abord ce que dit la couverture. %s")
        raise NotPossible(said % sentences.say(verdict).full_text)


@contextmanager
def _refusals_of_the_address() -> Iterator[None]:
    """An address that is somebody else's is told beside its field."""
    try:
        yield
    except ValidationError as refused:
        errors = [ErrorDetail(said, "not_theirs") for said in refused.message_dict["email"]]
        raise serializers.ValidationError({"contact_email": errors}) from refused
