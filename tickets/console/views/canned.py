"""The canned replies: listed, written, changed, given up; and proposed beside the answer box of a ticket."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets import canned
from tickets.actions.keeping_canned import give_up, keep, may_change, may_give_up
from tickets.actions.writing import NotPossible
from tickets.console import canned_page, rail
from tickets.console.access import console_page, engineer_form
from tickets.console.access import ticket_page as on_ticket
from tickets.console.canned_page import CannedForm
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest, fields_of, restore
from tickets.drafting.reading import typed
from tickets.models import CannedReply, Ticket


@require_safe
@console_page
def replies(request: SignedInRequest) -> HttpResponse:
    """Those of the team and one's own, by title; ?q= words, ?page=."""
    words = typed(request.GET, "q", 100)
    page = Paginator(canned_page.found(request.user, words), canned_page.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "words": words,
        "page": page,
        "query": urlencode({"q": words}) if words else "",
        "lines": canned_page.lines(page, request.user),
        "rail": rail.groups(request.user, timezone.now(), "canned"),
    }
    return render(request, "console/canned/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:canned_new")
def reply_new(request: SignedInRequest) -> HttpResponse:
    """Write one."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:canned_edit")
def reply_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change one of one's own or of the team."""
    row = get_object_or_404(canned_page.in_reach(request.user), pk=pk)
    return _edit(request, row)


@require_POST
@console_page
def reply_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one up; one that is gone already is gone."""
    row = canned_page.in_reach(request.user).filter(pk=pk).first()
    if row is not None:
        give_up(row, actor=request.user)
        messages.success(request, _("«\u00a0%s\u00a0» est supprimée.") % row.title)
    return redirect("console:canned")


@require_safe
@on_ticket
def proposals(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What a slash in the answer box proposes on this ticket, filled in (static/js/insert.js)."""
    found = canned_page.proposals(ticket, request.user, timezone.now())
    return render(request, "console/canned/_proposals.html", {"proposals": found})


def _edit(request: SignedInRequest, row: CannedReply | None) -> HttpResponse:
    """The form, and what came with it: kept, or shown again with the sentence beside its field."""
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep(row, form.wording(), actor=request.user, at=timezone.now())
        except NotPossible as taken:
            form.add_error("shortcut", str(taken))
        else:
            messages.success(
                request,
                _("«\u00a0%(title)s\u00a0» est enregistrée\u00a0: tapez /%(shortcut)s dans une réponse.")
                % {"title": kept.title, "shortcut": kept.shortcut},
            )
            return redirect("console:canned")
    context = {
        "form": form,
        "row": row,
        "may_change": row is None or may_change(request.user, row),
        "variables": canned.VARIABLES.items(),
        "token": submission.new(request.user).token,
        "rail": rail.groups(request.user, timezone.now(), "canned"),
    }
    return render(request, "console/canned/edit.html", context, status=422 if form.errors else 200)


def _form(request: SignedInRequest, row: CannedReply | None) -> CannedForm:
    shown = canned_page.shown(row) if row is not None else None
    kept = restore(request) if request.method != "POST" else None
    if kept is not None:  # what was typed when the session ended
        shown = fields_of(kept)
    form = CannedForm(request.POST if request.method == "POST" else None, initial=shown)
    if row is not None and not may_give_up(request.user, row):  # the team's, not one's own to take away
        form.fields["shared"].disabled, form.initial["shared"] = True, True
    return form
