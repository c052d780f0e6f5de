"""The coverage verdict by program, before anything is opened: may this be asked, why, by when is it answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import InstantField
from api.models import Scope
from api.resources import Resource
from api.schema import operation
from contracts import coverage
from contracts.api import verdicts
from contracts.api.verdicts import VerdictShown
from contracts.decision import Kind, Verdict
from contracts.models import Channel
from tickets import asking, next_steps
from tickets.api import examples, opening
from tickets.api.opening import SupportAsked
from tickets.asking import Asked
from tickets.portal import opening_page
from tickets.portal.opening_page import Intent


class CoverageAsked(SupportAsked):
    """What would be asked, and by which way."""

    channel = serializers.ChoiceField(Channel.values, default=Channel.WEB.value)


class NextStepShown(serializers.Serializer[Any]):
    """What to do now: on a page, or by a mail (mailto:)."""

    code = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class PromiseShown(serializers.Serializer[Any]):
    """By when an answer would be promised, were it sent now; `text` counts it, or says why nothing is promised."""

    due_at = InstantField(allow_null=True)
    text = serializers.CharField()


class CoverageShown(VerdictShown):
    """The verdict on what would be asked, and what follows from it."""

    level = serializers.CharField(allow_null=True, help_text=_("Code du niveau de support qui répondrait"))
    contract = serializers.CharField(allow_null=True, help_text=_("Numéro du contrat"))
    ends_on = serializers.DateField(allow_null=True, help_text=_("Dernier jour couvert"))
    intent = serializers.ChoiceField(
        [each.value for each in Intent],
        allow_null=True,
        help_text=_("Ce que ferait l’envoi par tickets_open"),
    )
    next_step = NextStepShown(allow_null=True)
    promise = PromiseShown(
        allow_null=True, help_text=_("null\u00a0: rien n’est promis, ou la sévérité n’est pas dite")
    )


class Coverage(Resource):
    """The verdict that the portal's form shows while it is filled in; writes nothing."""

    writes = Scope.READ

    @operation(
        _("Demander si une demande serait couverte"),
        tag="tickets",
        sends=CoverageAsked,
        answers=CoverageShown,
        sent=examples.COVERAGE_ASKED,
        answered=examples.COVERAGE,
        operation_id="coverage_ask",
    )
    def post(self, request: Request) -> Response:
        """The verdict, the next step, the promise."""
        opening.require_customer(self.person)
        return Response(CoverageShown(_told(self.person, self.sent(CoverageAsked), timezone.now())).data)


def _told(person: User, typed: dict[str, Any], now: datetime) -> dict[str, Any]:
    verdict = coverage.verdict(person, typed["serial"], typed["channel"], typed["kind"], now)
    text = next_steps.said(verdict, site=settings.BASE_URL)
    level = asking.told_level(verdict)
    asked = Asked(Kind(typed["kind"]), typed["serial"], typed["severity"])
    promise = asking.promise(level, asked, now)
    contract, step = verdict.contract, text.next_step
    return {
        **verdicts.shown(verdict, text),
        "level": level or None,
        "contract": contract.number if contract else None,
        "ends_on": contract.ends_on if contract else None,
        "intent": _intent(verdict),
        "next_step": None if step is None else {"code": step.code, "text": step.text, "url": step.url},
        "promise": None if promise is None else {"due_at": promise.due, "text": promise.text},
    }


def _intent(verdict: Verdict) -> Intent | None:
    """What sending would do; None by a way that this API does not open by."""
    return opening_page.intent(verdict) if verdict.channel is Channel.WEB else None
