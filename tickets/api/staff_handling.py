"""What the centre does to a ticket besides writing, by program: one address a thing, the page's verb behind each.

Each answers the ticket as it stands then, with its tag (showing.answer); If-Match names the one it was decided on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Empty, Strict, TextField
from api.schema import View, operation
from contracts.decision import Kind
from tickets.actions.assigning import assign
from tickets.actions.merging import merge
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.reminding import remind
from tickets.actions.splitting import Part, split
from tickets.actions.waiving import waive
from tickets.actions.writing import lock
from tickets.api import showing, staff_examples, submitted
from tickets.api.showing import TicketShown
from tickets.api.staff_access import StaffResource, checked
from tickets.console.forms import AssignmentForm, QualificationForm
from tickets.console.splitting_form import SplitForm
from tickets.models import Ticket


class TicketQualification(Strict):
    """What an engineer established; what is left out stays as it is."""

    severity = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=4)
    serial = serializers.CharField(required=False, allow_blank=True, max_length=60)
    kind = serializers.ChoiceField([each.value for each in Kind], required=False)


class TicketAssignment(Strict):
    """An engineer, or nobody."""

    assignee = serializers.IntegerField(
        allow_null=True, help_text=_("Un id de people/engineers/\u202f; null\u00a0: à personne")
    )


class TicketWaiver(Strict):
    """Why a request is opened against the charter."""

    reason = TextField(
        max_length=1_000,
        trim_whitespace=True,
        help_text=_("Lue par l’équipe seulement, jamais par le client"),
    )


class TicketMerger(Strict):
    """The ticket that goes on."""

    into = serializers.CharField(max_length=15, help_text=_("Numéro du ticket à garder"))


class TicketSplit(Strict):
    """Which messages leave for a ticket of their own, and what that one is about."""

    messages = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=60,
        help_text=_("Les ids des messages qui partent"),
    )
    after = serializers.BooleanField(
        required=False, default=False, help_text=_("Et tous ceux qui suivent le premier")
    )
    subject = serializers.CharField(max_length=300)
    serial = serializers.CharField(
        required=False, allow_blank=True, max_length=60, help_text=_("Par défaut, celui de ce ticket")
    )
    severity = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=4
    )


def handles(
    summary: Promise, operation_id: str, sends: type[Strict], sent: dict[str, Any]
) -> Callable[[View], View]:
    """A POST that changes the ticket of its address and answers it."""
    return operation(
        summary,
        tag="centre",
        operation_id=operation_id,
        sends=sends,
        sent=sent,
        answers=TicketShown,
        answered=staff_examples.TICKET,
        is_guarded=True,
    )


class Qualify(StaffResource):
    """What product, how severe, what kind; verdict and deadline follow (CH-V.2)."""

    @handles(_("Qualifier un ticket"), "tickets_qualify", TicketQualification, {"severity": 1})
    def post(self, request: Request, number: str) -> Response:
        """The page's checks, on what was sent over what stands."""
        with self.deciding(number) as ticket:
            stands = {"severity": ticket.severity, "serial": ticket.serial, "kind": ticket.kind}
            typed = self.sent(TicketQualification)
            asked = checked(QualificationForm(ticket, {**stands, **typed}))
            if asked["severity"] is None and typed.get("severity") is not None:  # CH-PS
                sentence = gettext("Une demande d’assistance n’a pas de sévérité.")
                raise serializers.ValidationError({"severity": [ErrorDetail(sentence, "not_for_assistance")]})
            new = Qualification(asked["severity"], asked["serial"], asked["kind"])
            qualify(ticket, new, actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)


class Assign(StaffResource):
    """Give the ticket to an engineer, or to nobody."""

    @handles(
        _("Affecter un ticket, ou le libérer"),
        "tickets_assign",
        TicketAssignment,
        {"assignee": staff_examples.CLAIRE["id"]},
    )
    def post(self, request: Request, number: str) -> Response:
        """Giving it to who has it already changes nothing."""
        with self.deciding(number) as ticket:
            form = AssignmentForm(ticket, self.sent(TicketAssignment))
            assign(ticket, checked(form)["assignee"], actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)


class Waive(StaffResource):
    """Open a refused or redirected request all the same, for a reason."""

    @handles(
        _("Ouvrir une demande à titre exceptionnel"),
        "tickets_waive",
        TicketWaiver,
        {"reason": "Renouvellement signé ce matin."},
    )
    def post(self, request: Request, number: str) -> Response:
        """The reason is the team's; the customer reads "à titre exceptionnel"."""
        with self.deciding(number) as ticket:
            waive(ticket, self.sent(TicketWaiver)["reason"], actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)


class Remind(StaffResource):
    """Remind the customer now."""

    @handles(_("Relancer le client"), "tickets_remind", Empty, {})
    def post(self, request: Request, number: str) -> Response:
        """Deadlines do not change by it."""
        with self.deciding(number) as ticket:
            self.sent(Empty)
            remind(ticket, actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)


class Merge(StaffResource):
    """Merge the ticket into another, which takes over all that was said (CH-V.2)."""

    @handles(
        _("Fusionner un ticket avec un autre"), "tickets_merge", TicketMerger, {"into": "CST-2026-000002"}
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket that goes on. There is no way back."""
        source = self.ticket(number)
        into = self._named(self.sent(TicketMerger)["into"])
        with transaction.atomic():
            for key in sorted((source.pk, into.pk)):  # as whoever merges the other way at once does
                lock(Ticket(pk=key))
            with self.deciding(number) as ticket:
                kept = merge(ticket, into, actor=self.person, at=timezone.now())
        return showing.answer(self, kept)

    def _named(self, number: str) -> Ticket:
        found = Ticket.objects.visible_to(self.person).filter(number=number.upper()).first()
        if found is None:
            sentence = gettext("Aucun ticket ne porte le numéro %s.") % number
            raise serializers.ValidationError({"into": [ErrorDetail(sentence, "does_not_exist")]})
        return found


class Split(StaffResource):
    """Make a ticket of its own of some messages (CH-V.2)."""

    @operation(
        _("Séparer un ticket en deux"),
        tag="centre",
        operation_id="tickets_split",
        sends=TicketSplit,
        sent={"messages": ["0b5e8f0a-7c1d-4f6e-9a53-2f1f6f0c8d11"], "subject": "Le VPN des nomades"},
        answers=TicketShown,
        answered=staff_examples.TICKET,
        status=201,
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """The new ticket; its customer is told of it as of any request."""
        with self.deciding(number) as ticket:
            asked = checked(SplitForm(ticket, {"serial": ticket.serial, **self.sent(TicketSplit)}))
            key = submitted.key_of(request, self.person)
            part = Part(asked["messages"], asked["subject"], asked["serial"], asked["severity"], key)
            new = split(ticket, part, actor=self.person, at=timezone.now())
        answer = showing.answer(self, new, status=201)
        answer["Location"] = showing.address(new)
        return answer
