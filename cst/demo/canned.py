"""Replies that the team of the demo world sends every day."""

from __future__ import annotations

from datetime import datetime

from cst.demo import cast
from tickets.actions.keeping_canned import Wording, keep
from tickets.models import CannedReply

HUGO = cast.PEOPLE[7].email

REPLIES = (
    Wording(
        "bonjour", "Prise en charge",
        "Bonjour {{ prenom }},\n\nNous prenons en charge {{ numero }} sur votre {{ produit }} ({{ serie }}).\n\n"
        "Cordialement,\n{{ moi }}",
        "Hello {{ prenom }},\n\nWe are taking care of {{ numero }} on your {{ produit }} ({{ serie }}).\n\n"
        "Kind regards,\n{{ moi }}",
        shared=True,
    ),
    Wording(
        "version", "Quelle version ?",
        "Bonjour {{ prenom }},\n\nQuelle version tourne sur {{ produit }}, et depuis quand le défaut est-il là ?\n\n"
        "{{ moi }}",
        "Hello {{ prenom }},\n\nWhich version runs on {{ produit }}, and since when has the fault been there?\n\n"
        "{{ moi }}",
        shared=True,
    ),
    Wording(
        "sauvegarde", "Demander la sauvegarde",
        "Bonjour {{ prenom }},\n\nJoignez une sauvegarde de configuration récente : elle est chiffrée chez nous, et"
        " effacée après la clôture.\n\n{{ moi }}",
        "",
        shared=True,
    ),
)  # fmt: skip


def load(now: datetime) -> None:
    """Write each that is not there yet; one that somebody changed stays as they left it."""
    known = set(CannedReply.objects.filter(shared=True).values_list("shortcut", flat=True))
    for wording in REPLIES:
        if wording.shortcut not in known:
            keep(None, wording, actor=cast.person(HUGO), at=now)
