"""The lists of mails, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from inbound_mail import deciding
from inbound_mail.console import lists
from inbound_mail.console.forms import SeveralForm
from inbound_mail.console.lists import Wanted
from inbound_mail.models import InboundMail
from tickets.actions.writing import NotPossible
from tickets.console import rail
from tickets.console.access import console_page
from tickets.drafting import interrupted, submission
from tickets.drafting.interrupted import SignedInRequest, keeping_words


@require_safe
@console_page
def mails(request: SignedInRequest) -> HttpResponse:
    """The mails that arrived, latest first; ?etat= which of them, ?q= words, ?boite= a mailbox, ?page=."""
    typed = interrupted.restore(request)
    if typed is not None:
        return _list(request, Wanted.read(typed), SeveralForm(typed))
    return _list(request, Wanted.read(request.GET), SeveralForm())


@require_POST
@keeping_words("mails:list")
@console_page
def several(request: SignedInRequest) -> HttpResponse:
    """Replay or put aside the mails chosen in a list; each on its own, so that one that has an end stops no other."""
    wanted, form = Wanted.read(request.POST), SeveralForm(request.POST)
    if not form.is_valid():
        return _list(request, wanted, form, status=422)
    now, reason = timezone.now(), form.cleaned_data["reason"]
    if form.cleaned_data["verb"] == "discard":
        done, refused = _each(
            form.cleaned_data["mails"],
            lambda mail: deciding.discard(mail, reason, actor=request.user, at=now),
        )
        said = ngettext("%d mail écarté.", "%d mails écartés.", done)
    else:
        done, refused = _each(
            form.cleaned_data["mails"], lambda mail: deciding.replay(mail, actor=request.user, at=now)
        )
        said = ngettext("%d mail rejoué.", "%d mails rejoués.", done)
    if done:
        messages.success(request, said % done)
    if refused:
        left = ngettext(
            "%d mail est resté tel quel\u00a0: il a déjà une suite, ou ne se rejoue pas.",
            "%d mails sont restés tels quels\u00a0: ils ont déjà une suite, ou ne se rejouent pas.",
            refused,
        )
        messages.warning(request, left % refused)
    return redirect(f"{reverse('mails:list')}?{wanted.query}")


def _each(mails: Iterable[InboundMail], verb: Callable[[InboundMail], Any]) -> tuple[int, int]:
    """How many of `mails` the verb was possible on, and on how many it was not."""
    done = refused = 0
    for mail in mails:
        try:
            verb(mail)
        except NotPossible:
            refused += 1
        else:
            done += 1
    return done, refused


def _list(request: SignedInRequest, wanted: Wanted, form: SeveralForm, status: int = 200) -> HttpResponse:
    page = Paginator(lists.mails_of(wanted), lists.PAGE_SIZE).get_page(request.GET.get("page"))
    rows = lists.lines(page.object_list)
    context = {
        "wanted": wanted,
        "title": lists.label(wanted.view),
        "choices": lists.choices(wanted),
        "mailboxes": lists.mailboxes(),
        "page": page,
        "lines": rows,
        "choosing": any(row.may_be_chosen for row in rows),
        "form": form,
        "chosen": set(form["mails"].value() or ()),
        "query": wanted.query,
        "submission_key": submission.new(request.user).token,
        "rail": rail.groups(request.user, timezone.now(), "mails"),
    }
    return render(request, "console/mails/list.html", context, status=status)
