"""Cases at the manufacturer, by program: opened, kept up to date, heard of, closed (CH-V.1, CH-V.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from api import listing
from api.fields import Empty, InstantField, Strict, TextField
from api.listing import PageQuery, paged
from api.schema import View, operation
from contracts.models import Vendor
from tickets.actions import escalating, hearing_vendors
from tickets.actions.escalating import Case
from tickets.api import staff_examples
from tickets.api.engineers import EngineerNamed
from tickets.api.showing import tag_of
from tickets.api.staff_access import StaffResource, checked
from tickets.console.around_forms import CaseDetails
from tickets.console.forms import EscalationForm
from tickets.models import Ticket, VendorCase
from tickets.vendor_silence import USUAL_HOURS


class VendorCaseShown(serializers.Serializer[Any]):
    """A case as the manufacturer knows it; `summary` is what the customer reads."""

    id = serializers.IntegerField()
    vendor = serializers.CharField(source="vendor.name")
    number = serializers.CharField()
    summary = serializers.CharField()
    contact = serializers.CharField()
    link = serializers.CharField()
    silence_hours = serializers.IntegerField(allow_null=True)
    opened_at = InstantField()
    opened_by = EngineerNamed()
    heard_at = InstantField(allow_null=True, help_text=_("Dernières nouvelles du constructeur"))
    remind_at = InstantField(allow_null=True, help_text=_("Quand son silence sera rappelé"))
    closed_at = InstantField(allow_null=True)


class VendorCaseDetails(Strict):
    """What is known of a case besides its number; what is left out stays as it is."""

    contact = serializers.CharField(required=False, allow_blank=True, max_length=120)
    link = serializers.CharField(required=False, allow_blank=True, max_length=500)
    summary = TextField(
        required=False,
        allow_blank=True,
        trim_whitespace=True,
        max_length=2_000,
        help_text=_("Ce que le client en lit"),
    )
    silence_hours = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=200,
        help_text=_("Rappelé après un silence de tant d’heures ouvrées\u202f; null\u00a0: jamais"),
    )


class VendorCaseOpening(VendorCaseDetails):
    """A case that was opened at the manufacturer."""

    vendor = serializers.CharField(
        required=False,
        max_length=100,
        help_text=_("Le nom du constructeur\u202f; par défaut celui du produit"),
    )
    number = serializers.CharField(max_length=60, help_text=_("Le numéro que le constructeur a donné"))


class Cases(StaffResource):
    """An address of the cases of a ticket."""

    def cases(self, ticket: Ticket) -> QuerySet[VendorCase]:
        return ticket.vendor_cases.select_related("vendor", "opened_by")

    def case(self, ticket: Ticket, pk: int) -> VendorCase:
        """The case that the address names, one of the ticket's own. Raises Http404."""
        return get_object_or_404(self.cases(ticket), pk=pk)

    def told(self, ticket: Ticket, row: VendorCase, status: int = 200) -> Response:
        """The case as it stands now, with the tag of its ticket."""
        shown = VendorCaseShown(self.cases(ticket).get(pk=row.pk)).data
        return Response(shown, status=status, headers={"ETag": tag_of(ticket)})


class VendorCases(Cases):
    """The cases of a ticket at the manufacturer."""

    @operation(
        _("Les dossiers d’un ticket chez le constructeur"),
        tag="centre",
        operation_id="vendor_cases_list",
        asks=PageQuery,
        answers=paged(VendorCaseShown),
        answered={"next": None, "previous": None, "results": [staff_examples.VENDOR_CASE]},
    )
    def get(self, request: Request, number: str) -> Response:
        """One page of them, the latest first."""
        rows = self.cases(self.ticket(number))
        self.asked(PageQuery)
        return listing.page(request, rows, ("-opened_at", "-id"), VendorCaseShown)

    @operation(
        _("Escalader un ticket chez le constructeur"),
        tag="centre",
        operation_id="vendor_case_open",
        sends=VendorCaseOpening,
        sent={"number": "9876543", "summary": "Le constructeur reproduit le défaut.", "silence_hours": 8},
        answers=VendorCaseShown,
        answered=staff_examples.VENDOR_CASE,
        status=201,
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket waits there, unless its customer still waits for a first answer (CH-V.2)."""
        with self.deciding(number) as ticket:
            typed = {"silence_hours": USUAL_HOURS, **self.sent(VendorCaseOpening)}
            typed["vendor"] = _vendor(ticket, typed.get("vendor"))
            row = escalating.escalate(
                ticket,
                Case(**checked(EscalationForm(ticket, typed))),
                actor=self.person,
                at=timezone.now(),
            )
        return self.told(ticket, row, status=201)


def _happens(summary: Promise, operation_id: str) -> Callable[[View], View]:
    return operation(
        summary,
        tag="centre",
        operation_id=operation_id,
        sends=Empty,
        sent={},
        answers=VendorCaseShown,
        answered=staff_examples.VENDOR_CASE,
        is_guarded=True,
    )


class VendorCaseAddress(Cases):
    """One case at the manufacturer."""

    @operation(
        _("Changer ce que l’on sait d’un dossier chez le constructeur"),
        tag="centre",
        operation_id="vendor_case_change",
        sends=VendorCaseDetails,
        sent={"summary": "Le constructeur reproduit le défaut."},
        answers=VendorCaseShown,
        answered=staff_examples.VENDOR_CASE,
        is_guarded=True,
    )
    def patch(self, request: Request, number: str, pk: int) -> Response:
        """Its vendor and its number stay; its silence counts anew."""
        with self.deciding(number) as ticket:
            row = self.case(ticket, pk)
            stands = {name: getattr(row, name) for name in CaseDetails.base_fields}
            known = checked(CaseDetails({**stands, **self.sent(VendorCaseDetails)}))
            case = Case(row.vendor, row.number, **known)
            row = escalating.keep_case(row, case, actor=self.person, at=timezone.now())
        return self.told(ticket, row)


class VendorCaseHeard(Cases):
    """The manufacturer answered."""

    @_happens(_("Noter des nouvelles du constructeur"), "vendor_case_hear")
    def post(self, request: Request, number: str, pk: int) -> Response:
        """The ticket is the centre's again, and silence counts anew."""
        with self.deciding(number) as ticket:
            self.sent(Empty)
            row = hearing_vendors.heard(self.case(ticket, pk), actor=self.person, at=timezone.now())
        return self.told(ticket, row)


class VendorCaseClosed(Cases):
    """The manufacturer is done."""

    @_happens(_("Clore un dossier chez le constructeur"), "vendor_case_close")
    def post(self, request: Request, number: str, pk: int) -> Response:
        """A ticket that waited there alone is the centre's again. Twice changes nothing."""
        with self.deciding(number) as ticket:
            self.sent(Empty)
            row = escalating.close_case(self.case(ticket, pk), actor=self.person, at=timezone.now())
        return self.told(ticket, row)


class VendorCaseReopened(Cases):
    """The case goes on after all."""

    @_happens(_("Rouvrir un dossier chez le constructeur"), "vendor_case_reopen")
    def post(self, request: Request, number: str, pk: int) -> Response:
        """The ticket waits there again if that is possible. Twice changes nothing."""
        with self.deciding(number) as ticket:
            self.sent(Empty)
            row = escalating.reopen_case(self.case(ticket, pk), actor=self.person, at=timezone.now())
        return self.told(ticket, row)


def _vendor(ticket: Ticket, name: str | None) -> int | None:
    """The key of the vendor of that name, by default of the one that the ticket's product comes from, if it has any.

    Raises ValidationError for a name that nobody has.
    """
    if name is None:
        return ticket.device.product.vendor_id if ticket.device is not None else None
    found = Vendor.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
    if found is None:
        sentence = gettext("Choisissez un constructeur de la liste.")
        raise serializers.ValidationError({"vendor": [ErrorDetail(sentence, "does_not_exist")]})
    return found
