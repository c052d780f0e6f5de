"""Passing an end customer's request on to the centre: the form, what it says while it is filled in, and its sending."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Channel
from tickets import asking, deadlines, first_level, permissions, thread
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible
from tickets.drafting import drafts, interrupted, submission, uploads
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.submission import Submission
from tickets.drafting.uploads import AttachmentsField
from tickets.files import FileRefused
from tickets.models import Message, Ticket
from tickets.permissions import Action
from tickets.portal import escalation_page
from tickets.portal.access import portal_form, ticket_in_sight
from tickets.portal.forms import EscalationForm


@require_http_methods(["GET", "HEAD", "POST"])
@portal_form("portal:escalation")
def escalation(request: SignedInRequest, number: str) -> HttpResponse:
    """The form, prefilled with the request; a POST passes it on, or shows the form again with all that was typed.

    htmx asks for the verdict on what is typed so far.
    """
    found = ticket_in_sight(request.user, number)
    permissions.require(request.user, Action.PASS_TO_CENTRE, found)
    if request.method == "POST":
        return _send(request, found)
    if not first_level.is_for_reseller(found):
        messages.info(request, _("Cette demande n’est plus entre vos mains."))
        return redirect("portal:ticket", number=found.number)
    if request.headers.get("HX-Target") == "coverage":
        answer = escalation_page.answer(found, asking.asked(request.GET), timezone.now())
        return render(
            request, "portal/_escalation_coverage.html", {"answer": answer, "ticket": found, "announce": True}
        )
    return _show(request, found)


def _show(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What was typed before the session ended, or into a draft, over what the end customer asked."""
    user, typed = request.user, interrupted.restore(request)
    name = drafts.escalation_form(ticket.number)
    first = escalation_page.first_words(ticket)
    if typed is None:
        saved = drafts.load(user, name, EscalationForm.base_fields)
        sub, has_files = uploads.resumed(user, saved.token), bool(saved.token)
        first |= saved.fields
    else:
        sub, has_files = submission.sent(user, typed.get("submission_key", "")), True
        first |= interrupted.fields_of(typed)
    # Only a form that came back, or has a draft, has files waiting for it.
    field = uploads.field_of(user, sub.key) if has_files else AttachmentsField()
    return _page(request, ticket, EscalationForm(initial=first), sub, field)


@transaction.atomic
def _send(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    user, now = request.user, timezone.now()
    sub = submission.sent(user, request.POST.get("submission_key", ""))
    received = uploads.receive(request, user, sub.key)
    form = EscalationForm(request.POST)
    if form.is_valid() and not received.errors:
        typed = form.cleaned_data
        words = Words(user, typed["findings"], Channel.WEB, sub.key, now, received.all())
        try:
            message = pass_to_centre(
                ticket, Escalation(typed["subject"], typed["serial"], typed["severity"], words), at=now
            )
        except (NotPossible, FileRefused) as refused:
            form.add_error(None, str(refused))
        else:
            received.forget()
            return _passed_on(request, message, words)
    return _page(request, ticket, form, sub, received.keep(now), status=422)


def _passed_on(request: SignedInRequest, message: Message, words: Words) -> HttpResponse:
    """Back to the ticket, at the new message; other words sent under the same key are kept as a reply to send."""
    ticket = message.ticket
    drafts.discard(request.user, drafts.escalation_form(ticket.number))
    if message.body == words.body:
        messages.success(request, _said(ticket, words.sent_at))
    else:
        drafts.save(request.user, drafts.reply_form(ticket.number), {"body": words.body}, words.sent_at)
        messages.warning(
            request,
            _(
                "Cette demande était déjà transmise\u202f; votre nouveau texte est dans la réponse, à envoyer."
            ),
        )
    return redirect(f"{ticket.get_absolute_url()}#message-{message.pk}")


def _said(ticket: Ticket, now: datetime) -> str:
    number = {"number": ticket.number}
    if ticket.due_at is None or not deadlines.is_told(ticket):
        return _("Demande %(number)s transmise au CST.") % number
    due = deadlines.of_ticket(ticket, now).due_text
    return _("Demande %(number)s transmise au CST\u00a0: réponse avant %(due)s.") % {**number, "due": due}


def _page(
    request: SignedInRequest,
    ticket: Ticket,
    form: EscalationForm,
    sub: Submission,
    attachments: AttachmentsField,
    status: int = 200,
) -> HttpResponse:
    said = [thread.message_line(row, request.user) for row in thread.messages_of(ticket, request.user)]
    context = escalation_page.context(ticket, form, sub, attachments, said, timezone.now())
    return render(request, "portal/escalation.html", context, status=status)
