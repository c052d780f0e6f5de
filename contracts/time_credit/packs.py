"""The packs in which a PS time credit is bought (CH-PS)."""

from __future__ import annotations

from django.utils.translation import gettext as _

# CH-PS: 1, 5, 10 or 20 hours, in minutes.
PACKS = (60, 300, 600, 1200)


def in_words() -> str:
    """« 1, 5, 10 ou 20 heures »."""
    *others, last = (pack // 60 for pack in PACKS)
    return _("%(others)s ou %(last)s\u00a0heures") % {"others": ", ".join(map(str, others)), "last": last}


def refusal() -> str:
    """Why any other size is not sold."""
    return _("Un crédit-temps s’achète par %s.") % in_words()
