"""Writing on a ticket: an answer, an answer that resolves, an internal note."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tickets import mentions
from tickets.actions.mentioning import see
from tickets.actions.replying import Words, note
from tickets.actions.writing import NotPossible
from tickets.console import answering, composing, ticket_page
from tickets.console.access import console_page, ticket_form
from tickets.console.answering import TicketChanged
from tickets.console.around_forms import CauseForm
from tickets.console.composing import Box
from tickets.drafting.interrupted import SignedInRequest
from tickets.files import FileRefused
from tickets.models import Message, Status, Ticket
from tickets.thread import event_id


@require_POST
@ticket_form
@transaction.atomic
def messages_(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """A public answer; the ticket then waits for the customer, or stays with the centre (then=keep)."""
    kept = request.POST.get("then") == "keep"
    return _answer(request, ticket, Status.OPEN if kept else Status.WAITING_CUSTOMER)


@require_POST
@ticket_form
@transaction.atomic
def resolution(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """A public answer that solves it."""
    return _answer(request, ticket, Status.RESOLVED)


@require_POST
@ticket_form
@transaction.atomic
def notes(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """An internal note."""
    return _write(request, ticket, Box.NOTE, lambda words: note(ticket, words, at=words.sent_at))


@require_safe
@console_page
def colleagues(request: SignedInRequest) -> HttpResponse:
    """Whom an @ in a note proposes (static/js/insert.js)."""
    people = mentions.colleagues().exclude(pk=request.user.pk)
    return render(request, "console/_colleagues.html", {"people": people})


@require_POST
@ticket_form
def mentions_seen(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What names the reader on this ticket is read: sent by the page itself (htmx), or by its button."""
    see(ticket, reader=request.user, at=timezone.now())
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("console:ticket", number=ticket.number)


def _answer(request: SignedInRequest, ticket: Ticket, then: Status) -> HttpResponse:
    shown, cause = event_id(request.POST.get("shown", "")), CauseForm.read(request.POST)

    def send(words: Words) -> Message:
        return answering.answer(ticket, words, then=then, shown=shown, at=words.sent_at, cause=cause)

    return _write(request, ticket, Box.ANSWER, send)


def _write(
    request: SignedInRequest, ticket: Ticket, box: Box, write: Callable[[Words], Message]
) -> HttpResponse:
    """Write what came; what cannot be written comes back in its box with a sentence beside it."""
    sent = composing.receive(request, request.user, box, timezone.now())
    if sent.is_valid():
        try:
            message = write(sent.words())
        except (NotPossible, FileRefused) as refused:
            sent.refuse(str(refused))
        except TicketChanged as changed:
            sent.news = changed.news
        else:
            return _written(request, ticket, sent.done(ticket, message), message)
    ticket.refresh_from_db()
    context = ticket_page.context(request, ticket, sent.at, sent=sent)
    return render(request, "console/ticket.html", context, status=409 if sent.news else 422)


def _written(request: SignedInRequest, ticket: Ticket, whole: bool, message: Message) -> HttpResponse:
    """Back to the thread, at the new message, with what became of the ticket."""
    after = Ticket.objects.visible_to(request.user).get(pk=ticket.pk)
    if not whole:
        messages.warning(
            request, _("Votre premier envoi était déjà arrivé\u202f; le nouveau texte reste à envoyer.")
        )
    elif message.internal:
        messages.success(request, _("Note interne ajoutée\u202f; aucun client ne la voit."))
    else:
        messages.success(request, _sent_sentence(after, first=ticket.first_response_at is None))
    return redirect(f"{reverse('console:ticket', args=[ticket.number])}#message-{message.pk}")


def _sent_sentence(after: Ticket, *, first: bool) -> str:
    """What became of the ticket, and of the promise when this was the answer that it is about (CH-V.2)."""
    said = _("Réponse envoyée\u00a0: le ticket est %s.") % after.get_status_display()
    if not first or after.due_at is None:
        return said
    kept = after.first_response_at is not None and after.first_response_at <= after.due_at
    outcome = _("Engagement tenu.") if kept else _("Engagement manqué.")
    return f"{said} {outcome}"
