"""What helps most to say of an incident, by what the product is for (CH-III.2): asked for, never a wall.

What happens is one text; since when, what changed and what was tried are three more, each of a line or two. They go
to the centre as one text (`composed`), as a person would have written it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from contracts.decision import Verdict
from contracts.models import Device, Family

# The texts beside "what happens", in the order that they are read.
ASIDES = ("since", "changed", "tried")
LABELS: dict[str, StrPromise] = {
    "since": _("Depuis quand\u202f?"),
    "changed": _("Ce qui a changé avant\u202f?"),
    "tried": _("Déjà essayé\u202f?"),
}
# How each answer is introduced where all stand in one text.
_HEADINGS: dict[str, StrPromise] = {
    "since": _("Depuis quand"),
    "changed": _("Ce qui a changé avant"),
    "tried": _("Ce qui a été essayé"),
}
# Under so many characters one rarely says what one sees and whom it touches.
_DESCRIBED = 40
# What gives each answer away in a text, in both languages, the headings above included. A word too many costs nothing:
# the meter asks, and an engineer reads.
_GIVEN_AWAY = {
    "since": re.compile(
        r"\bdepuis\b|\bsince\b|\bce matin\b|\bcette nuit\b|\bthis morning\b|\byesterday\b", re.IGNORECASE
    ),
    "changed": re.compile(r"\bchang|\bmise (à|a) jour\b|\bmigration\b|\bup(date|grade)", re.IGNORECASE),
    "tried": re.compile(
        r"\bessa(yé|ye|i)|\bred(é|e)marr|\btested\b|\btent(é|e)|\btried\b|\b(restart|reboot)", re.IGNORECASE
    ),
}
_WHAT: dict[str, StrPromise] = {
    Family.FIREWALL: _(
        "Tunnel qui tombe, règle ignorée, bascule du cluster, débit faible… avec le message exact."
    ),
    Family.SWITCH: _("Port qui flappe, boucle, VLAN qui ne passe pas, PoE coupé… et quels ports."),
    Family.WIRELESS: _(
        "Association refusée, débit faible, borne absente… combien de clients, quel SSID, où."
    ),
    Family.OTHER: _("Ce que vous observez, qui est touché, avec le message exact."),
}
_CHANGED: dict[str, StrPromise] = {
    Family.FIREWALL: _("Mise à jour, règle, certificat, opérateur, rien…"),
    Family.SWITCH: _("Mise à jour, câblage, nouvel équipement, configuration d’un port, rien…"),
    Family.WIRELESS: _("Mise à jour, canal, mot de passe, nouveaux postes, rien…"),
    Family.OTHER: _("Mise à jour, configuration, matériel, rien…"),
}
_TRIED: dict[str, StrPromise] = {
    Family.FIREWALL: _("Redémarrage, retour de version, capture, journaux…"),
    Family.SWITCH: _("Autre port, autre câble, redémarrage, compteurs d’erreurs…"),
    Family.WIRELESS: _("Autre poste, autre borne, redémarrage, journaux du contrôleur…"),
    Family.OTHER: _("Redémarrage, autre poste, journaux…"),
}
_SINCE = _("Ce matin, mardi vers 14h, depuis toujours…")
_ASSISTANCE = _("Ce que vous voulez installer ou configurer, sur quel matériel, et pour quand.")


@dataclass(frozen=True, slots=True)
class Guidance:
    """An example for each text, in the active language when shown."""

    description: StrPromise
    since: StrPromise
    changed: StrPromise
    tried: StrPromise


def of_verdict(verdict: Verdict, *, is_assistance: bool) -> Guidance:
    """The examples for a request with this verdict; one query when its product is known."""
    family = _family(verdict)
    return Guidance(
        description=_ASSISTANCE if is_assistance else _WHAT[family],
        since=_SINCE,
        changed=_CHANGED[family],
        tried=_TRIED[family],
    )


def composed(typed: Mapping[str, Any]) -> str:
    """The one text that the centre reads, in the active language; "what happens" alone stays as it was written."""
    what = str(typed.get("description") or "").strip()
    asides = [(name, text) for name in ASIDES if (text := str(typed.get(name) or "").strip())]
    return "\n\n".join([what, *(_introduced(name, text) for name, text in asides)])


def told(typed: Mapping[str, Any]) -> set[str]:
    """Which of the texts are told: written into the field of theirs, or given away by what happens."""
    written = {name for name in ASIDES if str(typed.get(name) or "").strip()}
    return told_in(str(typed.get("description") or "")) | written


def told_in(text: str) -> set[str]:
    """Which of the texts the one text tells, a mail's as well as a composed one: "description", "since"..."""
    found = {name for name, words in _GIVEN_AWAY.items() if words.search(text)}
    return found | ({"description"} if len(text.strip()) >= _DESCRIBED else set())


def _introduced(name: str, text: str) -> str:
    return gettext("%(heading)s\u00a0: %(text)s") % {"heading": _HEADINGS[name], "text": text}


def _family(verdict: Verdict) -> str:
    if verdict.device is None:
        return Family.OTHER
    found = Device.objects.filter(serial=verdict.device.serial).values_list("product__family", flat=True)
    return found.first() or Family.OTHER
