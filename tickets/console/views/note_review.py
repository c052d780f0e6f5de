"""A technical note goes its way: proposed, returned, published, withdrawn, sent to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledge import owners, publishing
from knowledge.models import Note
from knowledge.publishing import NotPublishable
from tickets.actions import sending_notes
from tickets.actions.sending_notes import ReachChanged
from tickets.actions.writing import NotPossible
from tickets.console import rail
from tickets.console.access import console_page, engineer_form
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_POST
@engineer_form("console:knowledge_note")
def submission_(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose it to a colleague."""
    said = _("La note attend qu’un collègue la relise et la publie.")
    return _go(request, pk, lambda row, now: publishing.submit(row, by=request.user, at=now), said)


@require_POST
@engineer_form("console:knowledge_note")
def return_(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give it back to its author, with words."""
    words = typed(request.POST, "words", 2000)
    said = _("La note est rendue à son auteur, avec votre remarque.")
    return _go(request, pk, lambda row, now: publishing.give_back(row, words, by=request.user, at=now), said)


@require_POST
@engineer_form("console:knowledge_note")
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish it, as it was `read`; its author may not, unless a lead."""
    said, read = _("La note est publiée."), typed(request.POST, "read", 40)
    return _go(
        request, pk, lambda row, now: publishing.publish(row, by=request.user, at=now, read=read), said
    )


@require_POST
@engineer_form("console:knowledge_note")
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show it to no customer any more."""
    said = _("La note est retirée\u00a0: aucun client ne la lit plus.")
    return _go(request, pk, lambda row, now: publishing.withdraw(row, by=request.user, at=now), said)


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:knowledge_sending")
def sending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who would be told of it and how many, and telling them once that was confirmed."""
    row = get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
    now, status = timezone.now(), 200
    if request.method == "POST":
        confirmed = typed(request.POST, "confirmed", 9)
        many = int(confirmed) if confirmed.isdecimal() else 0
        try:
            told = sending_notes.send(row, confirmed=many, by=request.user, at=now)
        except NotPossible as refused:
            messages.error(request, str(refused))
            return redirect("console:knowledge_note", pk)
        except ReachChanged:
            status = 409
        else:
            messages.success(request, _told(told))
            return redirect("console:knowledge_sending", pk)
    return render(request, "console/notes/sending.html", _sending(request, row, now, status), status=status)


@require_safe
@console_page
def sending_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the mails are; htmx asks while some wait."""
    row = get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
    return render(
        request, "console/notes/_progress.html", {"note": row, "progress": sending_notes.progress(row)}
    )


def _go(request: SignedInRequest, pk: int, act: Callable[[Note, datetime], bool], said: str) -> HttpResponse:
    """One step of a note, and what became of it; a step that was taken already says so."""
    row = get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
    try:
        if act(row, timezone.now()):
            messages.success(request, said)
        else:
            row.refresh_from_db()
            messages.info(request, _("C’était déjà fait\u00a0: la note est %s.") % row.get_status_display())
    except NotPublishable as why:
        messages.error(request, str(why))
    return redirect("console:knowledge_note", pk)


def _sending(request: SignedInRequest, row: Note, now: datetime, status: int) -> dict[str, object]:
    possible = row.is_published and owners.is_about_something(row)
    return {
        "note": row,
        "reach": owners.reach(row, now) if possible else None,
        "progress": sending_notes.progress(row),
        "changed": status == 409,
        "token": submission.new(request.user).token,
        "rail": rail.groups(request.user, now, "notes"),
    }


def _told(many: int) -> str:
    if not many:
        return _("Tout le monde avait déjà été prévenu\u00a0: rien n’est parti.")
    said = ngettext(
        "%(many)s personne est prévenue\u00a0: son mail part.",
        "%(many)s personnes sont prévenues\u00a0: leurs mails partent un à un.",
        many,
    )
    return said % {"many": many}
