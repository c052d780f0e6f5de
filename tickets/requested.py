"""What an engineer asks a customer for (CH-III.2): each piece with what it is for and how to send it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import Event


class Wanted(TextChoices):
    """The pieces, in the charter's order; the codes are those of AttachmentCategory where a file is meant."""

    DEVICE = "device", gettext_lazy("numéro de série du produit")
    DESCRIPTION = "description", gettext_lazy("description détaillée")
    DIAGRAM = "diagram", gettext_lazy("schéma")
    REPORT = "report", gettext_lazy("rapport technique")
    CONFIGURATION = "configuration", gettext_lazy("sauvegarde de configuration")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the checklist, in the active language."""

    label: str
    purpose: str
    how: str


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of `codes` that name a piece, each once, in the charter's order; anything else is dropped."""
    wanted = set(codes)
    return tuple(code.value for code in Wanted if code.value in wanted)


def checklist(codes: Iterable[str]) -> list[Piece]:
    """The pieces that `codes` name, in words."""
    said = {
        Wanted.DEVICE: (
            _("il dit quel contrat couvre le produit"),
            _("écrivez-le dans votre réponse, il est sur l’étiquette de l’appareil"),
        ),
        Wanted.DESCRIPTION: (
            _("depuis quand, ce qui a changé, ce qui a été essayé"),
            _("écrivez-la dans votre réponse"),
        ),
        Wanted.DIAGRAM: (
            _("il montre par où passe le trafic"),
            _("joignez une image ou un PDF, une photo d’un dessin suffit"),
        ),
        Wanted.REPORT: (
            _("il contient les journaux que le constructeur demandera aussi"),
            _("joignez le fichier produit par l’appareil"),
        ),
        Wanted.CONFIGURATION: (
            _("elle permet de chercher la cause sans toucher à votre production"),
            _("joignez l’export de l’appareil, il est chiffré dès son arrivée"),
        ),
    }
    return [Piece(str(Wanted(code).label), *said[Wanted(code)]) for code in known(codes)]


def labels(codes: Iterable[str]) -> str:
    """The same pieces as one line."""
    return ", ".join(str(Wanted(code).label) for code in known(codes))


def since(events: Iterable[Event], start: datetime) -> tuple[str, ...]:
    """What was asked for from `start` on; `events` hold those of the answers."""
    return known(code for event in events if event.at >= start for code in event.data.get("asked", ()))
