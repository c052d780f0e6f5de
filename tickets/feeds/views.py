"""The address that calendar programs read, and the page where a person makes and revokes theirs."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.drafting.interrupted import SignedInRequest, signed_in
from tickets.feeds import document, guessing, keys
from tickets.feeds.forms import FeedForm

# Where a secret waits, between its creation and the one page that shows it.
_SLOT = "feed_made"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The feed of an address, without a login; 304 to whoever has it as it is."""
    row, now = keys.opened_by(secret), timezone.now()
    if row is None:
        if guessing.is_too_much(request):
            return HttpResponse(status=429, headers={"Retry-After": str(guessing.PER_SECONDS)})
        return HttpResponse(status=404)  # no page: programs read none, and guessers cost little
    keys.note_use(row, now)
    content = document.of(row, now)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type=document.MEDIA_TYPE)
    answer["ETag"] = tag
    answer["Content-Language"] = row.owner.language  # whatever the request would rather read
    answer["Cache-Control"] = "private, no-cache"  # kept, and asked about each time
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=tag, response=answer) or answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def feeds(request: SignedInRequest) -> HttpResponse:
    """One's feeds; a POST makes one, whose address the page that follows shows, and no other."""
    person = request.user
    form = FeedForm(request.POST or None, owner=person)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            row, secret = keys.create(
                person,
                asked["name"],
                closures=asked["closures"],
                sessions=asked["sessions"],
                at=timezone.now(),
            )
        except keys.TooManyFeeds as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[_SLOT] = {"name": row.name, "secret": secret}
            return redirect("feeds:list")
    context = {"form": form, "feeds": keys.live(person), "made": _made(request), "most": keys.MOST}
    return render(request, "feeds/list.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own feeds, and no other."""
    row = get_object_or_404(request.user.calendar_feeds.all(), pk=pk)
    keys.revoke(row, timezone.now())
    messages.success(
        request, _("L’agenda «\u00a0%s\u00a0» est révoqué\u00a0: son adresse n’ouvre plus rien.") % row.name
    )
    return redirect("feeds:list")


def _made(request: SignedInRequest) -> dict[str, str] | None:
    """What was just made, once."""
    if request.method != "GET" or _SLOT not in request.session:
        return None
    made = request.session.pop(_SLOT)
    return {
        "name": made["name"],
        "url": keys.url(made["secret"]),
        "webcal": keys.webcal_url(made["secret"]),
    }
