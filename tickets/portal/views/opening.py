"""The opening form: shown, answered while it is filled in, and sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.decision import Kind
from contracts.models import Channel
from tickets import asking, deadlines, guidance
from tickets.actions.opening import Request, open_ticket
from tickets.drafting import drafts, interrupted, reading, submission, uploads
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.request_form import BODY_MAX
from tickets.drafting.submission import Submission
from tickets.drafting.uploads import AttachmentsField, Received
from tickets.models import Status, Ticket
from tickets.portal import devices, matching, opening_page, serial_choices
from tickets.portal.access import portal_form, portal_page
from tickets.portal.forms import OpeningForm
from tickets.portal.opening_page import Answer


@require_http_methods(["GET", "HEAD", "POST"])
@portal_form("portal:ticket_new")
def ticket_new(request: SignedInRequest) -> HttpResponse:
    """The form; a POST opens the ticket, or shows the form again with all that was typed and attached."""
    return _send(request) if request.method == "POST" else _show(request)


@require_POST
@portal_page
def coverage(request: SignedInRequest) -> HttpResponse:
    """The htmx answer to what is typed so far: the meter, or the verdict with what depends on it.

    When the verdict changes what the page is (a form, or a mail to write), the whole form is answered.
    """
    user, now, posted = request.user, timezone.now(), _read(request)
    typed = asking.asked(posted)
    if "typing" in request.POST and serial_choices.is_half_typed(user, typed.serial):
        typed = replace(typed, serial="")  # said of a whole serial only, or once the field is left
    sub = submission.sent(user, request.POST.get("submission_key", ""))
    categories = _categories(request, sub)
    if request.headers.get("HX-Target") == "completeness":
        meter = opening_page.meter(opening_page.judge(user, typed, now), request.POST, categories)
        return render(request, "portal/_completeness.html", {"completeness": meter})
    form, answer = (
        OpeningForm(initial=interrupted.fields_of(posted)),
        opening_page.answer(user, typed, now),
    )
    context = _context(request, form, sub, answer, categories=categories)
    if request.POST.get("shown") != answer.shape:
        response = render(request, "portal/_opening_form.html", context)
        response["HX-Retarget"], response["HX-Reswap"] = "#opening", "outerHTML"
        return response
    other_button = request.POST.get("button") != answer.button
    by_impact = request.headers.get("HX-Trigger", "").startswith("impacts-")
    said = "promise" if by_impact else "verdict"
    swap = {"swapped": True, "said": said, "other_button": other_button}
    response = render(request, "portal/_coverage_answer.html", {**context, **swap})
    if posted["serial"] != request.POST.get("serial", ""):  # static/js/scan.js writes it into the field
        response["HX-Trigger"] = json.dumps({"serial:read": posted["serial"]})
    return response


@require_safe
@portal_page
def serials(request: SignedInRequest) -> HttpResponse:
    """The htmx answer to what is typed into the serial field: ?serial= what stands there, perhaps nothing yet."""
    words = reading.typed(request.GET, "serial", 200)
    found = serial_choices.choices(request.user, words, timezone.now())
    return render(request, "portal/_serials.html", {"choices": found})


def _read(request: SignedInRequest) -> QueryDict:
    """What was sent, with the serial that a scanned label names in the place of all that stands on it."""
    posted = request.POST.copy()
    posted["serial"] = devices.read_serial(request.user, reading.typed(posted, "serial", 200))
    return posted


def _show(request: SignedInRequest) -> HttpResponse:
    """The empty form, or what was typed: before the session ended, or into a draft."""
    user = request.user
    serial = asking.asked(request.GET).serial
    kind = Kind.ASSISTANCE if request.GET.get("kind") == Kind.ASSISTANCE else ""
    name = drafts.new_ticket_form(serial, kind)
    typed = interrupted.restore(request)
    saved = drafts.load(user, name, OpeningForm.base_fields) if typed is None else drafts.Saved()
    first: dict[str, Any] = {"serial": serial, "kind": kind, **saved.fields}
    if typed is not None:
        first |= interrupted.fields_of(typed)
    form = OpeningForm(initial={key: value for key, value in first.items() if value})
    sub = (
        submission.sent(user, typed.get("submission_key", ""))
        if typed
        else uploads.resumed(user, saved.token)
    )
    answer = opening_page.answer(user, asking.asked(first), timezone.now())
    field = uploads.field_of(user, sub.key) if typed or saved.token else AttachmentsField()
    categories = {row.category for row in field.kept}
    context = _context(request, form, sub, answer, field=field, categories=categories, draft=name)
    return render(request, "portal/ticket_new.html", {**context, "saved": saved})


@transaction.atomic
def _send(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    sub = submission.sent(user, request.POST.get("submission_key", ""))
    received = uploads.receive(request, user, sub.key)
    known = Ticket.objects.visible_to(user).filter(submission_key=sub.key).first()
    if known is not None:
        return _sent_already(request, known, now)
    posted = _read(request)
    form = OpeningForm(posted)
    answer = opening_page.answer(user, asking.asked(posted), now)
    if not _may_go(request, form, received, answer):
        field = received.keep(now)
        context = _context(
            request,
            form,
            sub,
            answer,
            field=field,
            categories=received.categories,
            draft=_draft_name(request),
        )
        return render(request, "portal/ticket_new.html", context, status=422)
    ticket = _open(request, form.cleaned_data, sub, received, now)
    received.forget()
    drafts.discard_sent(user, _draft_name(request), sub.token)
    _confirm(request, ticket, now)
    return redirect("portal:ticket", number=ticket.number)


def _may_go(request: SignedInRequest, form: OpeningForm, received: Received, answer: Answer) -> bool:
    """Whether the request can be sent as it stands; what is wrong is added to the form."""
    if not form.is_valid() or received.errors or "verify" in request.POST:
        return False
    if not opening_page.agrees(request.POST.get("intent", ""), answer):
        form.add_error(None, _("Rien n’a encore été envoyé\u00a0: lisez d’abord ce que dit la couverture."))
        return False
    return True


def _open(
    request: SignedInRequest,
    typed: Mapping[str, Any],
    sub: Submission,
    received: Received,
    now: datetime,
) -> Ticket:
    asked = Request(
        requester=request.user,
        channel=Channel.WEB,
        subject=typed["subject"],
        body=typed["body"],
        submission_key=sub.key,
        received_at=now,
        kind=typed["kind"],
        serial=typed["serial"],
        severity=typed["severity"],
        files=received.all(),
    )
    return open_ticket(asked, at=now)


def _sent_already(request: SignedInRequest, ticket: Ticket, now: datetime) -> HttpResponse:
    """A second sending of the same form: nothing twice, and other words than the first time are not lost."""
    words = reading.without_nul(guidance.composed(request.POST)).replace("\r\n", "\n")[:BODY_MAX]
    first = ticket.messages.order_by("sent_at", "id").first()
    if first is not None and words and words != first.body.replace("\r\n", "\n").strip():
        drafts.save(request.user, drafts.reply_form(ticket.number), {"body": words}, now)
        messages.warning(
            request,
            _("Cette demande était déjà envoyée\u202f; votre nouveau texte est dans la réponse, à envoyer."),
        )
    else:
        messages.info(request, _("Cette demande était déjà envoyée\u00a0: rien n’a été créé deux fois."))
    return redirect("portal:ticket", number=ticket.number)


def _confirm(request: SignedInRequest, ticket: Ticket, now: datetime) -> None:
    """Say what happened, in the words of the state that the request is in."""
    number = {"number": ticket.number}
    if ticket.status == Status.WITH_RESELLER:
        said = _("Demande %(number)s transmise à %(reseller)s.") % {**number, "reseller": ticket.reseller}
        messages.success(request, said)
    elif ticket.status == Status.REFUSED:
        messages.info(
            request,
            _("Demande %(number)s gardée pour examen\u00a0: aucun délai ne court, un ingénieur la lira.")
            % number,
        )
    elif ticket.due_at is not None and deadlines.is_told(ticket):
        due = deadlines.of_ticket(ticket, now).due_text
        said = _("Incident %(number)s ouvert\u00a0: réponse avant %(due)s.") % {**number, "due": due}
        messages.success(request, said)
    else:
        messages.success(request, _("Demande %(number)s envoyée au CST.") % number)


def _context(
    request: SignedInRequest,
    form: OpeningForm,
    sub: Submission,
    answer: Answer,
    *,
    field: AttachmentsField | None = None,
    categories: set[str] | None = None,
    draft: str | None = None,
) -> dict[str, Any]:
    typed = asking.asked({"serial": form["serial"].value()})
    texts = {name: form[name].value() for name in ("description", *guidance.ASIDES)}
    return {
        "form": form,
        "guidance": SimpleLazyObject(
            lambda: guidance.of_verdict(answer.verdict, is_assistance=answer.is_assistance)
        ),
        "submission": sub,
        "answer": answer,
        # Only the parts that show them ask for them.
        "attachments": field or SimpleLazyObject(lambda: uploads.field_of(request.user, sub.key)),
        "completeness": opening_page.meter(answer.verdict, texts, categories or set()),
        "matching": SimpleLazyObject(
            lambda: matching.matches(
                request.user,
                typed.serial,
                str(form["subject"].value() or ""),
                guidance.composed(texts),
                timezone.now(),
            )
        ),
        "draft": draft or _draft_name(request),
    }


def _categories(request: SignedInRequest, sub: Submission) -> set[str]:
    """The categories of the files chosen so far: those in the page, and those received already."""
    ticked = request.POST.getlist("keep_files")
    kept = {row.category for row in uploads.waiting(request.user, sub.key) if str(row.pk) in ticked}
    return kept | set(request.POST.getlist("file_categories"))


def _draft_name(request: SignedInRequest) -> str:
    """The draft that the page was saving to; the plain one when it says nothing sensible."""
    name = request.POST.get("draft", "")
    return name if drafts.names_opening(name) else drafts.NEW_TICKET
