"""The history of a ticket as sentences, in the active language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from sla import explain
from sla.clock import Target
from sla.models import TARGET_LABELS
from tickets import deadlines, response_clock
from tickets.models import Estimate, Event, Ticket


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history: when, what happened in words, and its kind for the icon."""

    at: datetime
    kind: str
    text: str


# What customers read in their thread; the rest is the centre's own business.
CUSTOMER_KINDS = {
    Event.Kind.OPENED,
    Event.Kind.QUALIFIED,
    Event.Kind.ESCALATED,
    Event.Kind.RESOLVED,
    Event.Kind.CLOSED,
    Event.Kind.REOPENED,
    Event.Kind.WAIVED,
    Event.Kind.ESTIMATED,
    Event.Kind.ESTIMATE_DECIDED,
    Event.Kind.PASSED_TO_RESELLER,
    Event.Kind.MERGED,
    Event.Kind.CALENDAR_CHANGED,
}
# Messages show themselves.
_IN_THE_THREAD = {Event.Kind.ANSWERED, Event.Kind.NOTED, Event.Kind.CUSTOMER_REPLIED}


def lines(ticket: Ticket, reader: User) -> list[Line]:
    """The history that `reader` may see, oldest first."""
    events = (
        ticket.events.select_related("actor", "ticket").exclude(kind__in=_IN_THE_THREAD).order_by("at", "id")
    )
    if not reader.is_engineer:
        events = events.filter(kind__in=CUSTOMER_KINDS)
    said = (Line(event.at, event.kind, say(event, reader)) for event in events)
    return [line for line in said if line.text]


def say(event: Event, reader: User) -> str:
    """One event as a sentence for `reader`; empty when it holds nothing for them."""
    actor = event.actor.full_name if event.actor is not None else _("le système")
    sentence = _SENTENCES[Event.Kind(event.kind)]
    return sentence(event, actor, reader)


def _qualified(event: Event, actor: str, reader: User) -> str:
    before, after = event.data["before"], event.data["after"]
    changes = []
    if before["severity"] != after["severity"]:
        changes.append(
            _("sévérité %(before)s → %(after)s")
            % {"before": before["severity"] or "?", "after": after["severity"] or "?"}
        )
    if before["serial"] != after["serial"]:
        changes.append(
            _("produit %(before)s → %(after)s")
            % {"before": before["serial"] or "?", "after": after["serial"] or "?"}
        )
    if before["kind"] != after["kind"]:
        changes.append(_("nature modifiée"))
    if move := deadline_move(event, reader):
        changes.append(move)
    if not changes:
        return _("%s a confirmé la qualification") % actor
    return _("%(actor)s a qualifié\u00a0: %(changes)s") % {"actor": actor, "changes": ", ".join(changes)}


def deadline_move(event: Event, reader: User) -> str:
    """From when to when this event moved the deadline; empty when it did not, or when `reader` was never told of it."""
    moved = event.data.get("due")
    if moved is None or not (reader.is_engineer or deadlines.is_told(event.ticket)):
        return ""
    words = {end: _due(moved[end], event.at) for end in ("before", "after")}
    return _("échéance %(before)s → %(after)s") % words


def _due(text: str | None, at: datetime) -> str:
    return explain.short_due(datetime.fromisoformat(text), at) if text else _("sans engagement")


def _reopened(event: Event, actor: str, reader: User) -> str:
    said = _("%s a rouvert le ticket") % actor
    move = deadline_move(event, reader)
    return f"{said}, {move}" if move else said


def _merged(event: Event, actor: str, reader: User) -> str:
    said = _("%(actor)s a fusionné ici la demande %(number)s") % {"actor": actor, **event.data}
    move = deadline_move(event, reader)
    return f"{said}, {move}" if move else said


def _calendar_changed(event: Event, actor: str, reader: User) -> str:
    move = deadline_move(event, reader)
    return _("Horaires du centre modifiés\u00a0: %s") % move if move else ""


def _alerted(event: Event, actor: str, reader: User) -> str:
    target = TARGET_LABELS[Target(event.data["target"])]
    told = ", ".join(event.data["told"]) or _("personne")
    if event.data["percent"] == response_clock.ALERTS[-1]:
        return _("Échéance dépassée, %(target)s\u00a0; prévenus\u00a0: %(people)s") % {
            "target": target,
            "people": told,
        }
    return _("%(percent)s\u00a0%% du délai utilisé, %(target)s\u00a0; prévenus\u00a0: %(people)s") % {
        "percent": event.data["percent"],
        "target": target,
        "people": told,
    }


def _assigned(event: Event, actor: str, reader: User) -> str:
    if not event.data["after"]:
        return _("%s a retiré l’affectation") % actor
    return _("%(actor)s a affecté le ticket à %(after)s") % {"actor": actor, "after": event.data["after"]}


def _waived(event: Event, actor: str, reader: User) -> str:
    if not reader.is_engineer:
        return _("Demande ouverte à titre exceptionnel")
    return _("%(actor)s a accordé une dérogation\u00a0: %(reason)s") % {
        "actor": actor,
        "reason": event.data["reason"],
    }


def _escalated(event: Event, actor: str, reader: User) -> str:
    case = {"vendor": event.data["vendor"], "number": event.data["number"]}
    return _("Escaladé chez %(vendor)s, dossier %(number)s") % case


def _estimated(event: Event, actor: str, reader: User) -> str:
    return _("%(actor)s a proposé une estimation de %(time)s") % {
        "actor": actor,
        "time": hours(event.data["minutes"]),
    }


def _decided(event: Event, actor: str, reader: User) -> str:
    if event.data["decision"] == Estimate.Decision.APPROVED:
        return _("%(actor)s a approuvé l’estimation de %(time)s") % {
            "actor": actor,
            "time": hours(event.data["minutes"]),
        }
    return _("%(actor)s a refusé l’estimation de %(time)s") % {
        "actor": actor,
        "time": hours(event.data["minutes"]),
    }


Sentence = Callable[[Event, str, User], str]
_SENTENCES: dict[Event.Kind, Sentence] = {
    Event.Kind.OPENED: lambda event, actor, reader: _("Demande ouverte par %s") % actor,
    Event.Kind.CUSTOMER_REPLIED: lambda event, actor, reader: _("%s a répondu") % actor,
    Event.Kind.ANSWERED: lambda event, actor, reader: _("%s a répondu") % actor,
    Event.Kind.NOTED: lambda event, actor, reader: _("%s a écrit une note interne") % actor,
    Event.Kind.QUALIFIED: _qualified,
    Event.Kind.ASSIGNED: _assigned,
    Event.Kind.ESCALATED: _escalated,
    Event.Kind.RESOLVED: lambda event, actor, reader: _("%s a marqué le ticket comme résolu") % actor,
    Event.Kind.CLOSED: lambda event, actor, reader: _("%s a clos le ticket") % actor,
    Event.Kind.REOPENED: _reopened,
    Event.Kind.WAIVED: _waived,
    Event.Kind.ESTIMATED: _estimated,
    Event.Kind.ESTIMATE_DECIDED: _decided,
    Event.Kind.PASSED_TO_RESELLER: lambda event, actor, reader: (
        _("%(actor)s a transmis la demande à %(reseller)s") % {"actor": actor, **event.data}
    ),
    Event.Kind.MERGED: _merged,
    Event.Kind.CALENDAR_CHANGED: _calendar_changed,
    Event.Kind.ALERTED: _alerted,
    Event.Kind.ATTACHMENT_OPENED: lambda event, actor, reader: (
        _("%(actor)s a ouvert la sauvegarde %(name)s") % {"actor": actor, **event.data}
    ),
    Event.Kind.ATTACHMENT_PURGED: lambda event, actor, reader: (
        _("La sauvegarde %(name)s a été effacée") % event.data
    ),
}
