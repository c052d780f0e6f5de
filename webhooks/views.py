"""The pages on webhooks: what an organisation subscribed to, how each is doing, and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from webhooks import access, changing, deliveries, pausing
from webhooks.changing import NotNow
from webhooks.delivering import KEPT_FOR
from webhooks.forms import ReplayForm, SubscriptionForm
from webhooks.models import Subscription
from webhooks.page_access import ManagerRequest, manager_page, subscription_page

_FORM = ["GET", "HEAD", "POST"]


@require_safe
@manager_page
def subscriptions(request: ManagerRequest) -> HttpResponse:
    """Every subscription of the organisation in a line; there are few (changing.MOST_SUBSCRIPTIONS)."""
    return render(request, "webhooks/list.html", {"lines": access.in_sight(request.user)})


@require_safe
@subscription_page
def subscription(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """How it is doing, and its log."""
    return _page(request, row)


@require_http_methods(_FORM)
@manager_page
def new(request: ManagerRequest) -> HttpResponse:
    """Another subscription."""
    form = SubscriptionForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = changing.subscribe(form.wish, by=request.user, at=timezone.now())
        except NotNow as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Webhook créé\u00a0: son secret vous attend ci-dessous."))
            return redirect(row)
    return _form(request, form)


@require_http_methods(_FORM)
@subscription_page
def edit(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """What it is called, where it goes, what it is told of."""
    form = SubscriptionForm(request.POST or None, person=request.user, known=row)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Webhook enregistré."))
        return redirect(changing.change(row, form.wish, by=request.user, at=timezone.now()))
    return _form(request, form, row)


@require_POST
@subscription_page
def pause(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Pause it, or go on: paused=1, or anything else."""
    if request.POST.get("paused") == "1":
        pausing.pause(row, Subscription.Pause.BY_HAND, at=timezone.now(), by=request.user)
        messages.success(request, _("Webhook en pause\u00a0: plus rien n’y est envoyé."))
    else:
        pausing.resume(row, by=request.user)
        messages.success(
            request, _("Envois repris. Ce qui a échoué entre-temps peut être rejoué ci-dessous.")
        )
    return redirect(row)


@require_POST
@subscription_page
def secret(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Show the secret, once: in the answer alone, no address leads back to it."""
    try:
        shown = changing.show_secret(row, by=request.user, at=timezone.now())
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect(row)
    row.refresh_from_db()
    return _page(request, row, secret=shown)


@require_POST
@subscription_page
def secret_change(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Sign with another secret."""
    changing.change_secret(row, by=request.user, at=timezone.now())
    messages.success(
        request, _("Secret changé\u00a0: l’ancien signe encore pendant 24 heures, à côté du nouveau.")
    )
    return redirect(row)


@require_http_methods(_FORM)
@subscription_page
def removal(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Remove it, once that was asked for again."""
    if request.method == "POST":
        changing.remove(row, by=request.user)
        messages.success(request, _("Webhook supprimé, avec son journal."))
        return redirect("webhooks:list")
    return render(request, "webhooks/removal.html", {"subscription": row})


def _page(request: ManagerRequest, row: Subscription, **more: Any) -> HttpResponse:
    wanted = deliveries.known_status(request.GET.get("etat", ""))
    context = {
        "subscription": row,
        "events": [kind.label for kind in deliveries.known_kinds(row.events)],
        "former_until": row.former_until if row.former_until and row.former_until > timezone.now() else None,
        "page": deliveries.page(row, wanted, request.GET.get("page", "")),
        "wanted": wanted,
        "statuses": deliveries.STATUSES,
        "query": f"etat={wanted}" if wanted else "",
        "replay_form": ReplayForm(),
        "kept_days": KEPT_FOR // timedelta(days=1),
        **more,
    }
    return render(request, "webhooks/subscription.html", context)


def _form(request: ManagerRequest, form: SubscriptionForm, known: Subscription | None = None) -> HttpResponse:
    context = {"form": form, "known": known}
    return render(request, "webhooks/edit.html", context, status=422 if form.errors else 200)
