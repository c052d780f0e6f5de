"""Where a contract stands on a day, in the active language: to come, running, about to end, ended (CH-0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Contract

# How many days before its last day a contract's people are told (contracts/ending/notices.py), the first time first.
NOTICE_DAYS = (60, 30, 7)
# From the first notice on it is said to end soon: the time a renewal takes.
ENDS_SOON = timedelta(days=NOTICE_DAYS[0])


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`tone` is "ok", "soon", "late" or empty, beside the words of `text`."""

    text: str
    tone: str

    @property
    def is_ending(self) -> bool:
        """Ended, or about to: the time to speak of a renewal."""
        return self.tone in {"soon", "late"}


def lifetime(contract: Contract, today: date) -> Lifetime:
    """Whether the contract holds on `today`, a day in Paris; its first and its last day are included."""
    if today < contract.starts_on:
        return Lifetime(_("à venir"), "")
    left = contract.ends_on - today
    if left < timedelta(0):
        return Lifetime(_("terminé"), "late")
    return Lifetime(_("en cours"), "ok") if left > ENDS_SOON else Lifetime(ends_in(left), "soon")


def ends_in(left: timedelta) -> str:
    """« finit dans 12 jours »: how long a running contract still holds, in days, none of them for its last day."""
    if not left:
        return _("finit aujourd’hui")
    return ngettext("finit dans %d\u00a0jour", "finit dans %d\u00a0jours", left.days) % left.days
