"""Editing the opening hours: typed, looked at with their effect, then saved as a new version. Leads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sla.errors import SlaError
from sla.explain import refusal
from sla.models import CST, Calendar
from tickets import calendar_change
from tickets.actions import rescheduling
from tickets.actions.adding_calendars import add_calendar
from tickets.actions.writing import NotPossible
from tickets.console import calendar_list, calendar_preview, rail
from tickets.console.access import lead_form
from tickets.console.calendar_forms import CalendarForm, NewCalendarForm, copy_of
from tickets.console.calendar_list import Sheet
from tickets.console.calendar_preview import Preview
from tickets.console.occasion_fields import without_row
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest, fields_of, restore


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show after a form was sent: `notice` says why it was not saved."""

    form: CalendarForm
    preview: Preview | None = None
    notice: str = ""
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
@lead_form("console:calendar_edit")
def calendar_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """The form; its effect, by the button that shows it; saved, by the button beside the effect."""
    now = timezone.now()
    sheet = calendar_list.sheet(get_object_or_404(calendar_list.readable(), code=code), now)
    if request.method != "POST":
        typed = restore(request)
        form = CalendarForm.unchecked(sheet.hours.time_zone, typed) if typed else _shown(request, sheet)
        return _page(request, sheet, Answer(form), now)
    intent, _dash, which = request.POST.get("do", "").partition("-")
    if intent not in {"preview", "save", "year"}:
        return _page(request, sheet, Answer(_rearranged(request.POST, sheet, intent, which)), now)
    form = CalendarForm(sheet.hours.time_zone, request.POST, saving=intent == "save")
    return _answered(request, sheet, _looked_at(request, form, sheet, _number(which), now), now)


@require_http_methods(["GET", "HEAD", "POST"])
@lead_form("console:calendar_new")
def calendar_new(request: SignedInRequest) -> HttpResponse:
    """Another calendar, that begins as a copy."""
    now = timezone.now()
    typed = restore(request) if request.method != "POST" else None
    initial = fields_of(typed) if typed else {"copied_from": Calendar.objects.get(code=CST)}
    form = NewCalendarForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        new = form.cleaned_data
        source = calendar_list.sheet(new["copied_from"], now)
        definition = copy_of(source.hours, source.today, new["time_zone"])
        note = _("Copie de «\u00a0%s\u00a0».") % source.calendar.name
        try:
            made = add_calendar(new["code"], new["name"], definition, note, actor=request.user, at=now)
        except NotPossible as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("Calendrier créé\u00a0: ses horaires sont à vous."))
            return redirect("console:calendar", code=made.code)
    sent = submission.sent(request.user, request.POST.get("submission_key", ""))
    context = {"form": form, "token": sent.token, "rail": rail.groups(request.user, now, "calendars")}
    return render(request, "console/calendars/new.html", context, status=422 if form.errors else 200)


def _shown(request: SignedInRequest, sheet: Sheet) -> CalendarForm:
    """The form on what holds today, or on the version that ?version= names."""
    number = request.GET.get("version", "")
    if not number:
        return CalendarForm.showing(sheet.definition, sheet.today)
    chosen = next((version for version in sheet.versions if str(version.number) == number), None)
    if chosen is None:
        raise Http404
    day = max(chosen.effective_from, sheet.today)
    return CalendarForm.showing(sheet.hours.definition_on(day), day)


def _rearranged(data: QueryDict, sheet: Sheet, intent: str, which: str) -> CalendarForm:
    """The form as it was being typed, a row more or less, or with the regions of another country."""
    if intent == "remove":
        prefix, _dash, place = which.partition("-")
        data = without_row(data, prefix, number) if (number := _number(place)) is not None else data
    form = CalendarForm.unchecked(sheet.hours.time_zone, data)
    if intent == "add":
        for rows in form.occasions:
            rows.spare += rows.prefix == which
    return form


def _number(text: str) -> int | None:
    """The number at the end of what a button sends; None when it is none, or none of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _looked_at(
    request: SignedInRequest, form: CalendarForm, sheet: Sheet, year: int | None, now: datetime
) -> Answer:
    """The effect of what was typed, and whether it is what its author read before."""
    valid = form.is_valid()
    if form.definition is None:
        return Answer(form, status=422)
    try:
        rescheduling.check(sheet.hours, form.definition, form.day, now)
    except SlaError as error:
        form.add_error(None, refusal(error))
        return Answer(form, status=422)
    found = calendar_preview.preview(sheet, form.definition, form.day, year, now)
    return Answer(form, found, _notice(request, form, found), 200 if valid else 422)


def _notice(request: SignedInRequest, form: CalendarForm, found: Preview) -> str:
    """Why this is not what its author read before, or need not be saved; empty when it may be."""
    if found.is_saved:
        return calendar_preview.saved_already(found.sheet)
    if request.POST.get("based_on") != str(found.sheet.latest.number):
        return calendar_preview.saved_meanwhile(found.sheet, request.user.full_name)
    return calendar_preview.changed_since(request.POST.get("seal", ""), found) if form.saving else ""


def _answered(request: SignedInRequest, sheet: Sheet, answer: Answer, now: datetime) -> HttpResponse:
    """The effect that was asked for; saved, when it is the one that was read."""
    form, shown = answer.form, answer.preview
    if not form.saving or shown is None:
        return _page(request, sheet, answer, now)
    if shown.is_saved:
        messages.info(request, answer.notice)
        return _to_the_calendar(sheet)
    if answer.status != 200 or answer.notice:
        return _page(request, sheet, answer, now)
    return _save(request, sheet, shown, form, now)


def _save(
    request: SignedInRequest, sheet: Sheet, shown: Preview, form: CalendarForm, now: datetime
) -> HttpResponse:
    try:
        version = rescheduling.save_version(
            sheet.calendar,
            shown.definition,
            shown.effective_from,
            form.cleaned_data["note"],
            based_on=sheet.latest.number,
            actor=request.user,
            at=now,
        )
    except rescheduling.CalendarChanged:
        fresh = calendar_list.sheet(Calendar.objects.get(pk=sheet.calendar.pk), now)
        return _answered(request, fresh, _looked_at(request, form, fresh, None, now), now)
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _page(request, sheet, Answer(form, status=422), now)
    messages.success(request, _saved(version.number, shown, calendar_change.waiting(sheet.calendar)))
    return _to_the_calendar(sheet)


def _to_the_calendar(sheet: Sheet) -> HttpResponse:
    # The fragment of the form's own address, where the effect stood, would follow to the page of the calendar.
    return redirect(f"{reverse('console:calendar', args=[sheet.calendar.code])}#main")


def _saved(number: int, shown: Preview, waiting: int) -> str:
    moved = shown.effect.tickets
    parts = [_("Version %s enregistrée") % number]
    if moved:
        parts.append(ngettext("%d échéance déplacée", "%d échéances déplacées", moved) % moved)
    if waiting:
        parts.append(ngettext("%d reste à recalculer", "%d restent à recalculer", waiting) % waiting)
    return ", ".join(parts) + "."


def _page(request: SignedInRequest, sheet: Sheet, answer: Answer, now: datetime) -> HttpResponse:
    sent = submission.sent(request.user, request.POST.get("submission_key", ""))
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": answer.form,
        "preview": answer.preview,
        "notice": answer.notice,
        "token": sent.token,
        "rail": rail.groups(request.user, now, "calendars"),
    }
    return render(request, "console/calendars/edit.html", context, status=answer.status)
