"""The lines of history about what the centre does around a ticket: links, splits, its vendor case, its sessions."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from sla import wording
from tickets.models import ClosingCause, Event, TicketLink


def linked(event: Event, actor: str, reader: User) -> str:
    """`data`: the number of the `other` ticket, and the `kind` of link."""
    if event.data["kind"] == TicketLink.Kind.DUPLICATE:
        return _("%(actor)s a signalé %(other)s comme doublon") % {"actor": actor, **event.data}
    return _("%(actor)s a lié ce ticket à %(other)s") % {"actor": actor, **event.data}


def unlinked(event: Event, actor: str, reader: User) -> str:
    return _("%(actor)s a retiré le lien avec %(other)s") % {"actor": actor, **event.data}


def split(event: Event, actor: str, reader: User) -> str:
    """`data`: the number of the `other` ticket, and `made`: whether that one was made of messages of this one."""
    if event.data["made"]:
        return _("%(actor)s en a séparé une autre demande, %(other)s") % {"actor": actor, **event.data}
    return _("%(actor)s a séparé cette demande de %(other)s") % {"actor": actor, **event.data}


def session_reported(event: Event, actor: str, reader: User) -> str:
    """`data`: the `minutes` that it took, and whether it was `read_only`."""
    said = {"actor": actor, "length": hours(event.data["minutes"])}
    if event.data["read_only"]:
        return (
            _("%(actor)s a rendu compte de la session à distance\u00a0: %(length)s, en lecture seule") % said
        )
    return _("%(actor)s a rendu compte de la session à distance\u00a0: %(length)s") % said


def vendor_heard(event: Event, actor: str, reader: User) -> str:
    """`data`: the `number` of the vendor's case."""
    return str(_("Nouvelles du constructeur, dossier %(number)s") % event.data)


def vendor_silent(event: Event, actor: str, reader: User) -> str:
    """`data`: the `number` of the vendor's case and the working `hours` without a word (CH-I)."""
    return str(_("Le constructeur se tait depuis %(hours)s\u00a0h ouvrées, dossier %(number)s") % event.data)


def reminder_asked(event: Event, actor: str, reader: User) -> str:
    """`data["own"]`: the instant that an engineer wants to be reminded at; empty when they want it no longer."""
    if not event.data["own"]:
        return _("%s a retiré son rappel") % actor
    when = wording.full_due(datetime.fromisoformat(event.data["own"]), event.at)
    if not event.data["words"]:
        return _("%(actor)s a demandé un rappel pour %(when)s") % {"actor": actor, "when": when}
    said = {"actor": actor, "when": when, "words": event.data["words"]}
    return _("%(actor)s a demandé un rappel pour %(when)s\u00a0: %(words)s") % said


def case_changed(event: Event, actor: str, reader: User) -> str:
    """`data["case"]`: what became of a case at the manufacturer: its summary `updated`, `closed`, `reopened`."""
    said = {"actor": actor, "vendor": event.data["vendor"], "number": event.data["number"]}
    match event.data["case"]:
        case "closed":
            return _("%(actor)s a clos le dossier %(number)s chez %(vendor)s") % said
        case "reopened":
            return _("%(actor)s a rouvert le dossier %(number)s chez %(vendor)s") % said
        case _updated:
            return _("%(actor)s a mis à jour le résumé du dossier %(number)s chez %(vendor)s") % said


def with_cause(said: str, event: Event, reader: User) -> str:
    """The sentence of an end, with what it was in the end; how the centre counts is no customer's business."""
    if not event.data.get("cause") or not reader.is_engineer:
        return said
    cause = ClosingCause(event.data["cause"]).label
    return _("%(said)s, cause\u00a0: %(cause)s") % {"said": said, "cause": cause}
