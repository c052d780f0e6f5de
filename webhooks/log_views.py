"""The pages on what was sent: one delivery with its calls, a try, and what is sent again."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from webhooks import changing, deliveries
from webhooks.changing import NotNow
from webhooks.forms import ReplayForm
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.page_access import ManagerRequest, subscription_page


@require_safe
@subscription_page
def delivery(request: ManagerRequest, row: Subscription, number: int) -> HttpResponse:
    """A delivery: the message as it was sent, and each call with what came back."""
    found = _delivery(row, number)
    attempts = [
        {"attempt": each, "trouble": Attempt.Trouble(each.trouble).label if each.trouble else ""}
        for each in found.log.all()
    ]
    context = {"subscription": row, "delivery": found, "attempts": attempts}
    return render(request, "webhooks/delivery.html", context)


@require_POST
@subscription_page
def test(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Send it a message that tells of nothing."""
    try:
        sent = changing.send_test(row, at=timezone.now())
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect(row)
    messages.info(request, _("Essai envoyé\u00a0: rechargez cette page pour voir ce qui est revenu."))
    return redirect("webhooks:delivery", row.pk, sent.pk)


@require_POST
@subscription_page
def replay(request: ManagerRequest, row: Subscription, number: int) -> HttpResponse:
    """Send one again."""
    found = _delivery(row, number)
    try:
        changing.replay(found, by=request.user, at=timezone.now())
    except NotNow as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, _("Renvoyé\u00a0: rechargez cette page pour voir ce qui est revenu."))
    return redirect("webhooks:delivery", row.pk, found.pk)


@require_POST
@subscription_page
def replay_failed(request: ManagerRequest, row: Subscription) -> HttpResponse:
    """Send again what failed of the last days."""
    form, now = ReplayForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("Dites ce qui est à rejouer."))
        return redirect(row)
    since = now - timedelta(days=form.cleaned_data["days"])
    try:
        count = changing.replay_failed(row, since=since, by=request.user, at=now)
    except NotNow as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, _said(count))
    return redirect(row)


def _said(count: int) -> str:
    if not count:
        return _("Aucun échec à rejouer.")
    return ngettext("%s message est renvoyé.", "%s messages sont renvoyés.", count) % count


def _delivery(row: Subscription, number: int) -> Delivery:
    return get_object_or_404(deliveries.log(row), pk=number)
