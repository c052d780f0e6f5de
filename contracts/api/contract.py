"""One contract: read by whoever may know of it, put by the ERP (CH-0)."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import etags
from api.fields import Strict
from api.models import Scope
from api.resources import Resource
from api.schema import operation
from contracts import imports
from contracts.api import access, contract_body, contract_told, examples
from contracts.api.contract_body import ContractGiven
from contracts.api.contract_shown import ContractWithLines, Read, read
from contracts.api.contract_told import ContractPut
from contracts.erp import erp_at_once
from contracts.imports import ImportRefused, cells
from contracts.imports.report import Effect
from contracts.models import ErpFile
from sla.wording import PARIS


class PutQuery(Strict):
    """Whether to do it."""

    dry_run = serializers.BooleanField(
        required=False, default=False, help_text=_("Dire ce qui changerait, sans rien écrire")
    )


class ContractAddress(Resource):
    """A contract by its number, which is the ERP's."""

    writes = Scope.IMPORT

    @operation(
        _("Lire un contrat"),
        tag="contracts",
        answers=ContractWithLines,
        answered=examples.CONTRACT_WITH_LINES,
        operation_id="contracts_read",
        is_tagged=True,
    )
    def get(self, request: Request, number: str) -> Response:
        """With its devices, or 304 to whoever has it already."""
        found = _standing(self.person, number)
        if found is None:
            raise Http404
        return etags.answer(request, found.tag, found.data)

    @operation(
        _("Créer ou mettre à jour un contrat"),
        tag="contracts",
        asks=PutQuery,
        sends=ContractGiven,
        answers=ContractPut,
        is_guarded=True,
        may_create=True,
        sent=examples.PUT,
        answered=examples.PUT_ANSWER,
        operation_id="contracts_put",
    )
    def put(self, request: Request, number: str) -> Response:
        """As a file of the ERP that holds this contract alone: applied whole or not at all, twice changes nothing."""
        if not self.person.handles_contracts:
            raise PermissionDenied
        is_trial = self.asked(PutQuery)["dry_run"]
        number, said = cells.tidy(number), self.sent(ContractGiven)
        content = contract_body.file_of(number, said)
        try:
            return self._tried(number, content) if is_trial else self._applied(number, content)
        except ImportRefused as refused:
            raise contract_told.refused(refused.report) from refused

    def _tried(self, number: str, content: bytes) -> Response:
        self._require_match(number)
        report = imports.check(content, _name(number), today=timezone.now().astimezone(PARIS).date())
        if not report.is_clean:
            raise ImportRefused(report)
        return Response(contract_told.told(number, report, applied=False))

    @transaction.atomic
    def _applied(self, number: str, content: bytes) -> Response:
        report = erp_at_once.apply(
            content,
            _name(number),
            source=ErpFile.Source.API,
            by=self.person,
            clock=timezone.now,
            condition=partial(self._require_match, number),
        )
        stands = _standing(self.person, number)
        assert stands is not None  # it was just put
        headers = {"ETag": stands.tag}
        if contract_told.effect(report) is not Effect.CREATED:
            return Response(contract_told.told(number, report, applied=True), headers=headers)
        headers["Location"] = settings.BASE_URL + reverse("api:contract", args=[number])
        return Response(
            contract_told.told(number, report, applied=True), status.HTTP_201_CREATED, headers=headers
        )

    def _require_match(self, number: str) -> None:
        """Raise Changed when If-Match names another state than that in which the contract stands."""
        stands = _standing(self.person, number)
        if stands is not None:
            etags.require_match(self.request, stands.tag)
        elif "If-Match" in self.request.headers:
            raise etags.Changed


def _standing(person: User, number: str) -> Read | None:
    contract = access.contracts(person).filter(number=number).first() if "\x00" not in number else None
    return read(contract, person, timezone.now()) if contract is not None else None


def _name(number: str) -> str:
    """The name of the file that says the same."""
    return f"{number}.csv"
