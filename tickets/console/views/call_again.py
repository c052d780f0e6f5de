"""A call about a ticket that is there already: the form, and the words that it notes."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from tickets.actions.calling_again import CallAgain, log_call_on
from tickets.actions.writing import NotPossible
from tickets.console import phone_card, rail
from tickets.console.access import own_ticket_form
from tickets.console.call_form import CallAgainForm
from tickets.drafting import interrupted, reading, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.submission import Submission
from tickets.models import Status, Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@own_ticket_form("console:call_again")
def call_again(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The form; a POST notes the call on the ticket, or shows the form again with all that was typed."""
    people = list(dict.fromkeys(_people(ticket)))
    if request.method == "POST":
        return _send(request, ticket, people)
    kept = interrupted.restore(request)
    sub = (
        submission.sent(request.user, kept.get("submission_key", ""))
        if kept
        else submission.new(request.user)
    )
    named = reading.typed(request.GET, "personne", 12)
    first = {"caller": named} if named in {str(person.pk) for person in people} else {}
    form = CallAgainForm(people, initial=interrupted.fields_of(kept) if kept else first)
    return _page(request, ticket, form, sub)


def _send(request: SignedInRequest, ticket: Ticket, people: list[User]) -> HttpResponse:
    sub = submission.sent(request.user, request.POST.get("submission_key", ""))
    form = CallAgainForm(people, request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, sub, status=422)
    typed = form.cleaned_data
    call = CallAgain(
        caller=form.who(),
        body=typed["body"],
        submission_key=sub.key,
        answer=typed["answer"],
        then=Status(typed["then"] or Status.WAITING_CUSTOMER),
    )
    try:
        after = log_call_on(ticket, call, by=request.user, at=timezone.now())
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _page(request, ticket, form, sub, status=409)
    said = (
        _("Appel noté et répondu\u00a0: %(number)s.") if call.answer else _("Appel noté\u00a0: %(number)s.")
    )
    messages.success(request, said % {"number": after.number})
    return redirect("console:ticket", number=after.number)


def _people(ticket: Ticket) -> Iterator[User]:
    """Who may call about it: whose request it is first, then the others of the organisation and of its reseller."""
    for person in (ticket.requester, ticket.escalated_by):
        if person is not None and person.is_reached and person.is_customer:
            yield person
    for organisation in (ticket.organisation, ticket.reseller):
        if organisation is not None:
            yield from phone_card.people_of(organisation)[: phone_card.SUGGESTIONS]


def _page(
    request: SignedInRequest, ticket: Ticket, form: CallAgainForm, sub: Submission, *, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "submission": sub,
        "rail": rail.groups(request.user, timezone.now(), "phone"),
    }
    return render(request, "console/phone/call_again.html", context, status=status)
