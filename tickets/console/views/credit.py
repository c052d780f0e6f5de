"""The PS time credits (CH-PS): found and read by the whole centre, written by sales and leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from contracts.credit import NotEnoughCredit
from contracts.models import CreditAccount, CreditEntry
from contracts.time_credit import credit_desk, holders, statement
from contracts.time_credit.credit_desk import OrderKnown
from tickets import credit_statement
from tickets.console import credit_list, rail
from tickets.console.access import centre_page, sales_form
from tickets.console.credit_forms import CorrectionForm, LedgerForm, PurchaseForm
from tickets.credit_statement import NoFile
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest, fields_of, restore
from tickets.drafting.reading import typed

File = Callable[[CreditAccount, QueryDict, datetime], HttpResponseBase]


@require_safe
@centre_page
def credits_(request: SignedInRequest) -> HttpResponse:
    """The organisations with a ledger; ?q= a name or a code finds every customer, ?page=."""
    words = typed(request.GET, "q", 100)
    page = Paginator(credit_list.found(words), credit_list.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "page": page,
        "query": urlencode({"q": words}) if words else "",
        "lines": credit_list.lines(page),
        "rail": rail.groups(request.user, timezone.now(), "credits"),
    }
    return render(request, "console/credits/list.html", context)


@require_safe
@centre_page
def credit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One ledger, ?depuis= and ?jusqu= days, ?page=; with the forms for those who write it."""
    return _page(request, _organisation(pk), kept=restore(request))


@require_http_methods(["GET", "HEAD", "POST"])
@sales_form("console:credit")
def purchases(request: SignedInRequest, pk: int) -> HttpResponse:
    """Credit an order; asked without a form, the ledger is shown."""
    if request.method != "POST":
        return _to_the_ledger(request, pk)
    organisation, form = _organisation(pk), PurchaseForm(request.POST)
    if form.is_valid():
        new = form.cleaned_data
        try:
            entry, is_new = credit_desk.enter_purchase(
                organisation,
                new["minutes"],
                by=request.user,
                at=timezone.now(),
                order=new["order"],
                after=form.shown,
            )
        except OrderKnown as refused:
            form.add_error("order", str(refused))
        else:
            return _written(request, organisation, entry, is_new)
    return _page(request, organisation, form)


@require_http_methods(["GET", "HEAD", "POST"])
@sales_form("console:credit")
def corrections(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add or take minutes, for a reason; asked without a form, the ledger is shown."""
    if request.method != "POST":
        return _to_the_ledger(request, pk)
    organisation, form = _organisation(pk), CorrectionForm(request.POST)
    if form.is_valid():
        new = form.cleaned_data
        try:
            entry, is_new = credit_desk.enter_correction(
                organisation,
                new["duration"],
                by=request.user,
                at=timezone.now(),
                reason=new["reason"],
                after=form.shown,
            )
        except NotEnoughCredit as refused:
            form.add_error("duration", str(refused))
        else:
            return _written(request, organisation, entry, is_new)
    return _page(request, organisation, form)


@require_safe
@centre_page
def credit_csv(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The entries of the period for a spreadsheet."""
    return _file(request, pk, credit_statement.csv_file)


@require_safe
@centre_page
def credit_pdf(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The entries of the period to print, by default the last twelve months."""
    return _file(request, pk, credit_statement.pdf_file)


def _organisation(pk: int) -> Organisation:
    return get_object_or_404(holders.holders(), pk=pk)


def _written(
    request: SignedInRequest, organisation: Organisation, entry: CreditEntry, is_new: bool
) -> HttpResponse:
    """Back to the ledger, which says what was written, now or by an earlier sending of the same form."""
    if is_new:
        said = _("%(change)s\u00a0: enregistré pour %(organisation)s.")
    else:
        said = _(
            "%(change)s\u00a0: c’était déjà enregistré pour %(organisation)s, rien n’est compté deux fois."
        )
    words = said % {"change": statement.signed(entry.minutes), "organisation": organisation}
    (messages.success if is_new else messages.info)(request, words)
    return redirect("console:credit", pk=organisation.pk)


def _to_the_ledger(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ledger, at the page and the period that the address asked for."""
    return redirect(f"{reverse('console:credit', args=[pk])}?{request.GET.urlencode()}")


def _file(request: SignedInRequest, pk: int, made: File) -> HttpResponseBase:
    organisation = _organisation(pk)
    account = statement.account_of(organisation)
    if account is None:
        raise Http404
    try:
        return made(account, request.GET, timezone.now())
    except NoFile as refused:
        messages.error(request, str(refused))
        return _to_the_ledger(request, pk)


def _page(
    request: SignedInRequest,
    organisation: Organisation,
    sent: LedgerForm | None = None,
    *,
    kept: QueryDict | None = None,
) -> HttpResponse:
    """The ledger; `sent` is a form that was refused, `kept` one that an ended session had interrupted."""
    user, account = request.user, statement.account_of(organisation)
    context = {
        **credit_statement.page(account, request.GET),
        "organisation": organisation,
        "account": account,
        "may_write": user.handles_contracts,
        "token": submission.sent(user, request.POST.get("submission_key", "")).token,
        "forms": _forms(account, sent, kept),
        "rail": rail.groups(user, timezone.now(), "credits"),
    }
    refused = context["period"].errors or (sent is not None and sent.errors)
    return render(request, "console/credits/ledger.html", context, status=422 if refused else 200)


def _forms(
    account: CreditAccount | None, sent: LedgerForm | None, kept: QueryDict | None
) -> dict[str, LedgerForm]:
    """Both forms, each as it was sent, as it was kept, or new; a new one knows the last entry shown beside it."""
    last = account.entries.order_by("-pk").values_list("pk", flat=True).first() if account else None
    forms: dict[str, LedgerForm] = {}
    for kind in (PurchaseForm, CorrectionForm):
        typed_before = fields_of(kept) if kept is not None and kept.get("intent") == kind.intent else {}
        forms[kind.intent] = (
            sent if isinstance(sent, kind) else kind(initial={"after": last or 0, **typed_before})
        )
    return forms
