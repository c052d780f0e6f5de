"""The time zones that a person may choose from: those of French people first, then all."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

_FRENCH = [
    ("Europe/Paris", _("Paris")),
    ("America/Guadeloupe", _("Antilles, Guadeloupe")),
    ("America/Martinique", _("Antilles, Martinique")),
    ("America/Cayenne", _("Guyane")),
    ("America/Miquelon", _("Saint-Pierre-et-Miquelon")),
    ("Indian/Reunion", _("La Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
    ("Pacific/Noumea", _("Nouvelle-Calédonie")),
    ("Pacific/Tahiti", _("Polynésie, Tahiti")),
    ("Pacific/Wallis", _("Wallis-et-Futuna")),
]
# Places only: no "Etc/GMT+3", no "EST5EDT".
_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def choices() -> list[tuple[object, list[tuple[str, object]]]]:
    """For a select, in two groups; labels of the first are translated when shown, the others are IANA's names."""
    french = {name for name, _label in _FRENCH}
    others = sorted(
        name for name in available_timezones() if name.startswith(_CONTINENTS) and name not in french
    )
    return [
        (_("France"), list(_FRENCH)),
        (_("Ailleurs"), [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in others)]),
    ]
