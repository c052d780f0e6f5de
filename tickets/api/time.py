"""Time spent on PS work, by program: the account of a ticket, and a piece of work noted on it (CH-PS).

Amounts are minutes: as the work took, and as it counts on the credit, rounded by the rule of its day.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import etags
from api.fields import InstantField, Strict
from api.schema import operation
from sla.wording import PARIS
from tickets import assistance
from tickets.actions.spending import Work, spend_time
from tickets.api import staff_examples, submitted
from tickets.api.engineers import EngineerNamed
from tickets.api.showing import OrganisationNamed, tag_of
from tickets.api.staff_access import StaffResource

# In minutes: as long as the page's form takes.
LONGEST = 24 * 60 + 59


class TimeSpentShown(serializers.Serializer[Any]):
    """A piece of work; `billed_minutes` is what it took from the credit."""

    id = serializers.IntegerField()
    worked_on = serializers.DateField()
    minutes = serializers.IntegerField()
    billed_minutes = serializers.IntegerField()
    description = serializers.CharField()
    engineer = EngineerNamed()
    noted_at = InstantField(source="at")


class TimeAccount(serializers.Serializer[Any]):
    """What was approved on a ticket, and what became of it; null without an approved estimate."""

    approved = serializers.IntegerField()
    spent = serializers.IntegerField()
    left = serializers.IntegerField(help_text=_("Ce qui peut encore être travaillé"))
    given_back = serializers.IntegerField()
    payers = OrganisationNamed(many=True)
    pieces = TimeSpentShown(many=True)


class TicketTime(serializers.Serializer[Any]):
    """The PS work of a ticket."""

    how_counted = serializers.CharField(
        help_text=_("Comment un travail d’aujourd’hui serait arrondi, en mots")
    )
    account = TimeAccount(allow_null=True)


class TimeSpending(Strict):
    """A piece of work that was done."""

    minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST, help_text=_("Ce que le travail a duré")
    )
    worked_on = serializers.DateField(help_text=_("Le jour du travail, à Paris"))
    description = serializers.CharField(
        max_length=300, help_text=_("Ce qui a été fait\u202f; le client le lit")
    )


class Time(StaffResource):
    """The time that the centre spent on a ticket."""

    @operation(
        _("Le temps passé sur un ticket, et ce qui reste d’approuvé"),
        tag="centre",
        operation_id="tickets_time",
        answers=TicketTime,
        answered=staff_examples.TIME,
        is_tagged=True,
    )
    def get(self, request: Request, number: str) -> Response:
        """The account as both sides read it."""
        ticket = self.ticket(number)
        tag = tag_of(ticket)
        told = {
            "how_counted": assistance.how_counted(timezone.now().astimezone(PARIS).date()),
            "account": assistance.of_ticket(ticket),
        }
        return etags.answer(request, tag, TicketTime(told).data)

    @operation(
        _("Noter du temps passé"),
        tag="centre",
        operation_id="tickets_time_spend",
        sends=TimeSpending,
        sent={"minutes": 40, "worked_on": "2026-10-13", "description": "VLAN créé et essayé avec vous."},
        answers=TimeSpentShown,
        answered=staff_examples.TIME_SPENT,
        status=201,
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """The piece of work as it counts; refused where nothing was approved, or less is left (CH-PS)."""
        with self.deciding(number) as ticket:
            work = Work(**self.sent(TimeSpending), submission_key=submitted.key_of(request, self.person))
            row = spend_time(ticket, work, actor=self.person, at=timezone.now())
        return Response(TimeSpentShown(row).data, status=201, headers={"ETag": tag_of(ticket)})
