"""The history of a ticket as sentences, in the active language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from sla import wording
from sla.clock import Target
from sla.models import TARGET_LABELS
from tickets import deadline_changes, following_sentences, handling_sentences, requested, response_clock
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
    Event.Kind.ANSWERED,
    Event.Kind.QUALIFIED,
    Event.Kind.ESCALATED,
    Event.Kind.RESOLVED,
    Event.Kind.CLOSED,
    Event.Kind.REOPENED,
    Event.Kind.WAIVED,
    Event.Kind.ESTIMATED,
    Event.Kind.ESTIMATE_DECIDED,
    Event.Kind.TIME_SPENT,
    Event.Kind.PASSED_TO_RESELLER,
    Event.Kind.PASSED_TO_CENTRE,
    Event.Kind.MERGED,
    Event.Kind.CALENDAR_CHANGED,
    Event.Kind.FOLLOWED,
    Event.Kind.SEVERITY_ASKED,
    Event.Kind.SEVERITY_DECIDED,
    Event.Kind.SESSION_PROPOSED,
    Event.Kind.SESSION_DECIDED,
    Event.Kind.RATED,
    Event.Kind.SESSION_REPORTED,
    Event.Kind.SPLIT,
}
# Messages show themselves; what an answer asks for is a line beside it.
_IN_THE_THREAD = {Event.Kind.ANSWERED, Event.Kind.NOTED, Event.Kind.CUSTOMER_REPLIED}
# Whose sentence goes on with the move of the deadline, if there was one.
_MOVING = {Event.Kind.QUALIFIED, Event.Kind.REOPENED, Event.Kind.MERGED, Event.Kind.CALENDAR_CHANGED}


def lines(ticket: Ticket, reader: User, events: Iterable[Event] | None = None) -> list[Line]:
    """The history that `reader` may see, oldest first; `events`, with their actors, when they were read already."""
    if events is None:
        events = ticket.events.select_related("actor")
    events = sorted(events, key=lambda event: (event.at, event.pk))
    told = deadline_changes.told(sorted(events, key=lambda event: event.pk))
    said = (
        Line(event.at, event.kind, say(event, reader, told))
        for event in events
        if _is_shown(event) and (reader.is_engineer or event.kind in CUSTOMER_KINDS)
    )
    return [line for line in said if line.text]


def _is_shown(event: Event) -> bool:
    return event.kind not in _IN_THE_THREAD or "asked" in event.data or "caller" in event.data


def say(event: Event, reader: User, told: Collection[int] | None = None) -> str:
    """One event as a sentence for `reader`; empty when it holds nothing for them.

    `told` are the events that moved a deadline told to customers (deadline_changes.told); None finds it out.
    """
    move = deadline_move(event, reader, told) if event.kind in _MOVING else ""
    if event.kind == Event.Kind.CALENDAR_CHANGED:
        return _("Horaires du centre modifiés\u00a0: %s") % move if move else ""
    actor = event.actor.full_name if event.actor is not None else _("le système")
    said = _with_credit(_SENTENCES[Event.Kind(event.kind)](event, actor, reader), event)
    return f"{said}, {move}" if move else said


def _qualified(event: Event, actor: str, reader: User) -> str:
    changes = deadline_changes.qualified(event)
    if not changes:
        return _("%s a confirmé la qualification") % actor
    return _("%(actor)s a qualifié\u00a0: %(changes)s") % {"actor": actor, "changes": ", ".join(changes)}


def deadline_move(event: Event, reader: User, told: Collection[int] | None = None) -> str:
    """From when to when this event moved the deadline; empty when it did not, or when `reader` was never told of it."""
    moved = event.data.get("due")
    if moved is None:
        return ""
    if not reader.is_engineer:
        known = told if told is not None else deadline_changes.told(response_clock.history(event.ticket))
        if event.pk not in known:
            return ""
    ends = {
        end: datetime.fromisoformat(text) if (text := moved[end]) else None for end in ("before", "after")
    }
    return _("échéance %(before)s → %(after)s") % {
        end: deadline_changes.due_text(due, event.at) for end, due in ends.items()
    }


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


def _answered(event: Event, actor: str, reader: User) -> str:
    if "asked" not in event.data:
        return _("%s a répondu") % actor
    said = {"actor": actor, "pieces": requested.labels(event.data["asked"])}
    return _("%(actor)s a demandé\u00a0: %(pieces)s") % said


def _reminded(event: Event, actor: str, reader: User) -> str:
    """By itself, or by an engineer's click; or an engineer's own reminder."""
    if "own" in event.data:
        return handling_sentences.reminder_asked(event, actor, reader)
    told = ", ".join(event.data["told"])
    if event.actor is None:
        return _("Relance envoyée à %s, faute de réponse") % told
    return _("%(actor)s a relancé %(people)s") % {"actor": actor, "people": told}


def _resolved(event: Event, actor: str, reader: User) -> str:
    return handling_sentences.with_cause(_("%s a marqué le ticket comme résolu") % actor, event, reader)


def _closed(event: Event, actor: str, reader: User) -> str:
    if "merged_into" not in event.data:
        return handling_sentences.with_cause(_("%s a clos le ticket") % actor, event, reader)
    return _("%(actor)s a fusionné cette demande avec %(merged_into)s") % {"actor": actor, **event.data}


def _waived(event: Event, actor: str, reader: User) -> str:
    if not reader.is_engineer:
        return _("Demande ouverte à titre exceptionnel")
    return _("%(actor)s a accordé une dérogation\u00a0: %(reason)s") % {
        "actor": actor,
        "reason": event.data["reason"],
    }


def _passed_to_reseller(event: Event, actor: str, reader: User) -> str:
    """By itself; it once took a click of the requester."""
    if event.actor is None:
        said = {"reseller": event.data["reseller"]}
        return _("Demande confiée à %(reseller)s, qui assure le premier niveau") % said
    return _("%(actor)s a transmis la demande à %(reseller)s") % {"actor": actor, **event.data}


def _escalated(event: Event, actor: str, reader: User) -> str:
    """The case as it was opened, and what became of it."""
    case = {"vendor": event.data["vendor"], "number": event.data["number"]}
    if "case" in event.data:
        return handling_sentences.case_changed(event, actor, reader)
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


def _time_spent(event: Event, actor: str, reader: User) -> str:
    """What was counted, and beside it what it took where the rounding made more of it (CH-PS)."""
    said = {
        "actor": actor,
        "counted": hours(event.data["billed"]),
        "took": hours(event.data["minutes"]),
        "day": wording.full_day(date.fromisoformat(event.data["worked_on"]), event.at.date()),
        "work": event.data["description"],
    }
    if event.data["billed"] == event.data["minutes"]:
        return _("%(actor)s a travaillé %(took)s, %(day)s\u00a0: %(work)s") % said
    return _("%(actor)s a travaillé %(took)s, %(day)s, décompté %(counted)s\u00a0: %(work)s") % said


def _with_credit(said: str, event: Event) -> str:
    """The sentence of an end, with the PS credit that it gave back, if any (CH-PS)."""
    given_back = event.data.get("given_back")
    if not given_back:
        return said
    return _("%(said)s\u202f; crédit-temps rendu\u00a0: %(time)s") % {"said": said, "time": hours(given_back)}


def _replied(event: Event, actor: str, reader: User) -> str:
    """A customer's word; that of a call was noted by somebody else."""
    if "caller" in event.data:
        return _("%(caller)s a appelé, noté par %(actor)s") % {"caller": event.data["caller"], "actor": actor}
    return _("%s a répondu") % actor


Sentence = Callable[[Event, str, User], str]
_SENTENCES: dict[Event.Kind, Sentence] = {
    Event.Kind.OPENED: lambda event, actor, reader: _("Demande ouverte par %s") % actor,
    Event.Kind.CUSTOMER_REPLIED: _replied,
    Event.Kind.ANSWERED: _answered,
    Event.Kind.NOTED: lambda event, actor, reader: _("%s a écrit une note interne") % actor,
    Event.Kind.QUALIFIED: _qualified,
    Event.Kind.ASSIGNED: _assigned,
    Event.Kind.ESCALATED: _escalated,
    Event.Kind.RESOLVED: _resolved,
    Event.Kind.CLOSED: _closed,
    Event.Kind.REOPENED: lambda event, actor, reader: _("%s a rouvert le ticket") % actor,
    Event.Kind.WAIVED: _waived,
    Event.Kind.ESTIMATED: _estimated,
    Event.Kind.ESTIMATE_DECIDED: _decided,
    Event.Kind.TIME_SPENT: _time_spent,
    Event.Kind.PASSED_TO_RESELLER: _passed_to_reseller,
    Event.Kind.PASSED_TO_CENTRE: lambda event, actor, reader: _("%s a transmis la demande au CST") % actor,
    Event.Kind.MERGED: lambda event, actor, reader: (
        _("%(actor)s a fusionné ici la demande %(number)s") % {"actor": actor, **event.data}
    ),
    Event.Kind.FOLLOWED: following_sentences.followed,
    Event.Kind.SEVERITY_ASKED: following_sentences.severity_asked,
    Event.Kind.SEVERITY_DECIDED: following_sentences.severity_decided,
    Event.Kind.SESSION_PROPOSED: following_sentences.session_proposed,
    Event.Kind.SESSION_DECIDED: following_sentences.session_decided,
    Event.Kind.RATED: following_sentences.rated,
    Event.Kind.SESSION_REPORTED: handling_sentences.session_reported,
    Event.Kind.SPLIT: handling_sentences.split,
    Event.Kind.LINKED: handling_sentences.linked,
    Event.Kind.UNLINKED: handling_sentences.unlinked,
    Event.Kind.VENDOR_HEARD: handling_sentences.vendor_heard,
    Event.Kind.VENDOR_SILENT: handling_sentences.vendor_silent,
    Event.Kind.REMINDED: _reminded,
    Event.Kind.ALERTED: _alerted,
    Event.Kind.ATTACHMENT_OPENED: lambda event, actor, reader: (
        _("%(actor)s a ouvert la sauvegarde %(name)s") % {"actor": actor, **event.data}
    ),
    Event.Kind.ATTACHMENT_PURGED: lambda event, actor, reader: (
        _("La sauvegarde %(name)s a été effacée") % event.data
    ),
}
