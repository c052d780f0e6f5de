"""Technical notes in the console: the list, one note, and those proposed beside the answer box of a ticket."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from knowledge.models import Note
from tickets import inserted_notes, recurring
from tickets.console import note_desk, rail
from tickets.console.access import console_page
from tickets.console.access import ticket_page as on_ticket
from tickets.console.note_desk import Shelf
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest, restore
from tickets.drafting.reading import typed
from tickets.models import Ticket


@require_safe
@console_page
def notes(request: SignedInRequest) -> HttpResponse:
    """?vue= the shelf, ?q= words, ?page=."""
    words, asked = typed(request.GET, "q", 100), request.GET.get("vue", "")
    shelf = Shelf(asked) if asked in set(Shelf) else Shelf.ALL
    page = Paginator(note_desk.chosen(request.user, shelf, words), note_desk.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "words": words,
        "shelf": shelf,
        "tabs": note_desk.tabs(request.user),
        "page": page,
        "query": urlencode({"q": words, "vue": shelf}),
        "lines": note_desk.lines(page, words),
        "rail": rail.groups(request.user, timezone.now(), "notes"),
    }
    return render(request, "console/notes/list.html", context)


@require_safe
@console_page
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """One note as its readers see it, with its history and what may be done to it."""
    row = get_object_or_404(Note.objects.visible_to(request.user).select_related("author"), pk=pk)
    kept = restore(request)
    context = {
        "sheet": note_desk.sheet(row, request.user),
        "token": submission.new(request.user).token,
        "words": kept.get("words", "") if kept is not None else "",
        "rail": rail.groups(request.user, timezone.now(), "notes"),
    }
    return render(request, "console/notes/note.html", context)


@require_safe
@on_ticket
def proposals(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What a # in the answer box proposes on this ticket (static/js/insert.js)."""
    found = inserted_notes.proposals(ticket, request.user)
    return render(request, "console/notes/_proposals.html", {"proposals": found})


@require_safe
@on_ticket
def beside(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What is known of the ticket's problem, asked for when its page is there: notes, and whether it comes back."""
    context = {
        "ticket": ticket,
        "notes": inserted_notes.likely(ticket, request.user, limit=4),
        "problem": recurring.of_ticket(ticket, request.user, timezone.now()),
    }
    return render(request, "console/notes/_beside.html", context)
