"""Estimates of PS work, by program: proposed by the centre, decided by whoever pays (CH-PS)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation, User
from api import listing
from api.fields import InstantField, Strict, TextField
from api.listing import PageQuery, paged
from api.models import Scope
from api.schema import operation
from tickets import payers
from tickets.actions.estimating import decide, propose
from tickets.api import access, staff_examples
from tickets.api.changing import TicketResource
from tickets.api.engineers import EngineerNamed
from tickets.api.showing import OrganisationNamed, tag_of
from tickets.api.staff_access import StaffResource
from tickets.models import Estimate, Ticket

# In minutes: as much as the page's form takes.
LARGEST = 200 * 60 + 59
DECISIONS = [Estimate.Decision.APPROVED.value, Estimate.Decision.DECLINED.value]


class EstimateDecision(serializers.Serializer[Any]):
    """What became of an estimate."""

    code = serializers.ChoiceField(Estimate.Decision.values)
    text = serializers.CharField()


class EstimateShown(serializers.Serializer[Any]):
    """What a piece of PS work would take; for the `reader` of the context."""

    id = serializers.IntegerField()
    minutes = serializers.IntegerField()
    description = serializers.CharField()
    payer = OrganisationNamed()
    decision = EstimateDecision()
    proposed_by = EngineerNamed()
    proposed_at = InstantField()
    decided_at = InstantField(allow_null=True)
    may_decide = serializers.BooleanField(help_text=_("Elle attend votre décision"))

    def to_representation(self, instance: Estimate) -> dict[str, Any]:
        return super().to_representation(_told(instance, self.context["reader"]))


class EstimateProposal(Strict):
    """What the centre proposes."""

    minutes = serializers.IntegerField(min_value=1, max_value=LARGEST)
    description = TextField(
        trim_whitespace=True, max_length=2_000, help_text=_("Ce qui sera fait\u202f; le client le lit")
    )
    payer = serializers.IntegerField(
        required=False,
        help_text=_(
            "L’organisation qui paie\u00a0: celle du demandeur ou son revendeur\u202f; sans\u00a0: la probable"
        ),
    )


class EstimateDeciding(Strict):
    """Yes or no."""

    decision = serializers.ChoiceField(DECISIONS)


class Estimates(StaffResource):
    """The estimates of a ticket: read by whoever sees it, proposed by the centre."""

    reads = Scope.READ

    @operation(
        _("Les estimations PS d’un ticket"),
        tag="tickets",
        operation_id="estimates_list",
        asks=PageQuery,
        answers=paged(EstimateShown),
        answered={"next": None, "previous": None, "results": [staff_examples.ESTIMATE]},
    )
    def get(self, request: Request, number: str) -> Response:
        """One page of them, the latest first."""
        rows = _rows(access.ticket_named(self.person, number))
        self.asked(PageQuery)
        return listing.page(request, rows, ("-proposed_at", "-id"), EstimateShown, reader=self.person)

    @operation(
        _("Proposer une estimation PS"),
        tag="centre",
        operation_id="estimate_propose",
        sends=EstimateProposal,
        sent={"minutes": 120, "description": staff_examples.ESTIMATE["description"]},
        answers=EstimateShown,
        answered=staff_examples.ESTIMATE,
        status=201,
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket waits for the decision of whoever pays."""
        with self.deciding(number) as ticket:
            typed = self.sent(EstimateProposal)
            row = propose(
                ticket,
                typed["minutes"],
                typed["description"],
                actor=self.person,
                at=timezone.now(),
                payer=_payer(ticket, typed["payer"]) if "payer" in typed else None,
            )
        return _answer(ticket, row, self.person, status=201)


class EstimateDecided(TicketResource):
    """The decision on an estimate: of whoever pays."""

    @operation(
        _("Approuver ou refuser une estimation PS"),
        tag="tickets",
        operation_id="estimate_decide",
        sends=EstimateDeciding,
        sent={"decision": "approved"},
        answers=EstimateShown,
        answered={
            **staff_examples.ESTIMATE,
            "decision": {"code": "approved", "text": "approuvée"},
            "decided_at": "2026-10-13T12:07:00+02:00",
        },
        is_guarded=True,
    )
    def post(self, request: Request, number: str, pk: int) -> Response:
        """Approving sets its minutes aside on the credit. Deciding the same twice changes nothing."""
        with self.deciding(number) as ticket:
            row = get_object_or_404(ticket.estimates, pk=pk)
            approved = self.sent(EstimateDeciding)["decision"] == Estimate.Decision.APPROVED
            decide(row, approved=approved, actor=self.person, at=timezone.now())
        return _answer(ticket, row, self.person)


def _rows(ticket: Ticket) -> QuerySet[Estimate]:
    return ticket.estimates.select_related("payer", "proposed_by")


def _answer(ticket: Ticket, row: Estimate, reader: User, status: int = 200) -> Response:
    shown = EstimateShown(_rows(ticket).get(pk=row.pk), context={"reader": reader}).data
    return Response(shown, status=status, headers={"ETag": tag_of(ticket)})


def _payer(ticket: Ticket, key: int) -> Organisation:
    found = next((each for each in payers.of_ticket(ticket) if each.pk == key), None)
    if found is None:
        sentence = gettext("Choisissez le demandeur ou son revendeur.")
        raise serializers.ValidationError({"payer": [ErrorDetail(sentence, "invalid_choice")]})
    return found


def _told(row: Estimate, reader: User) -> dict[str, Any]:
    return {
        "id": row.pk,
        "minutes": row.minutes,
        "description": row.description,
        "payer": row.payer,
        "decision": {"code": row.decision, "text": row.get_decision_display()},
        "proposed_by": row.proposed_by,
        "proposed_at": row.proposed_at,
        "decided_at": row.decided_at,
        "may_decide": row.decision == Estimate.Decision.PENDING
        and reader.is_customer
        and row.payer_id == reader.organisation_id,
    }
