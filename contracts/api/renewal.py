"""Asking that a contract goes on, as by the button of its page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Empty
from api.resources import Resource
from api.schema import operation
from contracts.api import access, examples
from contracts.api.contract_shown import RenewalShown, renewal
from contracts.ending import renewals


class ContractRenewal(Resource):
    """The renewal of a contract in sight, asked for once for one end."""

    @operation(
        _("Demander le renouvellement d’un contrat"),
        tag="contracts",
        sends=Empty,
        answers=RenewalShown,
        status=201,
        sent={},
        answered=examples.RENEWAL,
        operation_id="contracts_renew",
    )
    def post(self, request: Request, number: str) -> Response:
        """To whoever sells it; asked for already, the first request stands and is answered."""
        self.sent(Empty)
        contract = access.contract(self.person, number)
        asked, _is_new = renewals.request(contract, by=self.person, at=timezone.now())
        return Response(RenewalShown(renewal(asked, self.person)).data, status.HTTP_201_CREATED)
