"""What is done to several rows of the list at once, asked again where it writes to customers, and its undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.actions.writing import NotPossible
from tickets.console import bulk, bulk_form, rail
from tickets.console.access import console_page, in_sight
from tickets.console.bulk import Row, Told, Verb
from tickets.console.bulk_form import BulkForm
from tickets.console.filters import Wanted
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.models import BulkChange


@require_POST
@console_page
def bulk_changes(request: SignedInRequest) -> HttpResponse:
    """Do `verb` to the rows chosen, and say what became of each; the list follows."""
    form, rows = BulkForm(request.POST), bulk.read(request.POST.getlist("rows"))
    if not rows:
        messages.error(request, _("Cochez d’abord un ticket."))
        return _list(request)
    asked_again = [each for each in Verb if each.is_confirmed and each.value == request.POST.get("verb")]
    if asked_again and (not form.is_valid() or not form.cleaned_data["confirmed"]):
        return _confirm(request, form, rows, asked_again[0])
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return _list(request)
    _carry_out(request, form, rows)
    return _list(request)


@require_POST
@console_page
def bulk_undoing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what one did to several, where nothing changed since."""
    change = get_object_or_404(BulkChange, actor=request.user, pk=pk)
    try:
        told = bulk.take_back(change, in_sight(request.user), actor=request.user, at=timezone.now())
    except NotPossible as late:
        messages.error(request, str(late))
    else:
        messages.success(request, bulk_form.taken_back(len(told.done)))
        _say_left(request, told)
    return redirect(request.session.pop(_CAME_FROM, None) or reverse("console:queue"))


# Where the undoing leads back to.
_CAME_FROM = "bulk_came_from"


def _carry_out(request: SignedInRequest, form: BulkForm, rows: list[Row]) -> None:
    deed = form.deed(submission.sent(request.user, request.POST.get("submission_key", "")).key)
    tickets = in_sight(request.user)
    try:
        told = bulk.carry_out(rows, deed, tickets, actor=request.user, at=timezone.now())
    except NotPossible as refused:
        messages.error(request, str(refused))
        return
    undoing = reverse("console:bulk_undoing", args=[told.change.pk]) if told.change is not None else ""
    if told.done:
        messages.success(request, bulk_form.done(deed, len(told.done)), extra_tags=undoing)
        request.session[_CAME_FROM] = _address(request)
    _say_left(request, told)


def _say_left(request: SignedInRequest, told: Told) -> None:
    if told.left:
        messages.warning(request, bulk_form.left(told))


def _confirm(request: SignedInRequest, form: BulkForm, rows: list[Row], verb: Verb) -> HttpResponse:
    """The tickets, the cause, the words: what is sent to customers is looked at once more."""
    sent = bool(request.POST.get("confirmed"))
    tickets = in_sight(request.user).filter(pk__in=[row.pk for row in rows[: bulk.MOST]]).order_by("pk")
    shown = form if sent else BulkForm()
    for name in ("cause", "body"):  # asked for here, and nowhere before
        shown.fields[name].required = True
    context = {
        "form": shown,
        "verb": verb,
        "tickets": tickets,
        "rows": [f"{row.pk}-{row.stamp}" for row in rows],
        "query": typed(request.POST, "query", 2000),
        "back": _address(request),
        "submission_key": request.POST.get("submission_key") or submission.new(request.user).token,
        "rail": rail.groups(request.user, timezone.now()),
    }
    return render(request, "console/bulk_confirm.html", context, status=422 if sent else 200)


def _address(request: SignedInRequest) -> str:
    query = QueryDict(typed(request.POST, "query", 2000))
    kept = f"&garde={query['garde']}" if query.get("garde", "").isdecimal() else ""
    return f"{reverse('console:queue')}?{Wanted.read(query).query}{kept}"


def _list(request: SignedInRequest) -> HttpResponse:
    return redirect(_address(request))
