"""The files of the ERP: everybody at the centre reads what became of them, sales and leads send and decide."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts import spreadsheets
from contracts.erp import erp_files
from contracts.erp.erp_files import NotPossible
from contracts.models import ErpFile
from tickets.console import erp_file_page, rail
from tickets.console.access import centre_page, sales_form
from tickets.console.erp_file_form import ErpFileForm
from tickets.drafting.interrupted import SignedInRequest


@require_safe
@centre_page
def files(request: SignedInRequest) -> HttpResponse:
    """The files that came, the latest first, ?page=; where a new one is sent."""
    return _list(request, ErpFileForm())


@require_POST
@sales_form("console:erp_files")
def upload(request: SignedInRequest) -> HttpResponse:
    """Receive a file; its page follows, where the check is seen. Bytes that came before lead to theirs."""
    form = ErpFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    row, is_new = erp_files.receive(
        form.content(),
        form.cleaned_data["file"].name,
        source=ErpFile.Source.PAGE,
        by=request.user,
        at=timezone.now(),
    )
    if not is_new:
        messages.info(request, erp_file_page.already_here(row))
    return redirect("console:erp_file", row.pk)


@require_safe
@centre_page
def file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One file: how far it is, what the check found, what was done."""
    context = erp_file_page.context(_file(pk), request.user, request.GET.get("page"))
    context["rail"] = rail.groups(request.user, timezone.now(), "erp_files")
    return render(request, "console/erp_files/file.html", context)


@require_safe
@centre_page
def state(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """For htmx: the same without the page around it."""
    return render(request, "console/erp_files/_state.html", erp_file_page.context(_file(pk), request.user))


@require_safe
@centre_page
def report_csv(request: SignedInRequest, pk: UUID) -> StreamingHttpResponse:
    """The report as a file: what was refused, then what changes and what is to be known."""
    row = _file(pk)
    return spreadsheets.csv_answer(erp_file_page.rows(row), erp_file_page.csv_name(row))


@require_POST
@sales_form("console:erp_file")
def application(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have a file that was found clean applied; its page shows how far that is."""
    return _decide(request, pk, lambda row: erp_files.apply(row, by=request.user))


@require_POST
@sales_form("console:erp_file")
def abandonment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give up a file that was found clean."""

    def verb(row: ErpFile) -> ErpFile:
        discarded = erp_files.discard(row, by=request.user, at=timezone.now())
        messages.success(request, _("Fichier abandonné\u00a0: rien n’en a été appliqué."))
        return discarded

    return _decide(request, pk, verb)


@require_POST
@sales_form("console:erp_file")
def verification(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Check a file that has ended once more; the page of the new check follows."""
    return _decide(request, pk, lambda row: erp_files.check_again(row, by=request.user, at=timezone.now()))


def _decide(request: SignedInRequest, pk: UUID, verb: Callable[[ErpFile], ErpFile]) -> HttpResponse:
    row = _file(pk)
    try:
        row = verb(row)
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("console:erp_file", row.pk)


def _file(pk: UUID) -> ErpFile:
    return get_object_or_404(erp_files.history(), pk=pk)


def _list(request: SignedInRequest, form: ErpFileForm, status: int = 200) -> HttpResponse:
    page = Paginator(erp_files.history().defer("content", "report"), erp_file_page.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "lines": page.object_list,
        "may_edit": erp_file_page.may_edit(request.user),
        "rail": rail.groups(request.user, timezone.now(), "erp_files"),
    }
    return render(request, "console/erp_files/list.html", context, status=status)
