"""The lines of history about what the centre does around a ticket: links, splits, its vendor case, its sessions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.models import Event, TicketLink


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
    return _("%s a rendu compte de la session à distance") % actor


def vendor_heard(event: Event, actor: str, reader: User) -> str:
    """`data`: the `number` of the vendor's case."""
    return str(_("Nouvelles du constructeur, dossier %(number)s") % event.data)


def vendor_silent(event: Event, actor: str, reader: User) -> str:
    """`data`: the `number` of the vendor's case and the working `hours` without a word (CH-I)."""
    return str(_("Le constructeur se tait depuis %(hours)s\u00a0h ouvrées, dossier %(number)s") % event.data)
