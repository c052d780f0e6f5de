"""The PS time credits that one may read (CH-PS): one's own organisation's; for the centre, everybody's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from api.listing import PageQuery, page, paged
from api.resources import Resource
from api.schema import operation
from contracts.api import access, examples
from contracts.api.credit_shown import CreditEntryShown, CreditShown, CreditStanding
from contracts.api.parts import DayField
from contracts.models import CreditAccount, CreditEntry
from contracts.period import Period
from contracts.time_credit import statement
from contracts.time_credit.statement import Standing

BY_ORGANISATION = ("organisation_id",)
LATEST_FIRST = ("-at", "-id")


class CreditsQuery(PageQuery):
    """Whose: a part of a name, or a whole code of the ERP."""

    organisation = serializers.CharField(
        required=False, max_length=200, help_text=_("Partie du nom, ou code dans l’ERP")
    )


class StatementQuery(PageQuery):
    """Days of Paris, both included; `from` is no name in Python."""

    until = DayField(required=False, help_text=_("Dernier jour"))

    def get_fields(self) -> dict[str, Any]:
        first = DayField(required=False, source="since", help_text=_("Premier jour"))
        return {**super().get_fields(), "from": first}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "since" in attrs and "until" in attrs and attrs["until"] < attrs["since"]:
            sentence = gettext("La fin est avant le début.")
            raise serializers.ValidationError({"until": ErrorDetail(sentence, "ends_before_it_starts")})
        return attrs


class Credits(Resource):
    """Those that were ever bought."""

    @operation(
        _("Lister les crédits-temps PS"),
        tag="credits",
        asks=CreditsQuery,
        answers=paged(CreditShown),
        answered=examples.page(examples.CREDIT),
        operation_id="credits_list",
    )
    def get(self, request: Request) -> Response:
        """By the key of their organisation."""
        rows = access.credits_(self.person)
        if words := self.asked(CreditsQuery).get("organisation"):
            named = Organisation.objects.filter(Q(name__holds=words) | Q(erp_code=words))
            rows = rows.filter(organisation__in=named.values("pk"))
        return page(request, rows, BY_ORGANISATION, CreditShown)


class Credit(Resource):
    """Where one stands; zero for who never bought."""

    @operation(
        _("Lire un crédit-temps PS"),
        tag="credits",
        answers=CreditStanding,
        answered=examples.STANDING,
        operation_id="credits_read",
    )
    def get(self, request: Request, organisation: int) -> Response:
        """Balance, reserved, bought, spent, corrected."""
        holder = access.holder(self.person, organisation)
        account = statement.account_of(holder)
        standing = statement.standing(account) if account is not None else Standing()
        return Response(CreditStanding({"organisation": holder, "standing": standing}).data)


class CreditStatement(Resource):
    """What went in and out."""

    @operation(
        _("Lire un relevé de crédit-temps PS"),
        tag="credits",
        asks=StatementQuery,
        answers=paged(CreditEntryShown),
        answered=examples.page(examples.ENTRY),
        operation_id="credits_statement",
    )
    def get(self, request: Request, organisation: int) -> Response:
        """The entries of a period, all of them by default, the latest first."""
        holder = access.holder(self.person, organisation)
        asked = self.asked(StatementQuery)
        account = CreditAccount.objects.filter(organisation=holder).first()
        rows = CreditEntry.objects.none()
        if account is not None:
            rows = statement.entries(account, Period(asked.get("since"), asked.get("until")))
        return page(request, rows, LATEST_FIRST, CreditEntryShown)
