"""Our mail that did not arrive: the page, and what an engineer does about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outbound_mail import failing
from outbound_mail.models import FailingAddress, OutgoingMail
from outbound_mail.retrying import retry
from tickets.console import rail, undelivered
from tickets.console.access import console_page
from tickets.drafting.interrupted import SignedInRequest


@require_safe
@console_page
def undelivered_(request: SignedInRequest) -> HttpResponse:
    """The addresses that fail, then the mails that failed, were withheld or came back, ?page=."""
    now = timezone.now()
    page = Paginator(undelivered.mails(), undelivered.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "addresses": undelivered.address_lines() if page.number == 1 else [],
        "page": page,
        "lines": undelivered.mail_lines(page),
        "rail": rail.groups(request.user, now, "undelivered"),
    }
    return render(request, "console/undelivered.html", context)


@require_POST
@console_page
def sending(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have a mail tried again."""
    mail = get_object_or_404(OutgoingMail, pk=pk)
    if retry(mail, by=request.user, at=timezone.now()):
        messages.success(request, _("Le mail à %s part de nouveau.") % mail.to)
    else:
        messages.info(request, _("Ce mail est déjà parti, ou attend de partir."))
    return redirect("console:undelivered")


@require_POST
@console_page
def mending(request: SignedInRequest, pk: int) -> HttpResponse:
    """The address works again, as an engineer knows."""
    row = get_object_or_404(FailingAddress, pk=pk)
    failing.cleared(row.address, request.user, timezone.now())
    messages.success(request, _("%s reçoit de nouveau nos mails automatiques.") % row.address)
    return redirect("console:undelivered")
