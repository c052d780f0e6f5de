"""One ticket: read it, answer, decide, close, reopen."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts.credit import NotEnoughCredit
from contracts.models import Channel
from tickets.actions.closing import close, reopen
from tickets.actions.estimating import decide
from tickets.actions.replying import Words, reply
from tickets.actions.writing import NotPossible
from tickets.drafting import drafts, interrupted, submission, uploads
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.uploads import AttachmentsField
from tickets.files import FileRefused
from tickets.models import Message, Status, Ticket
from tickets.portal import following_page, ticket_page
from tickets.portal.access import portal_form, portal_page, ticket_in_sight
from tickets.portal.forms import DecisionForm, ReplyForm
from tickets.portal.news import arrived_after, last_event
from tickets.portal.states import standing
from tickets.thread import event_id


@require_safe
@portal_page
def ticket(request: SignedInRequest, number: str) -> HttpResponse:
    """The page of a ticket."""
    found = ticket_in_sight(request.user, number)
    typed = interrupted.restore(request)
    if typed is not None:
        sub, body = submission.sent(request.user, typed.get("submission_key", "")), typed.get("body", "")
        has_files = True
    else:
        saved = drafts.load(request.user, drafts.reply_form(number), ReplyForm.base_fields)
        sub, body = uploads.resumed(request.user, saved.token), saved.fields.get("body", "")
        has_files = bool(saved.token)
    box = ticket_page.composer(found, request.user, sub, body or "")
    # Only a form that came back, or has a draft, has files waiting for it.
    field = uploads.field_of(request.user, sub.key) if has_files else AttachmentsField()
    context = ticket_page.context(found, request.user, timezone.now(), box, attachments=field)
    return render(request, "portal/ticket.html", context)


@require_safe
@portal_page
def news(request: SignedInRequest, number: str) -> HttpResponse:
    """What came since the page was shown, for htmx: 204 when nothing did.

    ?depuis= the last event of the page, ?vu= the last one that it was told of. The answer never holds the reply
    box: what is being typed stays where it is.
    """
    found = ticket_in_sight(request.user, number)
    shown, told = (event_id(request.GET.get(name, "")) for name in ("depuis", "vu"))
    last = last_event(found)
    if last <= told:
        return HttpResponse(status=204)
    context = {
        "ticket": found,
        "arrived": arrived_after(found, request.user, shown),
        "standing": standing(found, request.user, timezone.now()),
        "also": following_page.also(found, timezone.now()),
        "closed": ticket_page.closed_sentence(found, request.user) if found.status == Status.CLOSED else "",
        "seen": last,
        "shown": shown,
        "swapped": True,
    }
    return render(request, "portal/_news.html", context)


@require_POST
@portal_form("portal:ticket")
@transaction.atomic
def messages_(request: SignedInRequest, number: str) -> HttpResponse:
    """Answer on a ticket; what cannot be sent comes back in the box with a sentence beside it."""
    found, now = ticket_in_sight(request.user, number), timezone.now()
    sub = submission.sent(request.user, request.POST.get("submission_key", ""))
    received = uploads.receive(request, request.user, sub.key)
    form = ReplyForm(request.POST)
    if found.status == Status.CLOSED:
        form.add_error("body", ticket_page.closed_sentence(found, request.user))
    if form.is_valid() and not received.errors:
        words = Words(request.user, form.cleaned_data["body"], Channel.WEB, sub.key, now, received.all())
        try:
            message = reply(found, words, at=now)
        except (NotPossible, FileRefused) as refused:
            form.add_error("body", str(refused))
        else:
            received.forget()
            return _answered(request, message, words)
    box = ticket_page.composer(
        found, request.user, sub, request.POST.get("body", ""), [str(error) for error in form["body"].errors]
    )
    context = ticket_page.context(found, request.user, now, box, attachments=received.keep(now))
    return render(request, "portal/ticket.html", context, status=422)


@require_POST
@portal_form("portal:ticket")
def closure(request: SignedInRequest, number: str) -> HttpResponse:
    """Close one's own request."""
    found = ticket_in_sight(request.user, number)
    close(found, actor=request.user, at=timezone.now())
    messages.success(request, _("%s est clos.") % number)
    return redirect("portal:ticket", number=number)


@require_POST
@portal_form("portal:ticket")
def reopening(request: SignedInRequest, number: str) -> HttpResponse:
    """Bring an ended ticket back to the centre."""
    found = ticket_in_sight(request.user, number)
    try:
        reopen(found, actor=request.user, at=timezone.now())
        messages.success(request, _("%s est rouvert.") % number)
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("portal:ticket", number=number)


@require_POST
@portal_form("portal:ticket")
def estimate_decision(request: SignedInRequest, number: str) -> HttpResponse:
    """Approve or decline an estimate (CH-PS)."""
    found, now = ticket_in_sight(request.user, number), timezone.now()
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    estimate = get_object_or_404(found.estimates, pk=form.cleaned_data["estimate"])
    try:
        decide(estimate, approved=form.cleaned_data["decision"] == "approved", actor=request.user, at=now)
    except NotPossible as refused:  # decided otherwise meanwhile: the page says what holds
        messages.error(request, str(refused))
    except NotEnoughCredit as refused:
        box = ticket_page.composer(found, request.user, submission.new(request.user))
        context = ticket_page.context(
            found, request.user, now, box, attachments=AttachmentsField(), estimate_error=str(refused)
        )
        return render(request, "portal/ticket.html", context, status=422)
    return redirect("portal:ticket", number=number)


def _answered(request: SignedInRequest, message: Message, words: Words) -> HttpResponse:
    """Back to the thread, at the new message; other words sent under the same key stay in the box."""
    number, form = message.ticket.number, drafts.reply_form(message.ticket.number)
    if message.body == words.body:
        drafts.discard(request.user, form)
    else:
        drafts.save(request.user, form, {"body": words.body}, words.sent_at)
        messages.warning(
            request, _("Votre premier envoi était déjà arrivé\u202f; le nouveau texte reste à envoyer.")
        )
    return redirect(f"{Ticket(number=number).get_absolute_url()}#message-{message.pk}")
