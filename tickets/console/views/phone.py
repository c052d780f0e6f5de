"""The phone: one box that finds whoever calls, the card of a customer, and the call that is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Organisation, User
from sla.wording import PARIS
from tickets.console import phone_card, phone_search, rail, ticket_lines
from tickets.console.access import centre_page
from tickets.console.phone_card import Card
from tickets.console.phone_search import Results
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_safe
@vary_on_headers("HX-Request")
@centre_page
def phone(request: SignedInRequest) -> HttpResponse:
    """The box, ?q= what the caller gives; for htmx, what it finds."""
    now, words = timezone.now(), typed(request.GET, "q", 100)
    results = _results(words, request.user, now)
    card = _chosen_card(results, request.user, now)
    context = {"results": results, "words": words, **_shown(card)}
    if request.headers.get("HX-Request") == "true":
        return render(request, "console/phone/_results.html", context)
    return render(
        request, "console/phone/phone.html", {**context, "rail": rail.groups(request.user, now, "phone")}
    )


@require_safe
@centre_page
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The card of one customer; ?serial= and ?personne= what led to it, ?page= of its devices."""
    now = timezone.now()
    card = phone_card.card(
        customer(pk),
        request.user,
        now,
        serial=typed(request.GET, "serial", 60),
        person=caller(pk, typed(request.GET, "personne", 12)),
        page=typed(request.GET, "page", 12),
    )
    context = {"words": "", **_shown(card), "rail": rail.groups(request.user, now, "phone")}
    return render(request, "console/phone/phone.html", context)


def _results(words: str, user: User, now: datetime) -> Results:
    """What the words find; the ticket whose number the caller gives first, to note the call on it."""
    results = phone_search.results(words, now.astimezone(PARIS).date())
    tickets = ticket_lines.numbered(words, user, now)
    lines = ticket_lines.group(tickets, "console:call_again", _("Noter l’appel sur un ticket"))
    return replace(results, groups=(*lines, *results.groups))


def _chosen_card(results: Results, reader: User, now: datetime) -> Card | None:
    """The card of the one customer that the words mean; None while they mean several, or nobody."""
    chosen = results.chosen
    if chosen is None:
        return None
    return phone_card.card(chosen.organisation, reader, now, serial=chosen.serial, person=chosen.person)


def customer(pk: int) -> Organisation:
    """The reseller or end customer; 404 for the centre itself."""
    customers = Organisation.objects.exclude(kind=Organisation.Kind.CENTRE).select_related("reseller")
    return get_object_or_404(customers, pk=pk)


def caller(organisation: int, pk: str) -> User | None:
    """The person of that organisation whose key was given; None for anybody else."""
    if not pk.isdecimal():
        return None
    return User.objects.people().filter(organisation=organisation, pk=int(pk)).first()


def _shown(card: Card | None) -> dict[str, Any]:
    if card is None:
        return {"card": None}
    return {
        "card": card,
        "page": card.page,
        "query": urlencode(card.call_query),
    }
