"""The centre's times to somebody who lives by another clock: Paris time, named, and theirs beside it (CH-I).

Who reads is in the active time zone, as in the active language. Whoever lives by Paris time reads nothing more.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sla import wording


def is_elsewhere(at: datetime) -> bool:
    """Whether the reader's clock shows another time than Paris at that instant."""
    return timezone.localtime(at).utcoffset() != wording.in_zone(at).utcoffset()


def beside(said: str, at: datetime) -> str:
    """Mardi 10h12 heure de Paris (5h12 chez vous): `said` is the instant `at` in words, by the clock of Paris.

    The day is named where it is another one for the reader.
    """
    if not is_elsewhere(at):
        return said
    here, in_paris = timezone.localtime(at), wording.in_zone(at)
    theirs = wording.clock_time(here)
    if here.date() != in_paris.date():
        theirs = wording.at_time(wording.weekday(here.date()), here)
    return _("%(paris)s heure de Paris (%(theirs)s chez vous)") % {"paris": said, "theirs": theirs}


def hours_of_paris(said: str, at: datetime) -> str:
    """A sentence of several times of the centre around `at`, that says whose times they are."""
    return _("%s, heures de Paris") % said if said and is_elsewhere(at) else said
