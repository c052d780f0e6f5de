"""The page behind the link of the mail: the mark that was chosen there, a comment, and a button that sends both.

Opening it changes nothing: programs that look at mails before people do open every link.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.reading import as_read_by
from tickets import ratings
from tickets.actions.rating import rate
from tickets.actions.writing import NotPossible
from tickets.models import Satisfaction, Ticket
from tickets.opinions import links
from tickets.portal.following_forms import RatingForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """The question, with ?avis= the mark that the mail's link stands for; ?merci once it was answered."""
    found, now = links.read(token), timezone.now()
    if found is None:
        return _closed(
            request, _("Ce lien ne mène plus à une question\u00a0: il est incomplet, ou trop ancien.")
        )
    ticket, person = found
    with as_read_by(person):
        if not ratings.is_open(ticket, now):
            return _closed(
                request, _("Un avis se donne dans les 14\u00a0jours qui suivent la fin de l’incident.")
            )
        if request.method != "POST":
            return _question(request, ticket, _proposed(ticket, request.GET.get("avis")))
        form = RatingForm(request.POST)
        if not form.is_valid():
            return _question(request, ticket, form, status=422)
        return _rate(request, ticket, person, form, token)


def _rate(request: HttpRequest, ticket: Ticket, person: User, form: RatingForm, token: str) -> HttpResponse:
    try:
        rate(ticket, form.cleaned_data["mark"], form.cleaned_data["comment"], actor=person, at=timezone.now())
    except NotPossible as refused:  # reopened, or merged, since the page was shown
        return _closed(request, str(refused))
    return redirect(reverse("opinions:opinion", args=[token]) + "?merci=1")


def _proposed(ticket: Ticket, mark: str | None) -> RatingForm:
    """The form with the mark of the link, else the one given already."""
    given = Satisfaction.objects.filter(ticket=ticket).first()
    known = {str(value) for value in Satisfaction.Mark.values}
    comment = given.comment if given is not None else ""
    if mark in known:
        return RatingForm(initial={"mark": mark, "comment": comment})
    return RatingForm(initial={"mark": given.mark if given is not None else None, "comment": comment})


def _question(request: HttpRequest, ticket: Ticket, form: RatingForm, status: int = 200) -> HttpResponse:
    chosen = str(form["mark"].value() or "")
    marks = [(mark.value, mark.label, str(mark.value) == chosen) for mark in reversed(Satisfaction.Mark)]
    context = {"ticket": ticket, "form": form, "marks": marks, "is_thanked": "merci" in request.GET}
    return render(request, "opinions/question.html", context, status=status)


def _closed(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "opinions/closed.html", {"sentence": sentence}, status=410)
