"""The PS time credit of one's organisation (CH-PS): what is left, each entry, the statement as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.models import CreditAccount
from contracts.time_credit import statement
from tickets import credit_statement
from tickets.credit_statement import NoFile
from tickets.drafting.interrupted import SignedInRequest
from tickets.portal import credit_page
from tickets.portal.access import portal_page

File = Callable[[CreditAccount, QueryDict, datetime], HttpResponseBase]


@require_safe
@portal_page
def credit(request: SignedInRequest) -> HttpResponse:
    """?depuis= and ?jusqu= days, both included, ?page=."""
    context = credit_page.context(request.user, _account(request), request.GET)
    return render(request, "portal/credit.html", context, status=422 if context["period"].errors else 200)


@require_safe
@portal_page
def credit_csv(request: SignedInRequest) -> HttpResponseBase:
    """The entries of the same period for a spreadsheet."""
    return _file(request, credit_statement.csv_file)


@require_safe
@portal_page
def credit_pdf(request: SignedInRequest) -> HttpResponseBase:
    """The entries of the same period to print, by default the last twelve months."""
    return _file(request, credit_statement.pdf_file)


def _file(request: SignedInRequest, made: File) -> HttpResponseBase:
    account = _account(request)
    if account is None:
        raise Http404
    try:
        return made(account, request.GET, timezone.now())
    except NoFile as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('portal:credit')}?{credit_statement.query(request.GET)}")


def _account(request: SignedInRequest) -> CreditAccount | None:
    assert request.user.organisation is not None  # portal_page let nobody else in
    return statement.account_of(request.user.organisation)
