"""The console's pages on mailboxes: engineers and leads see how each is doing, leads add, change and decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbound_mail.mailboxes import changing
from inbound_mail.mailboxes import state as states
from inbound_mail.mailboxes.forms import PRESETS, BeginningForm, MailboxForm
from inbound_mail.models import Mailbox
from inbound_mail.tasks import fetch_mailbox
from outbound_mail.waking import wake
from tickets.actions.writing import NotPossible
from tickets.console import rail
from tickets.console.access import console_page, engineer_form, lead_form
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest, fields_of, restore


@require_safe
@console_page
def mailboxes(request: SignedInRequest) -> HttpResponse:
    """Every mailbox in a line."""
    now = timezone.now()
    lines = [(mailbox, states.health(mailbox), states.lag(mailbox, now)) for mailbox in Mailbox.objects.all()]
    context = {
        "lines": [
            {"mailbox": mailbox, "health": health, "words": states.words(health), "lag": lag}
            for mailbox, health, lag in lines
        ],
        "may_edit": request.user.is_lead,
        "rail": rail.groups(request.user, now, "mailboxes"),
    }
    return render(request, "console/mailboxes/list.html", context)


@require_safe
@console_page
def mailbox(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a mailbox is doing, and what may be decided."""
    return _page(request, _mailbox(pk), BeginningForm())


@require_safe
@console_page
def state(request: SignedInRequest, pk: int) -> HttpResponse:
    """For htmx: how it is doing, without the page around it."""
    return render(request, "console/mailboxes/_state.html", _state(request, _mailbox(pk), BeginningForm()))


@require_POST
@engineer_form("mails:mailbox")
def fetch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a worker fetch it, or look into it, now; the page shows how far that is."""
    row = _mailbox(pk)
    if not row.is_fetched:
        messages.error(
            request, _("Cette boîte n’est pas relevée\u00a0: démarrez-la, ou donnez-lui un serveur.")
        )
    else:
        wake(fetch_mailbox, "mailboxes are", row.pk)
        messages.info(request, _("Relevé demandé\u00a0: cette page le suit."))
    return redirect(row)


@require_POST
@lead_form("mails:mailbox")
def beginning(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide from when on its mail counts."""
    row, form, now = _mailbox(pk), BeginningForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        changing.begin(row, form.begins_at(now), actor=request.user, at=now)
    except NotPossible as refused:
        messages.error(request, str(refused))
    else:
        wake(fetch_mailbox, "mailboxes are", row.pk)
        messages.success(request, _("C’est décidé\u00a0: la boîte est relevée à partir de là."))
    return redirect(row)


@require_POST
@lead_form("mails:mailbox")
def activation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start or stop it: active=1, or anything else."""
    row = changing.switch(_mailbox(pk), active=request.POST.get("active") == "1", actor=request.user)
    messages.success(
        request, _("Boîte démarrée.") if row.active else _("Boîte arrêtée\u00a0: rien n’y est plus pris.")
    )
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@lead_form("mails:mailbox_new")
def new(request: SignedInRequest) -> HttpResponse:
    """Another mailbox; ?fournisseur= fills in what is known of a provider."""
    return _edit(request, Mailbox(), PRESETS.get(request.GET.get("fournisseur", ""), {}))


@require_http_methods(["GET", "HEAD", "POST"])
@lead_form("mails:mailbox_edit")
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """How it is reached."""
    return _edit(request, _mailbox(pk), {})


def _edit(request: SignedInRequest, row: Mailbox, initial: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        typed = restore(request)
        form = MailboxForm(instance=row, initial=fields_of(typed) if typed else initial)
    else:
        form = MailboxForm(request.POST, instance=row)
        if form.is_valid():
            saved = changing.save(form.instance, form.secrets, actor=request.user)
            if saved.is_fetched:
                wake(fetch_mailbox, "mailboxes are", saved.pk)
            messages.success(request, _("Boîte enregistrée."))
            return redirect(saved)
    context = {
        "form": form,
        "known": row.pk is not None and Mailbox.objects.get(pk=row.pk),
        "token": submission.sent(request.user, request.POST.get("submission_key", "")).token,
        "rail": rail.groups(request.user, timezone.now(), "mailboxes"),
    }
    return render(request, "console/mailboxes/edit.html", context, status=422 if form.errors else 200)


def _mailbox(pk: int) -> Mailbox:
    return get_object_or_404(Mailbox.objects.select_related("decided_by"), pk=pk)


def _state(request: SignedInRequest, row: Mailbox, form: BeginningForm) -> dict[str, Any]:
    found = states.state(row, timezone.now())
    waits = row.look is not None and row.begins_at is None and not found.at_work
    return {
        "state": found,
        "mailbox": row,
        "looked_at": states.looked_at(row),
        "may_edit": request.user.is_lead,
        "deciding": waits and request.user.is_lead,
        "form": form,
        "submission_key": submission.sent(request.user, request.POST.get("submission_key", "")).token,
    }


def _page(request: SignedInRequest, row: Mailbox, form: BeginningForm, status: int = 200) -> HttpResponse:
    context = _state(request, row, form)
    context["rail"] = rail.groups(request.user, timezone.now(), "mailboxes")
    return render(request, "console/mailboxes/mailbox.html", context, status=status)
