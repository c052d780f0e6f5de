"""Opening a ticket by program: the request as the portal's form takes it, by the same verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request as Asking

from accounts.models import User
from api.fields import Strict, TextField
from contracts import sentences
from contracts.decision import Kind
from contracts.models import Channel, normalise_serial
from tickets import files, guidance
from tickets.actions.opening import Request, open_ticket
from tickets.actions.writing import NotPossible
from tickets.api import attached, submitted
from tickets.asking import Asked
from tickets.drafting.request_form import BODY_MAX
from tickets.models import Ticket
from tickets.portal import opening_page
from tickets.portal.opening_page import Intent

# A remote session is asked for on a ticket, never before one (CH-III.3).
OPENED = [Kind.INCIDENT.value, Kind.ASSISTANCE.value]
SENDABLE = [each.value for each in Intent if each is not Intent.MAIL]


class SupportAsked(Strict):
    """The part of a request that the verdict and the promise depend on."""

    kind = serializers.ChoiceField(OPENED, default=Kind.INCIDENT.value)
    serial = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=60,
        help_text=gettext_lazy("Numéro de série\u202f; vide\u00a0: un ingénieur identifie le produit"),
    )
    severity = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=1,
        max_value=4,
        help_text=gettext_lazy("L’impact constaté, 1 le plus grave\u202f; sans objet pour une assistance"),
    )

    def validate_serial(self, serial: str) -> str:
        return normalise_serial(serial)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["kind"] == Kind.ASSISTANCE and attrs["severity"] is not None:  # CH-PS
            raise serializers.ValidationError(
                {"severity": gettext("Une demande d’assistance n’a pas de sévérité.")}, "not_for_assistance"
            )
        return attrs


def _beside(name: str) -> TextField:
    """What may be told apart from what happens, under the label that the form has for it."""
    return TextField(
        trim_whitespace=True,
        required=False,
        default="",
        allow_blank=True,
        max_length=5000,
        help_text=guidance.LABELS[name],
    )


class TicketOpening(SupportAsked):
    """A request. `body` is what happens; what stands beside it may be told apart, as in the form (CH-III.2)."""

    subject = serializers.CharField(max_length=300)
    body = TextField(trim_whitespace=True, max_length=BODY_MAX)
    since = _beside("since")
    changed = _beside("changed")
    tried = _beside("tried")
    uploads = attached.uploads_field()
    intent = serializers.ChoiceField(
        SENDABLE,
        required=False,
        help_text=gettext_lazy(
            "Ce que l’envoi doit faire, comme l’a dit coverage\u202f; s’il devait faire autre chose, rien n’est envoyé"
        ),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        read = super().validate(attrs)
        if read["kind"] == Kind.INCIDENT and read["severity"] is None:
            sentence = gettext("Choisissez l’impact\u00a0: il décide du délai de réponse.")
            raise serializers.ValidationError({"severity": [ErrorDetail(sentence, "required")]})
        read["body"] = guidance.composed({**read, "description": read["body"]})
        if len(read["body"]) > BODY_MAX:
            sentence = gettext(
                "%(count)d caractères avec ce qui l’accompagne\u00a0: la limite est de %(limit)d."
            )
            said = sentence % {"count": len(read["body"]), "limit": BODY_MAX}
            raise serializers.ValidationError({"body": [ErrorDetail(said, "max_length")]})
        return read


def require_customer(person: User) -> None:
    """Raise PermissionDenied, saying what to do, for whoever does not ask for support."""
    if not person.is_customer:
        raise PermissionDenied(
            gettext(
                "Une demande s’ouvre ici par un client\u00a0: celle de qui appelle se note par POST /api/v1/calls/."
            )
        )


@transaction.atomic
def open_asked(asking: Asking, person: User, typed: dict[str, Any], at: datetime) -> Ticket:
    """Open what `typed`, a TicketOpening, asks for, as the portal's form does; its uploads go along.

    Raises NotPossible when nothing can be sent by this way (CH-III.1), or sending would do something else than
    `typed` says.
    """
    _refuse_surprise(person, typed, at)
    rows = attached.take(person, typed["uploads"])
    ticket = open_ticket(
        Request(
            requester=person,
            channel=Channel.WEB,
            subject=typed["subject"],
            body=typed["body"],
            submission_key=submitted.key_of(asking, person),
            received_at=at,
            kind=typed["kind"],
            serial=typed["serial"],
            severity=typed["severity"],
            files=attached.read(rows),
        ),
        at=at,
    )
    files.discard_uploads(rows)
    return ticket


def _refuse_surprise(person: User, typed: dict[str, Any], at: datetime) -> None:
    verdict = opening_page.judge(person, Asked(Kind(typed["kind"]), typed["serial"]), at)
    would = opening_page.intent(verdict)
    if would is Intent.MAIL:
        raise NotPossible(sentences.say(verdict).text)
    if would is not Intent.OPEN and typed.get("intent", would) != would:
        raise NotPossible(
            gettext("Rien n’a encore été envoyé\u00a0: lisez d’abord ce que dit la couverture. %s")
            % sentences.say(verdict).full_text
        )
