"""What an engineer does around a ticket: links, followers, reminders, a part that becomes a ticket of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from sla.wording import full_due
from tickets.actions import following, linking, reminding_oneself
from tickets.actions.splitting import Part, split
from tickets.actions.writing import NotPossible
from tickets.console import undo
from tickets.console.access import in_sight, ticket_form
from tickets.console.around_forms import FollowForm, LinkForm, RemindMeForm
from tickets.console.splitting_form import SplitForm
from tickets.console.undo import Undo
from tickets.console.views.handling import Said, carry_out
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.models import Ticket


@require_POST
@ticket_form
def links(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Link the ticket to another, each seen from the other."""

    def verb(asked: dict[str, Any]) -> Said:
        other = in_sight(request.user).filter(number=asked["other"]).first()
        if other is None:
            raise NotPossible(_("Aucun ticket ne porte le numéro %s.") % asked["other"])
        before = linking.between(ticket, other).first()
        linking.link(ticket, other, asked["kind"], actor=request.user, at=timezone.now())
        way = "link" if before is not None else "unlink"
        known = {"other": other.pk, "kind": before.kind} if before is not None else {"other": other.pk}
        return Said(_("Lié à %(number)s, %(subject)s.") % _named(other), Undo(way, known))

    return carry_out(request, ticket, LinkForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def unlinking(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Remove a link."""
    others = in_sight(request.user).exclude(pk=ticket.pk)
    other = others.filter(number=typed(request.POST, "other", 20)).first()
    if other is None:
        raise Http404
    kind = linking.unlink(ticket, other, actor=request.user, at=timezone.now())
    back = Undo("link", {"other": other.pk, "kind": kind}) if kind else None
    undo.say(request, request.user, ticket, _("Lien avec %s retiré.") % other.number, back)
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def followers(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Tell an engineer of the ticket from now on; oneself by one click."""

    def verb(asked: dict[str, Any]) -> Said:
        person = asked["person"]
        is_new = not ticket.followers.filter(person=person).exists()
        following.follow(ticket, person, actor=request.user, at=timezone.now())
        back = Undo("unfollow", {"person": person.pk}) if is_new else None
        if person == request.user:
            return Said(_("Vous suivez ce ticket."), back)
        return Said(_("%s suit ce ticket et en est prévenu.") % person.full_name, back)

    return carry_out(request, ticket, FollowForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def unfollowing(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Tell an engineer of it no more."""
    person = _engineer(request.POST.get("person", ""))
    was = ticket.followers.filter(person=person).exists()
    following.unfollow(ticket, person, actor=request.user, at=timezone.now())
    back = Undo("follow", {"person": person.pk}) if was else None
    undo.say(request, request.user, ticket, _("%s ne suit plus ce ticket.") % person.full_name, back)
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def own_reminder(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Be reminded of it later; the reminder that was open takes the new hour."""
    now = timezone.now()

    def verb(asked: dict[str, Any]) -> Said:
        before = reminding_oneself.open_of(ticket, request.user)
        row = reminding_oneself.remind_me(ticket, asked["when"], asked["words"], actor=request.user, at=now)
        return Said(_("Rappel prévu %s.") % full_due(row.at, now), undo.reminder(before))

    return carry_out(request, ticket, RemindMeForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def own_reminder_done(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """One is done with what one wanted to be reminded of."""
    reminding_oneself.done(ticket, actor=request.user, at=timezone.now())
    undo.say(request, request.user, ticket, _("Rappel fait."), Undo("reminder_done", {}))
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def parts(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Make a ticket of its own of some messages; the page of that one follows (CH-V.2)."""
    sub = submission.sent(request.user, request.POST.get("submission_key", ""))
    made: list[Ticket] = []

    def verb(asked: dict[str, Any]) -> str:
        part = Part(asked["messages"], asked["subject"], asked["serial"], asked["severity"], sub.key)
        made.append(split(ticket, part, actor=request.user, at=timezone.now()))
        said = {"source": ticket.number, "new": made[0].number}
        return _("%(new)s est séparé de %(source)s\u00a0; le client en est prévenu.") % said

    answer = carry_out(request, ticket, SplitForm(ticket, request.POST), verb)
    return redirect("console:ticket", number=made[0].number) if made else answer


def _engineer(key: str) -> User:
    person = (
        User.objects.filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 10
        else None
    )
    if person is None or not person.is_centre:
        raise Http404
    return person


def _named(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "subject": ticket.subject}
