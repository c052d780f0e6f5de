"""What customers do on a ticket besides writing, as sentences of its history, in the active language."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from sla import wording
from tickets.models import Event, RemoteSession, Satisfaction, SeverityRequest

State = RemoteSession.State


def followed(event: Event, actor: str, reader: User) -> str:
    """Nothing for a customer when it is an engineer who follows."""
    if event.data.get("of_centre") and not reader.is_engineer:
        return ""
    said = {"actor": actor, "person": event.data["person"]}
    if event.data["self"]:
        return (
            _("%s suit cet incident") % actor
            if event.data["added"]
            else _("%s ne suit plus cet incident") % actor
        )
    if event.data["added"]:
        return _("%(actor)s a ajouté %(person)s, qui suit cet incident") % said
    return _("%(actor)s a retiré %(person)s des personnes qui suivent cet incident") % said


def severity_asked(event: Event, actor: str, reader: User) -> str:
    said = {
        "actor": actor,
        "before": event.data["before"] or "?",
        "wanted": event.data["wanted"],
        "reason": event.data["reason"],
    }
    return _("%(actor)s demande la sévérité %(before)s → %(wanted)s\u00a0: %(reason)s") % said


def severity_decided(event: Event, actor: str, reader: User) -> str:
    said = {"actor": actor, "wanted": event.data["wanted"], "answer": event.data["answer"]}
    if event.data["decision"] == SeverityRequest.Decision.DECLINED:
        return _("%(actor)s n’a pas relevé la sévérité\u00a0: %(answer)s") % said
    ends = {"before": event.data["before"] or "?", "after": event.data["after"]}
    text = _("%(actor)s a accepté la demande de sévérité, %(before)s → %(after)s") % {**said, **ends}
    return f"{text}\u00a0: {said['answer']}" if said["answer"] else text


def session_proposed(event: Event, actor: str, reader: User) -> str:
    said = {"actor": actor, "when": _when(event), "length": hours(event.data["minutes"])}
    if event.data["instead"]:
        return (
            _("%(actor)s a proposé un autre créneau de session à distance\u00a0: %(when)s, %(length)s") % said
        )
    return _("%(actor)s a proposé une session à distance\u00a0: %(when)s, %(length)s") % said


def session_decided(event: Event, actor: str, reader: User) -> str:
    said = {"actor": actor, "when": _when(event)}
    match event.data["decision"]:
        case State.AGREED if event.data["read_only"]:
            text = _("%(actor)s a accepté la session à distance de %(when)s, en lecture seule") % said
        case State.AGREED:
            text = _("%(actor)s a accepté la session à distance de %(when)s") % said
        case State.DECLINED:
            text = _("%(actor)s a refusé la session à distance de %(when)s") % said
        case _:
            text = _("%(actor)s a annulé la session à distance de %(when)s") % said
    return f"{text}\u00a0: {event.data['words']}" if event.data["words"] else text


def rated(event: Event, actor: str, reader: User) -> str:
    """The comment is in the ticket, beside the opinion as it stands."""
    said = {"actor": actor, "mark": Satisfaction.Mark(event.data["mark"]).label}
    if event.data["before"] is None:
        return _("%(actor)s a donné son avis\u00a0: %(mark)s") % said
    return _("%(actor)s a changé son avis\u00a0: %(mark)s") % said


def _when(event: Event) -> str:
    """Mardi 3 mars 14h00, in the reader's zone."""
    starts = datetime.fromisoformat(event.data["starts_at"])
    return wording.full_due(starts, event.at, timezone.get_current_timezone())
