"""Noting a call: the form, what it answers while it is filled in, and the request that it makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from sla.wording import to_the_minute
from tickets import deadlines
from tickets.actions.calling import Call, log_call
from tickets.actions.writing import NotPossible
from tickets.console import call_page, phone_card, phone_search, rail
from tickets.console.access import console_page, engineer_form
from tickets.console.call_form import CallForm
from tickets.console.call_page import Answer, Intent
from tickets.console.views.phone import customer
from tickets.drafting import interrupted, reading, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.submission import Submission
from tickets.models import Status, Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:call_new")
def call_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form; a POST notes the call, or shows the form again with all that was typed."""
    organisation = customer(pk)
    return _send(request, organisation) if request.method == "POST" else _show(request, organisation)


@require_POST
@console_page
def call_coverage(request: SignedInRequest, pk: int) -> HttpResponse:
    """The htmx answer to what is typed so far: the verdict by phone, and what depends on it."""
    organisation, now = customer(pk), timezone.now()
    answer = call_page.answer(organisation, call_page.asked(request.POST, now))
    form = CallForm(organisation, now, initial=interrupted.fields_of(request.POST))
    by_impact = request.headers.get("HX-Trigger", "").startswith("impacts-")
    context = {
        "form": form,
        "answer": answer,
        "organisation": organisation,
        "said": "promise" if by_impact else "verdict",
        "other_button": request.POST.get("button") != answer.button,
        "swapped": True,
    }
    return render(request, "console/phone/_call_answer.html", context)


def _show(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """The empty form, or what was typed before the session ended."""
    now, user = timezone.now(), request.user
    first: dict[str, Any] = {
        "caller": reading.typed(request.GET, "personne", 12),
        "serial": reading.typed(request.GET, "serial", 60),
        "called_at": to_the_minute(now),
        "kind": "incident",
    }
    kept = interrupted.restore(request)
    sub = submission.sent(user, kept.get("submission_key", "")) if kept else submission.new(user)
    if kept is not None:
        first |= interrupted.fields_of(kept)
    else:
        first |= call_page.without_a_choice(organisation, first)
    form = CallForm(organisation, now, initial={key: value for key, value in first.items() if value})
    answer = call_page.answer(organisation, call_page.asked(kept or _plain(first), now))
    return _page(request, organisation, form, sub, answer, now)


@transaction.atomic
def _send(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    now, user = timezone.now(), request.user
    sub = submission.sent(user, request.POST.get("submission_key", ""))
    known = Ticket.objects.visible_to(user).filter(submission_key=sub.key).first()
    if known is not None:
        messages.info(request, _("Cet appel était déjà noté\u00a0: rien n’a été créé deux fois."))
        return redirect("console:ticket", number=known.number)
    form = CallForm(organisation, now, request.POST)
    answer = call_page.answer(organisation, call_page.asked(request.POST, now))
    ticket = _log(request, organisation, form, sub, answer, now)
    if ticket is None:
        return _page(request, organisation, form, sub, answer, now, status=422)
    messages.success(request, _said(ticket, now))
    return redirect("console:ticket", number=ticket.number)


def _log(
    request: SignedInRequest,
    organisation: Organisation,
    form: CallForm,
    sub: Submission,
    answer: Answer,
    now: datetime,
) -> Ticket | None:
    """Note the call; None when it cannot be noted as it stands, and what is wrong is added to the form."""
    intent = request.POST.get("intent", "")
    if not form.is_valid() or "verify" in request.POST or not _may_go(form, intent, answer):
        return None
    try:
        # The caller's own transaction goes on: what was begun is undone, the form is shown again.
        with transaction.atomic():
            return log_call(_call(form, sub, intent), organisation, by=request.user, at=now)
    except ValidationError as refused:
        form.add_error("contact_email", refused.message_dict["email"])
    except NotPossible as refused:
        form.add_error(None, str(refused))
    return None


def _may_go(form: CallForm, intent: str, answer: Answer) -> bool:
    if not call_page.agrees(intent, answer):
        form.add_error(None, _("Rien n’est encore noté\u00a0: lisez d’abord ce que dit la couverture."))
    elif not answer.opens and intent == Intent.WAIVE and not form.cleaned_data["waiver"].strip():
        form.add_error("waiver", _("Une dérogation demande une raison."))
    elif not answer.opens and intent == Intent.KEEP and form.cleaned_data["answered"]:
        form.add_error(
            "answer",
            _(
                "Une demande qui n’est pas ouverte n’a pas de réponse\u00a0: accordez une dérogation, ou décochez."
            ),
        )
    return not form.errors


def _call(form: CallForm, sub: Submission, intent: str) -> Call:
    typed = form.cleaned_data
    return Call(
        caller=form.who(),
        called_at=typed["called_at"],
        kind=typed["kind"],
        serial=typed["serial"],
        severity=typed["severity"],
        subject=typed["subject"],
        body=typed["body"],
        submission_key=sub.key,
        answer=typed["answer"],
        then=Status(typed["then"] or Status.WAITING_CUSTOMER),
        waiver=typed["waiver"] if intent == Intent.WAIVE else "",
    )


def _said(ticket: Ticket, now: datetime) -> str:
    """What became of the call."""
    number = {"number": ticket.number}
    if ticket.status == Status.WITH_RESELLER:
        return _("Appel noté\u00a0: %(number)s est transmis à %(reseller)s.") % {
            **number,
            "reseller": ticket.reseller,
        }
    if ticket.status == Status.REFUSED:
        return _("Appel noté sans être ouvert\u00a0: %(number)s, expliqué par mail à l’appelant.") % number
    if ticket.first_response_at is not None:
        return _("Appel noté et répondu\u00a0: %(number)s.") % number
    if ticket.due_at is not None and deadlines.is_told(ticket):
        due = deadlines.of_ticket(ticket, now).due_text
        return _("Appel noté\u00a0: %(number)s, première réponse avant %(due)s.") % {**number, "due": due}
    return _("Appel noté\u00a0: %(number)s.") % number


def _page(
    request: SignedInRequest,
    organisation: Organisation,
    form: CallForm,
    sub: Submission,
    answer: Answer,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "about": phone_search.about(organisation),
        "serials": phone_card.serials(organisation),
        "form": form,
        "submission": sub,
        "answer": answer,
        "rail": rail.groups(request.user, now, "phone"),
    }
    return render(request, "console/phone/call.html", context, status=status)


def _plain(first: dict[str, Any]) -> dict[str, Any]:
    """The first values as the page reads them from a form."""
    return {**first, "called_at": first["called_at"].isoformat()}
