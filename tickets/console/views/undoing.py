"""The button that takes back what was just done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.actions.writing import NotPossible
from tickets.console import undo
from tickets.console.access import console_page, in_sight
from tickets.drafting.interrupted import SignedInRequest


@require_POST
@console_page
def undoing(request: SignedInRequest, token: str) -> HttpResponse:
    """Take it back once, or say why that is too late."""
    ticket, what = undo.read(token, in_sight(request.user), request.user)
    if not undo.once(token):
        messages.info(request, _("Cela a déjà été annulé."))
        return redirect("console:ticket", number=ticket.number)
    try:
        undo.take_back(ticket, what, actor=request.user, at=timezone.now())
        messages.success(request, _("Annulé."))
    except NotPossible as late:
        undo.again(token)
        messages.error(request, str(late))
    return redirect("console:ticket", number=ticket.number)
