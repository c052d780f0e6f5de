"""How time spent on PS work is rounded before it is debited (CH-PS); the rules are rows, one from a day on.

The charter names no rounding: EXER sets it in the administration. Amounts are minutes, days are days in Paris.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from contracts.models import RoundingRule


def billed_minutes(minutes: int, day: date) -> int:
    """What `minutes` of work done on `day` take from the credit; to the minute where no rule holds.

    `ValueError` unless positive.
    """
    rule = rule_for(day)
    return billed(minutes, rule) if rule is not None else positive(minutes)


def billed(minutes: int, rule: RoundingRule) -> int:
    """The minimum of `rule` at least, then whole steps, begun ones included; `ValueError` unless positive."""
    counted = max(positive(minutes), rule.minimum_minutes)
    return -(-counted // rule.step_minutes) * rule.step_minutes


def rule_for(day: date) -> RoundingRule | None:
    """The rule that holds on `day`: the latest that has begun; None before the first."""
    return RoundingRule.objects.filter(from_day__lte=day).order_by("-from_day").first()


def positive(minutes: int) -> int:
    """`minutes` again; `ValueError` unless positive."""
    if minutes <= 0:
        raise ValueError(_("Une durée est un nombre de minutes positif."))
    return minutes
