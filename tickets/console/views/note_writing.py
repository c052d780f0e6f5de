"""Technical notes are written: a form with its draft and its preview, and what happens when two write at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowledge import editing, publishing, rendering
from knowledge.models import LONGEST_TEXT, Note
from tickets.actions import using_notes
from tickets.console import note_begun, note_form, rail
from tickets.console.access import console_page, engineer_form
from tickets.console.note_form import Clash, NoteForm
from tickets.drafting import drafts, submission
from tickets.drafting.interrupted import SignedInRequest, fields_of, restore
from tickets.drafting.reading import without_nul


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:knowledge_new")
def note_new(request: SignedInRequest) -> HttpResponse:
    """Write one; ?produit= and ?version= begin it from the incidents of a problem."""
    begun = note_begun.asked(request)
    draft = drafts.knowledge_form(None, begun.product)
    if request.method == "POST":
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _form(request, form, None, draft, status=422)
        now = timezone.now()
        row = editing.begin(form.content(), by=request.user, at=now)
        origins = note_begun.tickets(request.user, form.cleaned_data["tickets"])
        using_notes.begin_from(row, origins, by=request.user, at=now)
        return _written(request, row, draft)
    return _form(request, NoteForm(initial=_initial(request, draft, begun.initial)), None, draft)


@require_http_methods(["GET", "HEAD", "POST"])
@engineer_form("console:knowledge_edit")
def note_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change one. What a colleague changed meanwhile is shown, and nothing that was typed is lost (409)."""
    row = get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
    draft = drafts.knowledge_form(row.pk)
    if request.method == "POST":
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _form(request, form, row, draft, status=422)
        try:
            kept = editing.write(row, form.content(), by=request.user, at=timezone.now(), base=form.base())
        except editing.ChangedMeanwhile as changed:
            values, clashes = note_form.merged(form, changed)
            return _form(request, NoteForm(initial=values), row, draft, clashes=clashes, status=409)
        return _written(request, kept, draft)
    return _form(request, NoteForm(initial=_initial(request, draft, note_form.shown(row))), row, draft)


@require_POST
@console_page
def preview(request: SignedInRequest) -> HttpResponse:
    """What is being typed, as its readers would see it; htmx asks."""
    texts = [
        {
            "language": language,
            "title": without_nul(request.POST.get(f"title{suffix}", ""))[:160],
            "html": rendering.html_of(without_nul(request.POST.get(f"text{suffix}", ""))[:LONGEST_TEXT]),
        }
        for language, suffix in (("fr", ""), ("en", "_en"))
        if request.POST.get(f"text{suffix}", "").strip()
    ]
    return render(request, "console/notes/_preview.html", {"texts": texts})


def _form(
    request: SignedInRequest,
    form: NoteForm,
    row: Note | None,
    draft: str,
    *,
    clashes: list[Clash] | None = None,
    status: int = 200,
) -> HttpResponse:
    saved = drafts.load(request.user, draft, note_form.NAMES)
    context = {
        "form": form,
        "row": row,
        "clashes": clashes,
        "may_write": row is None or publishing.may_write(request.user, row),
        "draft": draft,
        "draft_at": saved.at if request.method == "GET" else None,
        "names": note_form.proposed_names(),
        "origins": note_begun.tickets(request.user, str(form["tickets"].value() or "")),
        "token": submission.new(request.user).token,
        "rail": rail.groups(request.user, timezone.now(), "notes"),
    }
    return render(request, "console/notes/edit.html", context, status=status)


def _initial(request: SignedInRequest, draft: str, otherwise: dict[str, Any]) -> dict[str, Any]:
    """What was typed when the session ended, else the draft, else what the note says."""
    kept = restore(request)
    if kept is not None:
        return fields_of(kept)
    saved = drafts.load(request.user, draft, note_form.NAMES)
    return dict(saved.fields) if saved else otherwise


def _written(request: SignedInRequest, row: Note, draft: str) -> HttpResponse:
    drafts.discard_sent(request.user, draft, request.POST.get("submission_key", ""))
    if row.is_published:
        messages.success(request, _("C’est corrigé\u00a0: ses lecteurs le voient déjà."))
    else:
        messages.success(request, _("La note est enregistrée."))
    return redirect("console:knowledge_note", row.pk)
