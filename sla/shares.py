"""A share in words, in the active language: 87,5 %, never more than it is."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def percent(part: int, whole: int) -> str:
    """87,5 %, cut to tenths and not rounded, so that 100 % says that nothing is missing. `whole` is above zero."""
    return _("%(value)s\u00a0%%") % {"value": points(part, whole)}


def points(part: int, whole: int) -> str:
    """A share in points of percent, without sign, cut to tenths: 87,5; 100."""
    tenths = 1000 * abs(part) // whole
    return number_format(tenths // 10 if tenths % 10 == 0 else tenths / 10)
