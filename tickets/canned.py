"""The texts that are written once and sent many times: their variables, filled in with what a ticket says.

`{{ numero }}` stands for a word of the ticket. A name that is not one of `VARIABLES` is refused where the text is
written; a word that the ticket lacks is left as a gap that its author sees, never as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.reading import as_read_by
from tickets import deadlines
from tickets.models import CannedReply, Ticket

VARIABLES: dict[str, Promise] = {
    "prenom": gettext_lazy("prénom de qui lira la réponse"),
    "nom": gettext_lazy("nom complet de qui lira la réponse"),
    "client": gettext_lazy("organisation du demandeur"),
    "numero": gettext_lazy("numéro du ticket"),
    "objet": gettext_lazy("objet du ticket"),
    "serie": gettext_lazy("numéro de série"),
    "produit": gettext_lazy("constructeur et modèle"),
    "version": gettext_lazy("version installée"),
    "contrat": gettext_lazy("numéro du contrat"),
    "echeance": gettext_lazy("échéance de la première réponse"),
    "moi": gettext_lazy("votre nom complet"),
}
_VARIABLE = re.compile(r"\{\{(?P<between>[^{}]*)\}\}")
# What opens or closes a variable and is none: forgotten braces would reach the customer.
_BRACES = re.compile(r"\{\{|\}\}")


class UnknownVariable(Exception):
    """A text names something that no ticket has; the message, for users, says which and what was meant."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text ready to be read over and sent; `gaps` are the variables that this ticket has no word for."""

    text: str
    gaps: tuple[str, ...]


def check(text: str) -> None:
    """Raise `UnknownVariable` unless every variable of `text` is one of ours and every brace is closed."""
    for match in _VARIABLE.finditer(text):
        if (name := match["between"].strip()) not in VARIABLES:
            raise UnknownVariable(_unknown(name))
    if _BRACES.search(_VARIABLE.sub("", text)):
        raise UnknownVariable(_("Une accolade n’est pas fermée\u00a0: une variable s’écrit {{ numero }}."))


def in_language_of(reply: CannedReply, reader: User | None) -> str:
    """The text for `reader`: the English one where they read English and somebody wrote it."""
    return reply.text_en if reader is not None and reader.language == "en" and reply.text_en else reply.text


def reader_of(ticket: Ticket) -> User | None:
    """Who is addressed: the reseller's person who passed the request on, else who asked (tickets/parties.py)."""
    return ticket.escalated_by or ticket.requester


def fill(text: str, values: dict[str, str]) -> Filled:
    """`text` with its variables replaced; a word that is missing stays as a gap in brackets."""
    gaps: list[str] = []

    def word(match: re.Match[str]) -> str:
        name = match["between"].strip()
        if value := values.get(name, ""):
            return value
        gaps.append(name)
        return f"[{name}\u00a0?]"

    return Filled(_VARIABLE.sub(word, text), tuple(dict.fromkeys(gaps)))


def values(ticket: Ticket, author: User, now: datetime) -> dict[str, str]:
    """What each variable stands for on `ticket`, in the language and the zone of who will read it."""
    reader = reader_of(ticket)
    if reader is None:
        return dict(_words(ticket, author, now))
    with as_read_by(reader):
        return dict(_words(ticket, author, now))


def _words(ticket: Ticket, author: User, now: datetime) -> Iterator[tuple[str, str]]:
    reader, device = reader_of(ticket), ticket.device
    yield "prenom", reader.first_name if reader is not None else ""
    yield "nom", reader.full_name if reader is not None else ""
    yield "client", ticket.organisation.name if ticket.organisation is not None else ""
    yield "numero", ticket.number
    yield "objet", ticket.subject
    yield "serie", ticket.serial
    yield "produit", f"{device.product.vendor} {device.product.name}" if device is not None else ""
    yield "version", device.installed_version if device is not None else ""
    yield "contrat", ticket.contract.number if ticket.contract is not None else ""
    yield "echeance", _due(ticket, now)
    yield "moi", author.full_name


def _due(ticket: Ticket, now: datetime) -> str:
    """The deadline with its day, only where the customer was told of it."""
    if ticket.due_at is None or not deadlines.is_told(ticket):
        return ""
    return deadlines.full_due(ticket.due_at, now)


def _unknown(name: str) -> str:
    """The sentence about a name that is none of ours, with the one that was meant or all of them."""
    meant = get_close_matches(name.lower(), VARIABLES, n=1, cutoff=0.6)
    if meant:
        return _("Variable inconnue\u00a0: {{ %(name)s }}. Vouliez-vous écrire {{ %(meant)s }}\u202f?") % {
            "name": name,
            "meant": meant[0],
        }
    return _("Variable inconnue\u00a0: {{ %(name)s }}. Celles qui existent\u00a0: %(all)s.") % {
        "name": name,
        "all": ", ".join(VARIABLES),
    }
